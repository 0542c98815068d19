package org.flowbeam.flow;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be noticed about a flow from its headers; values of {@code anomalies.kind}. */
public enum AnomalyKind {
  BAD_CHECKSUM(0, true, null),
  RETRANSMISSION(1, false, null),
  OUT_OF_ORDER(2, false, null),
  GAP(3, true, "acknowledged bytes are not in the capture"),
  OUT_OF_WINDOW(4, true, "sequence number more than a window above the highest one"),
  SYN_INSIDE_CONNECTION(5, true, "SYN with another number while the connection went on"),
  UNSOLICITED_SYN_ACK(6, true, "SYN-ACK without a SYN, answered by RST only"),
  STREAM_DEPTH_REACHED(7, false, "payload beyond --streamDepth is counted, not analysed"),
  LIMIT_REACHED(8, true, "more holes or history letters than are kept"),
  OVERLAP_CONFLICT(9, true, "bytes sent twice with another content"),
  BUFFER_OVERFLOW(10, true, "more bytes waited for a hole than --reassemblyCap"),
  IP_FRAGMENT_OVERLAP(11, true, "fragments of one datagram with overlapping bytes or another end"),
  IP_FRAGMENT_TEARDROP(12, true, "a fragment that lies inside others of its datagram"),
  IP_FRAGMENT_OVERSIZE(13, true, "fragments of a datagram longer than an IP packet can be"),
  IP_FRAGMENT_INCOMPLETE(14, true, "fragments of datagrams that were not rebuilt"),
  DEDUP_LIMIT_REACHED(
      15, true, "more packets within --dedupTime than are remembered: copies may have stayed"),
  RESET_IGNORED(16, true, "RST that the other side did not take: wrong number, or it went on");

  private final int code;
  private final boolean warning;
  private final @Nullable String detail;

  AnomalyKind(int code, boolean warning, @Nullable String detail) {
    this.code = code;
    this.warning = warning;
    this.detail = detail;
  }

  /** Dense number of the kind, from 0. */
  int code() {
    return code;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String severity() {
    return warning ? "warning" : "info";
  }

  /** What it means, for docs/anomalies.md. */
  public String meaning() {
    return switch (this) {
      case BAD_CHECKSUM -> "a checksum that does not fit its packet";
      case RETRANSMISSION -> "bytes that were captured before were sent again";
      case OUT_OF_ORDER -> "bytes captured behind later ones of their side";
      default -> String.valueOf(detail);
    };
  }

  /** One line for people, or null when the kind says it all. */
  public @Nullable String detail() {
    return detail;
  }
}
