package org.flowbeam.transforms.rows;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;

/**
 * A step from the sorted records of each shuffle key to rows: the life cycle that {@link
 * TableOutput} wants, and one {@link Tally} per key.
 */
public abstract class RowsFn extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
  private final Spill spill;
  private final int groupKeyBytes;
  private final TableOutput tables;

  /**
   * @param shards of each table
   * @param groupKeyBytes records that share their first that many bytes are one group
   */
  protected RowsFn(Spill spill, int shards, int groupKeyBytes) {
    this.spill = spill;
    this.groupKeyBytes = groupKeyBytes;
    this.tables = new TableOutput(shards, spill.store(), spill.flushBytes());
  }

  /** Reads all groups of one shuffle key. */
  protected abstract void groups(SortedRecords groups, RowSink rows, ProcessContext c)
      throws IOException;

  /** How groups are carried in this run. */
  protected final Spill spill() {
    return spill;
  }

  /** Writers of records for these stages, whose outputs the step has. */
  protected final StageWriters recordWriters(
      Summaries summaries, List<Integer> stages, ProcessContext c) {
    return new StageWriters(
        summaries,
        stages,
        spill.buckets(),
        stage ->
            spill.factWriter((key, ref) -> c.output(SummarizeRun.records(stage), KV.of(key, ref))));
  }

  @StartBundle
  public final void start() {
    tables.start();
  }

  @ProcessElement
  public final void process(ProcessContext c, MultiOutputReceiver out) throws IOException {
    tables.to(out.get(TableOutput.ROWS));
    RowSink rows = new RowSink(tables);
    try (SortedRecords groups =
        SortedGroups.open(c.element().getValue(), spill.store(), groupKeyBytes)) {
      groups(groups, rows, c);
    }
    c.output(RowSink.TALLIES, rows.tally());
  }

  @FinishBundle
  public final void finish(FinishBundleContext c) throws IOException {
    tables.finish(c);
  }

  @Teardown
  public final void close() {
    tables.close();
  }
}
