package org.flowbeam.join;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntFunction;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.protocol.RecordOutput;
import org.flowbeam.protocol.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to the stages of their summaries, in which they travel as {@link SummaryRecords}
 * reads them. One writer per stage; a writer takes memory with its first record only.
 */
public final class StageWriters implements RecordOutput, Closeable {
  private final Summaries summaries;
  private final int buckets;
  private final @Nullable FrameWriter[] writers = new FrameWriter[RunSummary.STAGES];

  /**
   * @param stages where records may go
   * @param buckets number of shuffle keys of one stage
   * @param writer makes the writer of a stage; closed here
   */
  public StageWriters(
      Summaries summaries, List<Integer> stages, int buckets, IntFunction<FrameWriter> writer) {
    this.summaries = summaries;
    this.buckets = buckets;
    for (int stage : stages) {
      writers[stage] = writer.apply(stage);
    }
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    if (length < RunSummary.GROUP_BYTES) {
      throw new IllegalArgumentException("a record of " + length + " bytes has no group");
    }
    int number = summaries.number(summary);
    FrameWriter to = writers[summaries.stage(number)];
    if (to == null) {
      throw new IllegalArgumentException(
          Summaries.name(summary) + " is of no stage behind the one that is running");
    }
    try {
      int at = to.begin(1 + length);
      to.buffer()[at] = (byte) number;
      System.arraycopy(record, 0, to.buffer(), at + 1, length);
      to.commit(Bits.u16(record, 0) % buckets, 1 + length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flushes all of them. */
  public void finish() throws IOException {
    for (FrameWriter writer : writers) {
      if (writer != null) {
        writer.finish();
      }
    }
  }

  @Override
  public void close() {
    for (FrameWriter writer : writers) {
      if (writer != null) {
        writer.close();
      }
    }
  }
}
