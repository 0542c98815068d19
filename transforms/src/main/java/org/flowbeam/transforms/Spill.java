package org.flowbeam.transforms;

import java.io.Serializable;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;

/**
 * How sorted groups are carried in this run.
 *
 * @param store where frames wait
 * @param buckets number of shuffle keys for packets
 * @param flushBytes memory of one writer's flush buffer
 */
public record Spill(FrameStore store, int buckets, int flushBytes) implements Serializable {

  FrameWriter writer(FrameWriter.Output output) {
    return new FrameWriter(store, flushBytes, output);
  }

  /** A writer for few or small records, which never needs the whole flush buffer. */
  FrameWriter writer(int maxFlushBytes, FrameWriter.Output output) {
    return new FrameWriter(store, Math.min(maxFlushBytes, flushBytes), output);
  }
}
