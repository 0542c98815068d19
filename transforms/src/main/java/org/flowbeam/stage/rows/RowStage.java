package org.flowbeam.stage.rows;

import java.io.IOException;
import java.util.List;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.RowFrames;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;

/** A step from the sorted records of each shuffle key to rows, with one {@link Tally} per key. */
public abstract class RowStage implements KeyedStage {
  private final Spill spill;
  private final int groupKeyBytes;
  private final StageOutput out;
  private final RowFrames tables;

  /**
   * @param shards of each table
   * @param groupKeyBytes records that share their first that many bytes are one group
   */
  protected RowStage(Spill spill, int shards, int groupKeyBytes, StageOutput out) {
    this.spill = spill;
    this.groupKeyBytes = groupKeyBytes;
    this.out = out;
    this.tables =
        new RowFrames(
            shards,
            spill.store(),
            spill.bufferBytes(),
            (key, frame) -> out.frame(Lane.ROWS, key, frame));
  }

  /** Reads all groups of one shuffle key. */
  protected abstract void groups(SortedRecords groups, RowSink rows) throws IOException;

  /** Writers of records for these stages of summaries; of use until the end of a key. */
  protected final StageWriters recordWriters(Summaries summaries, List<Integer> stages) {
    return new StageWriters(
        summaries,
        stages,
        spill.buckets(),
        stage -> spill.factWriter((key, frame) -> out.frame(Lane.records(stage), key, frame)));
  }

  @Override
  public final void process(int shuffleKey, Iterable<byte[]> frames) throws IOException {
    RowSink rows = new RowSink(tables);
    try (SortedRecords groups = SortedRecords.open(frames, spill.store(), groupKeyBytes)) {
      groups(groups, rows);
    }
    out.tally(rows.tally());
  }

  @Override
  public final void finish() throws IOException {
    DateCounts dates = tables.finish();
    if (!dates.isEmpty()) {
      out.dates(dates);
    }
  }

  @Override
  public final void close() {
    tables.close();
  }
}
