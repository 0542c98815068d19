package org.flowbeam.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.example.SummingLpm;
import org.junit.jupiter.api.Test;

class SummariesTest {
  private static final RunSummary FIRST = new OfStage(0);
  private static final RunSummary THIRD = new OfStage(2);
  private static final RunSummary LAST = new OfStage(3);

  private record OfStage(int stage) implements RunSummary {
    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {}
  }

  @Test
  void onlyStagesThatAreUsedAreThere() {
    assertThat(summaries(LAST, FIRST, THIRD).stages()).containsExactly(0, 2, 3);
    assertThat(summaries(LAST, FIRST, THIRD).stagesAbove(0)).containsExactly(2, 3);
    assertThat(summaries(LAST, FIRST, THIRD).stagesAbove(3)).isEmpty();
    assertThat(summaries(THIRD).stages()).containsExactly(2);
    assertThat(summaries().stages()).isEmpty();
  }

  @Test
  void aSummaryOfSeveralProtocolsIsThereOnce() {
    Summaries shared = Summaries.of(List.of(new SummingLpm(THIRD), new SummingLpm(THIRD, FIRST)));
    assertThat(shared.number(THIRD)).isZero();
    assertThat(shared.number(FIRST)).isEqualTo(1);
  }

  @Test
  void aStageThatIsNoneIsRefusedWhenTheListIsBuilt() {
    assertThatThrownBy(() -> summaries(new OfStage(RunSummary.STAGES)))
        .hasMessageContaining("stage 5 of OfStage");
    assertThatThrownBy(() -> summaries(new OfStage(-1))).hasMessageContaining("stage -1");
  }

  @Test
  void moreSummariesThanHaveNumbersAreRefused() {
    RunSummary[] many =
        IntStream.range(0, 257).mapToObj(i -> new Numbered(i)).toArray(RunSummary[]::new);
    assertThatThrownBy(() -> summaries(many)).hasMessageContaining("257 summaries");
  }

  private record Numbered(int number) implements RunSummary {
    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {}
  }

  @Test
  void recordsGoToHigherStagesOnlySoThatNothingGoesRound() {
    Summaries summaries = summaries(FIRST, THIRD, LAST);
    byte[] record = new byte[RunSummary.GROUP_BYTES];
    try (StageWriters behindFirst = writers(summaries, summaries.stagesAbove(0));
        StageWriters behindThird = writers(summaries, summaries.stagesAbove(2))) {
      behindFirst.summary(THIRD, record, record.length);
      behindFirst.summary(LAST, record, record.length);
      behindThird.summary(LAST, record, record.length);
      for (RunSummary before : List.of(FIRST, THIRD)) {
        assertThatThrownBy(() -> behindThird.summary(before, record, record.length))
            .hasMessage("OfStage is of no stage behind the one that is running");
      }
    }
  }

  @Test
  void aRecordForASummaryThatNoProtocolListsIsRefused() {
    Summaries summaries = summaries(FIRST);
    try (StageWriters writers = writers(summaries, summaries.stages())) {
      assertThatThrownBy(() -> writers.summary(LAST, new byte[16], 16))
          .hasMessage("OfStage is not listed by its protocol");
    }
  }

  private static Summaries summaries(RunSummary... all) {
    return Summaries.of(List.of(new SummingLpm(all)));
  }

  private static StageWriters writers(Summaries summaries, List<Integer> stages) {
    ShuffleBytes store = new ShuffleBytes(System.getProperty("java.io.tmpdir"));
    return new StageWriters(
        summaries, stages, 1, stage -> new FrameWriter(store, 1 << 20, (key, frame) -> {}));
  }
}
