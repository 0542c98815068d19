package org.flowbeam.transforms.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.join.Summaries;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.example.Lpm;
import org.flowbeam.protocol.example.SummingLpm;
import org.junit.jupiter.api.Test;

/** Stages that no protocol of a run has are not in its graph. */
class SummarizeRunTest {
  private record OfStage(int stage) implements RunSummary {
    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {}
  }

  @Test
  void noSummaryNoStep() {
    assertThat(steps(() -> List.of(new Lpm()))).isEmpty();
  }

  @Test
  void oneStageReadsWhatFlowsWroteAndNothingElse() {
    assertThat(steps(() -> List.of(new SummingLpm(new OfStage(0), new OfStage(0)))))
        .containsExactly("Group records of stage 0", "Summarize stage 0");
  }

  @Test
  void aStageReadsWhatFlowsAndAllLowerStagesWrote() {
    assertThat(steps(() -> List.of(new SummingLpm(new OfStage(3), new OfStage(1)))))
        .containsExactly(
            "Group records of stage 1",
            "Summarize stage 1",
            "All records of stage 3",
            "Group records of stage 3",
            "Summarize stage 3");
  }

  /** The steps behind the flows. */
  private static List<String> steps(ProtocolSource protocols) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple flows = PCollectionTuple.empty(pipeline);
    for (int stage : Summaries.of(protocols.protocols()).stages()) {
      flows =
          flows.and(
              SummarizeRun.records(stage),
              pipeline.apply("Records " + stage, Create.empty(SortedGroups.frameCoder())));
    }
    Spill spill = new Spill(new ShuffleBytes(System.getProperty("java.io.tmpdir")), 4, 1 << 20);
    new SummarizeRun(spill, 1, SessionOptions.defaults(), protocols).after(flows);
    List<String> names = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            add(node);
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            add(node);
          }

          private void add(TransformHierarchy.Node node) {
            String name = node.getFullName();
            if (name.contains("stage") && !name.contains("/")) {
              names.add(name);
            }
          }
        });
    return names;
  }
}
