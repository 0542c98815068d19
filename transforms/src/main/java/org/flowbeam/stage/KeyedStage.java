package org.flowbeam.stage;

import java.io.Closeable;
import java.io.IOException;

/**
 * A step that reads all frames of one shuffle key after the other. It may keep what it puts out
 * from key to key until {@link #finish}. One thread at a time; other keys may be read by others of
 * its kind.
 */
public interface KeyedStage extends Closeable {
  /**
   * Reads a key.
   *
   * @param frames iterated once
   */
  void process(int shuffleKey, Iterable<byte[]> frames) throws IOException;

  /** Puts out what is left. */
  void finish() throws IOException;

  /** Forgets what was not put out; harmless after {@link #finish}. */
  @Override
  void close();
}
