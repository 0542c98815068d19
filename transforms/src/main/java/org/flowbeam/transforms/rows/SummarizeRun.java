package org.flowbeam.transforms.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.join.SummaryRecords;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.Table;

/**
 * Rows that need more than one flow, each by its {@link RunSummary}: one step per stage that a
 * protocol of the run has, and no step for others.
 */
public final class SummarizeRun {
  private static final List<TupleTag<KV<Integer, byte[]>>> RECORDS =
      IntStream.range(0, RunSummary.STAGES).mapToObj(SummarizeRun::tag).toList();

  private final Spill spill;
  private final int shards;
  private final SessionOptions options;
  private final ProtocolSource protocols;

  public SummarizeRun(Spill spill, int shards, SessionOptions options, ProtocolSource protocols) {
    this.spill = spill;
    this.shards = shards;
    this.options = options;
    this.protocols = protocols;
  }

  private static TupleTag<KV<Integer, byte[]>> tag(int stage) {
    return new TupleTag<>("summaries" + stage) {};
  }

  /** Records for the summaries of a stage, in frames keyed by bucket. */
  public static TupleTag<KV<Integer, byte[]>> records(int stage) {
    return RECORDS.get(stage);
  }

  /** The outputs of a step that writes records for these stages. */
  public static List<TupleTag<KV<Integer, byte[]>>> records(List<Integer> stages) {
    return stages.stream().map(RECORDS::get).toList();
  }

  /**
   * Adds the steps.
   *
   * @param flows puts out records for every stage of the protocols
   * @return what each step puts out: rows and {@link RowSink#TALLIES}
   */
  public List<PCollectionTuple> after(PCollectionTuple flows) {
    List<PCollectionTuple> steps = new ArrayList<>(List.of(flows));
    Summaries summaries = Summaries.of(protocols.protocols());
    for (int stage : summaries.stages()) {
      steps.add(summarize(stage, summaries, steps));
    }
    return steps.subList(1, steps.size());
  }

  private PCollectionTuple summarize(
      int stage, Summaries summaries, List<PCollectionTuple> before) {
    List<TupleTag<KV<Integer, byte[]>>> later = records(summaries.stagesAbove(stage));
    PCollectionTuple out =
        input(stage, before)
            .apply("Group records of stage " + stage, SortedGroups.group())
            .apply(
                "Summarize stage " + stage,
                ParDo.of(new SummarizeFn(this, stage))
                    .withOutputTags(
                        TableOutput.ROWS, RowSink.SIDE_OUTPUTS.and(new ArrayList<>(later))));
    return RowSink.withCoders(out, later);
  }

  private static PCollection<KV<Integer, byte[]>> input(int stage, List<PCollectionTuple> before) {
    List<PCollection<KV<Integer, byte[]>>> all =
        before.stream().map(step -> step.get(records(stage))).toList();
    return all.size() == 1
        ? all.get(0)
        : PCollectionList.of(all).apply("All records of stage " + stage, Flatten.pCollections());
  }

  static final class SummarizeFn extends RowsFn {
    private final SessionOptions options;
    private final ProtocolSource protocols;
    private final int stage;

    SummarizeFn(SummarizeRun run, int stage) {
      super(run.spill, run.shards, SummaryRecords.GROUP_BYTES);
      this.options = run.options;
      this.protocols = run.protocols;
      this.stage = stage;
    }

    @Override
    protected void groups(SortedRecords records, RowSink rows, ProcessContext c)
        throws IOException {
      Summaries summaries = Summaries.of(protocols.protocols());
      try (StageWriters later = recordWriters(summaries, summaries.stagesAbove(stage), c)) {
        new SummaryRecords(summaries, records).summarize(options, new Sink(rows, later));
        later.finish();
      }
    }
  }

  private record Sink(RowSink rows, StageWriters later) implements SummaryOutput {
    @Override
    public <R extends SpecificRecord> void row(Table<R> table, R row) {
      rows.row(table, row);
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      later.summary(summary, record, length);
    }
  }
}
