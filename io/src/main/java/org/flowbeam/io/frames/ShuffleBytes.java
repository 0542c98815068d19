package org.flowbeam.io.frames;

import java.nio.file.Path;

/**
 * Sends the frame itself through the shuffle, for runners of many machines. Nothing but the
 * runner's own shuffle outlives a bundle, so retries and lost workers are harmless.
 *
 * @param scratch folder for what exceeds a reader's memory, created when it is needed
 */
public record ShuffleBytes(String scratch) implements FrameStore {
  @Override
  public Batch newBatch() {
    return new Batch() {
      @Override
      public byte[] put(FrameReference frame, byte[] bytes) {
        return frame.encodeInline(bytes);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Path scratchFolder() {
    return Path.of(scratch);
  }
}
