package org.flowbeam.stage;

import java.io.IOException;

/**
 * A step that reads all frames of one shuffle key after the other; other keys may be read by others
 * of its kind.
 */
public interface KeyedStage extends BundleStage {
  /**
   * Reads a key.
   *
   * @param frames iterated once
   */
  void process(int shuffleKey, Iterable<byte[]> frames) throws IOException;
}
