package org.flowbeam.io.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file is no longer what {@link CaptureFiles#inspect} saw: it changed, shrank or vanished. */
public final class CaptureChangedException extends IOException {
  public CaptureChangedException(String uri, long offset, String what, @Nullable Throwable cause) {
    super(uri + " changed since it was inspected: " + what + " at offset " + offset, cause);
  }
}
