package org.flowbeam.io.capture.packed;

import java.io.IOException;

/** A compressed stream asks for more memory than it may have; it is not damaged. */
public final class RefusedException extends IOException {
  /**
   * The message is for people.
   *
   * @param what asks, such as {@code "a zstd frame"}
   */
  RefusedException(String what, long neededMebibytes, long limitMebibytes) {
    super(
        "refused: "
            + what
            + " needs a window of "
            + neededMebibytes
            + " MiB, above the limit of "
            + limitMebibytes
            + " MiB");
  }
}
