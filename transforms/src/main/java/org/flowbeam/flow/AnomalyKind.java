package org.flowbeam.flow;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be noticed about a flow from its headers; values of {@code anomalies.kind}. */
public enum AnomalyKind {
  BAD_CHECKSUM(true, null),
  RETRANSMISSION(false, null),
  OUT_OF_ORDER(false, null),
  GAP(true, "acknowledged bytes are not in the capture"),
  OUT_OF_WINDOW(true, "sequence number more than a window above the highest one"),
  SYN_INSIDE_CONNECTION(true, "SYN with another number while the connection went on"),
  UNSOLICITED_SYN_ACK(true, "SYN-ACK without a SYN, answered by RST only"),
  STREAM_DEPTH_REACHED(false, "payload beyond --streamDepth is counted, not analysed"),
  LIMIT_REACHED(true, "more holes or history letters than are kept");

  private final boolean warning;
  private final @Nullable String detail;

  AnomalyKind(boolean warning, @Nullable String detail) {
    this.warning = warning;
    this.detail = detail;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String severity() {
    return warning ? "warning" : "info";
  }

  /** One line for people, or null when the kind says it all. */
  public @Nullable String detail() {
    return detail;
  }
}
