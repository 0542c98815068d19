package org.flowbeam.io.frames;

import java.io.Serializable;

/**
 * How sorted groups are carried in this run.
 *
 * @param store where frames wait
 * @param buckets number of shuffle keys for packets
 * @param flushBytes memory of one writer's flush buffer
 */
public record Spill(FrameStore store, int buckets, int flushBytes) implements Serializable {
  private static final int FACTS_FLUSH_BYTES = 1 << 20;

  public FrameWriter writer(FrameWriter.Output output) {
    return new FrameWriter(store, flushBytes, output);
  }

  /** A writer for records that are few or small beside packets and rows: with a small buffer. */
  public FrameWriter factWriter(FrameWriter.Output output) {
    return new FrameWriter(store, Math.min(FACTS_FLUSH_BYTES, flushBytes), output);
  }
}
