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

  /** The last call, exactly once: give out what is unfinished. */
  default void onEnd(SessionEnd reason, long timeNanos) {}
}
