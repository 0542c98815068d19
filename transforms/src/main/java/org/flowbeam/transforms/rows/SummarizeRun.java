package org.flowbeam.transforms.rows;

import java.io.IOException;
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

  static final class SummarizeFn extends RowsFn {
    private final SessionOptions options;

    SummarizeFn(Spill spill, int shards, SessionOptions options) {
      super(spill, shards, SummaryRecords.GROUP_BYTES);
      this.options = options;
    }

    @Override
    protected void groups(SortedRecords records, RowSink rows, ProcessContext c)
        throws IOException {
      SummaryRecords group = new SummaryRecords(records);
      while (records.nextGroup()) {
        group.summarize(options, rows);
      }
    }
  }
}
