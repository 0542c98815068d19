package org.flowbeam.io.capture.damage;

import java.io.IOException;

/** A file that is not to be opened; the message says why, without paths, and is passed on. */
public final class LeftOutException extends IOException {
  private static final long serialVersionUID = 1;

  public LeftOutException(String reason) {
    super(reason);
  }
}
