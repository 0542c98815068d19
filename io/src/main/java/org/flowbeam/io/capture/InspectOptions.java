package org.flowbeam.io.capture;

import java.io.Serializable;

/**
 * How a file is inspected.
 *
 * @param sliceBytes plain captures above this size are cut into slices of this size, at least 1
 * @param hashPlainFiles whether also plain files above {@code sliceBytes} are hashed in the pass
 */
public record InspectOptions(long sliceBytes, boolean hashPlainFiles) implements Serializable {
  public InspectOptions {
    if (sliceBytes < 1) {
      throw new IllegalArgumentException("sliceBytes must be at least 1, not " + sliceBytes);
    }
  }
}
