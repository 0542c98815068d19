package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/questions.md: its SQL gives the answers that stand there. */
class QuestionsTest {
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
    for (Questions.Question question : Questions.all()) {
      assertThat(question.sql().lines()).as(question.title()).hasSizeLessThanOrEqualTo(3);
      Answer answer = QueryRuns.query(folder.resolve("tables"), question.sql());
      assertThat(answer.err()).as(question.title()).isEmpty();
      assertThat(answer.out()).as(question.title()).isEqualTo(question.answer());
    }
    assertThat(Questions.all()).hasSize(20);
  }
}
