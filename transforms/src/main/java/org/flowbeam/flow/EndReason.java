package org.flowbeam.flow;

import java.util.Locale;

/** Why an epoch ended; values of {@code end_reason}. */
public enum EndReason {
  /** Both sides sent a FIN. */
  FIN,
  /** A RST whose numbers fit. */
  RST,
  /** A SYN with another number took the ports for a new connection. */
  REUSED,
  /** Nothing came for the idle timeout. */
  IDLE,
  /** The captures end less than the idle timeout after its last packet. */
  END_OF_CAPTURE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
