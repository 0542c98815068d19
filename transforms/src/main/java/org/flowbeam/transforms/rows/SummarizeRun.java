package org.flowbeam.transforms.rows;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.join.SummaryRecords;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;

/** Rows that need more than one flow: certificates, DNS domains, each by its {@link RunSummary}. */
public final class SummarizeRun
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  private final Spill spill;
  private final int shards;
  private final SessionOptions options;

  public SummarizeRun(Spill spill, int shards, SessionOptions options) {
    this.spill = spill;
    this.shards = shards;
    this.options = options;
  }

  /** Puts out rows and {@link RowSink#TALLIES}. */
  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> records) {
    return RowSink.withCoders(
        records
            .apply("Group by subject", SortedGroups.group())
            .apply(
                "Summarize",
                ParDo.of(new SummarizeFn(spill, shards, options))
                    .withOutputTags(TableOutput.ROWS, RowSink.SIDE_OUTPUTS)));
  }

  static final class SummarizeFn extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final SessionOptions options;
    private final TableOutput tables;

    SummarizeFn(Spill spill, int shards, SessionOptions options) {
      this.spill = spill;
      this.options = options;
      this.tables = new TableOutput(shards, spill.store(), spill.flushBytes());
    }

    @StartBundle
    public void start() {
      tables.start();
    }

    @ProcessElement
    public void process(ProcessContext c, MultiOutputReceiver out) throws IOException {
      tables.to(out.get(TableOutput.ROWS));
      Tally tally = new Tally();
      RowSink rows = new RowSink(tables, tally);
      try (SortedRecords sorted =
          SortedGroups.open(c.element().getValue(), spill.store(), SummaryRecords.GROUP_BYTES)) {
        SummaryRecords group = new SummaryRecords(sorted);
        while (sorted.nextGroup()) {
          group.summarize(options, rows);
        }
      }
      c.output(RowSink.TALLIES, tally);
    }

    @FinishBundle
    public void finish(FinishBundleContext c) throws IOException {
      tables.finish(c);
    }

    @Teardown
    public void close() {
      tables.close();
    }
  }
}
