package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where frames wait between writer and reader. What travels through the shuffle is a {@link
 * FrameReference}; whether the frame lies in it or elsewhere is the store's choice.
 */
public sealed interface FrameStore extends Serializable permits LocalSpill, ShuffleBytes {
  /** Takes the frames of one flush. */
  interface Batch extends Closeable {
    /**
     * Stores a frame whose body is {@code bytes[0, reference.lengthBytes())}; the array is the
     * caller's again on return.
     *
     * @return what to send through the shuffle
     */
    byte[] put(FrameReference frame, byte[] bytes) throws IOException;
  }

  Batch newBatch() throws IOException;

  /**
   * A folder for a reader's scratch files, which die with the reader. Asked for when the first one
   * is made, where the reader runs.
   */
  Path scratchFolder() throws IOException;
}
