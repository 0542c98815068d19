package org.flowbeam.protocol;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;

/**
 * Parses one flow: one object per flow, single-threaded, without a clock. Calls come in packet
 * order of both sides. What it keeps is bounded by a limit that its class names.
 *
 * <p>A {@link ProtocolException} stops the parser for its flow; then only {@link #onEnd} follows.
 * Any other exception is a bug of the parser; it is reported as such, and the flow goes on.
 */
public interface ProtocolParser {
  /**
   * TCP: the next bytes of this side's stream, in pieces of any size. UDP: one datagram.
   *
   * @param data lent for this call, never empty for TCP
   * @param timeNanos of the packet that made the bytes available
   */
  void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException;

  /** TCP: so many bytes of this side's stream are not in the capture. */
  default void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {}

  /** TCP: this side closed its direction; it sends nothing more. */
  default void onFin(Direction from, long timeNanos) throws ProtocolException {}

  /**
   * More of this side was held than {@link FlowContext#MAX_HELD_BYTES}. Whoever does not release or
   * hand over here loses what was held: it becomes a gap behind the release.
   */
  default void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {}

  /**
   * UDP: whether a datagram is this parser's. What is not is offered to other protocols: several
   * may share one pair of ports (RFC 7983), or the first datagram was a stranger.
   */
  default boolean owns(Direction from, Bytes datagram) {
    return true;
  }

  /**
   * The last call, exactly once: give out what is unfinished. What is still held may be released
   * here; the rest is offered to other protocols.
   */
  default void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {}
}
