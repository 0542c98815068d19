package org.flowbeam.protocol.tls;

import org.flowbeam.protocol.Direction;
import org.jspecify.annotations.Nullable;

/** The alerts in clear (RFC 8446 section 6, RFC 5246 section 7.2). */
final class Alerts {
  static final int FATAL = 2;
  private static final int CLOSE_NOTIFY = 0;
  private static final int USER_CANCELED = 90;

  private int last = -1;
  private @Nullable Direction lastBy;
  private @Nullable Direction fatalBy;

  /**
   * Takes one.
   *
   * @param mostAreFatal as in TLS 1.3, whatever their level
   */
  void add(Direction from, int level, int description, boolean mostAreFatal) {
    last = description;
    lastBy = from;
    boolean closing = description == CLOSE_NOTIFY || description == USER_CANCELED;
    boolean fatal = level == FATAL || (mostAreFatal && !closing);
    if (fatal && fatalBy == null) {
      fatalBy = from;
    }
  }

  /** Description of the last one, or -1. */
  int last() {
    return last;
  }

  @Nullable Direction lastBy() {
    return lastBy;
  }

  /** Who sent the first fatal one. */
  @Nullable Direction fatalBy() {
    return fatalBy;
  }
}
