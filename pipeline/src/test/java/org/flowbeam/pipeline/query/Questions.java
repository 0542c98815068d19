package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.Captures;

/** What docs/questions.md asks and answers. */
final class Questions {
  private static final Pattern QUESTION =
      Pattern.compile(
          "## (\\d+\\. [^\\n]*)\\n\\n```sh ci\\n\\./flowbeam query --tables=\\S+ \"\\n(.*?)\"\\n```\\n```\\n(.*?)```\\n",
          Pattern.DOTALL);

  private Questions() {}

  record Question(String title, String sql, String answer) {}

  static List<Question> all() throws IOException {
    return QUESTION
        .matcher(Files.readString(Captures.root().resolve("docs/questions.md")))
        .results()
        .map(
            found ->
                new Question(
                    found.group(1),
                    found.group(2).replace("\\\"", "\"").replace("\\$", "$"),
                    found.group(3)))
        .toList();
  }
}
