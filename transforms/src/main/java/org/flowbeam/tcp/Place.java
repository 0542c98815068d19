package org.flowbeam.tcp;

/** Where the payload of a segment lies in the stream of its side, as {@link TcpNumbers} judges. */
public enum Place {
  /** It has no payload, or none that is of the stream. */
  NONE,
  /** Beyond what was sent before, at least in part. */
  NEW,
  /** Not beyond, but where something was missing, at least in part: out of order. */
  FILLS,
  /** All of it had been sent before: a retransmission. */
  REPEATED,
  /** At most one byte, one before the number that is due: a keep-alive (RFC 9293, 3.8.4). */
  PROBE,
  /** Before the first byte of a side whose SYN was not seen. */
  EARLIER,
  /** A few zeros: payload, or padding that the IP length includes; not told yet. */
  BLANK,
  /** Further ahead than the window of the receiver, and not believed so far. */
  AHEAD,
  /** Behind the FIN of its side. */
  AFTER_FIN,
  /** Sent after a RST of its side that was taken, as far as is known. */
  AFTER_RESET,
  /** On a SYN with another number, or on a RST. */
  FOREIGN;

  /** Whether the payload counts as sent by its side. */
  public boolean isOfStream() {
    return switch (this) {
      case NEW, FILLS, REPEATED, PROBE, EARLIER -> true;
      case NONE, BLANK, AHEAD, AFTER_FIN, AFTER_RESET, FOREIGN -> false;
    };
  }
}
