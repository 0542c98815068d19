package org.flowbeam.io.frames;

import java.io.Serializable;

/**
 * How sorted groups are carried in this run.
 *
 * @param store where frames wait
 * @param buckets number of shuffle keys for packets
 * @param flushBytes memory of one writer's flush buffer; 0 for a share of that of the JVM it is in
 */
public record Spill(FrameStore store, int buckets, int flushBytes) implements Serializable {
  private static final int MIN_FLUSH_BYTES = 1 << 20;
  private static final int FACTS_FLUSH_BYTES = 1 << 20;

  /**
   * A share of the memory for each of the workers: an eighth for the flush buffers of all, since
   * the rest is for merge buffers and the open row groups of Parquet.
   */
  public static int shareOf(long memoryBytes, int workers) {
    long each = memoryBytes / 8 / workers;
    return (int) Math.min(FrameWriter.DEFAULT_FLUSH_BYTES, Math.max(MIN_FLUSH_BYTES, each));
  }

  /** The memory of a writer that is opened in this JVM. */
  public int bufferBytes() {
    Runtime here = Runtime.getRuntime();
    return flushBytes > 0 ? flushBytes : shareOf(here.maxMemory(), here.availableProcessors());
  }

  public FrameWriter writer(FrameWriter.Output output) {
    return new FrameWriter(store, bufferBytes(), output);
  }

  /** A writer for records that are few or small beside packets and rows: with a small buffer. */
  public FrameWriter factWriter(FrameWriter.Output output) {
    return new FrameWriter(store, Math.min(FACTS_FLUSH_BYTES, bufferBytes()), output);
  }
}
