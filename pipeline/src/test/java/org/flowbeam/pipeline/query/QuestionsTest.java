package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/questions.md: its SQL gives the answers that stand there. */
class QuestionsTest {
  private static final Pattern QUESTION =
      Pattern.compile(
          "## (\\d+\\. [^\\n]*)\\n\\n```sh ci\\n\\./flowbeam query --tables=\\S+ \"\\n(.*?)\"\\n```\\n```\\n(.*?)```\\n",
          Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void theTwentyQuestionsHaveTheAnswersOfThePage() throws IOException {
    Path fixtures = Captures.root().resolve("fixtures");
    CommandRun sweep =
        CommandRun.of(
            "sweep",
            "--input=" + fixtures.resolve("captures") + "," + fixtures.resolve("dns-tunnels"),
            "--output=" + folder.resolve("tables"));
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isZero();
    Matcher question =
        QUESTION.matcher(Files.readString(Captures.root().resolve("docs/questions.md")));
    int count = 0;
    while (question.find()) {
      String sql = question.group(2).replace("\\\"", "\"").replace("\\$", "$");
      assertThat(sql.lines()).as(question.group(1)).hasSizeLessThanOrEqualTo(3);
      Answer answer = QueryRuns.query(folder.resolve("tables"), sql);
      assertThat(answer.err()).as(question.group(1)).isEmpty();
      assertThat(answer.out()).as(question.group(1)).isEqualTo(question.group(3));
      count++;
    }
    assertThat(count).isEqualTo(20);
  }
}
