package org.flowbeam.stream;

/**
 * Receives the two streams of a connection. Offsets count payload bytes of one side from 0 on: its
 * first byte after the SYN, or the first byte seen when the capture began later. Data and gaps of a
 * side follow each other without a break: each begins where the one before ended. Times are those
 * of the packet that caused the call, nanoseconds since 1970.
 */
public interface StreamListener {
  /**
   * The next bytes of a side.
   *
   * @param bytes lent for this call
   * @param length at least 1
   */
  void onData(
      boolean fromB, byte[] bytes, int offset, int length, long streamOffset, long timeNanos);

  /**
   * The next bytes of a side are not there: not captured, or what filled the hole came too late.
   *
   * @param acknowledged whether the peer had acknowledged all of them by then
   */
  void onGap(
      boolean fromB, long lengthBytes, boolean acknowledged, long streamOffset, long timeNanos);

  /** The stream reached its FIN; no data or gap of this side follows. At most once per side. */
  void onFin(boolean fromB, long timeNanos);

  /** The segment held so many bytes that differ from what was sent before in their place. */
  void onConflict(boolean fromB, long bytes, long timeNanos);

  /**
   * More waited behind holes than the cap allows.
   *
   * @param bytes not handed on for it: the holes given up ({@link Overflow#SLIDE}), or what was
   *     dropped ({@link Overflow#STOP})
   */
  void onOverflow(boolean fromB, long bytes, long timeNanos);

  /** Payload at or beyond the depth was left out for the first time on this side. */
  void onDepth(boolean fromB, long timeNanos);
}
