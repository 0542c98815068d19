package org.flowbeam.flow.tcp;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.TcpSegment;

/**
 * Round-trip times of the three-way handshake as the capture point saw it: from the last SYN before
 * the first SYN-ACK, and from the last SYN-ACK before the first ACK of it.
 */
public final class Handshake {
  private static final long UNKNOWN = -1;

  private boolean synSeen;
  private boolean synFromB;
  private long synNanos;
  private boolean synAckSeen;
  private boolean synAckFromB;
  private long synAckNanos;
  private long serverNanos;
  private long clientNanos;

  public void reset() {
    synSeen = false;
    synAckSeen = false;
    serverNanos = UNKNOWN;
    clientNanos = UNKNOWN;
  }

  public void add(boolean fromB, TcpSegment s, long timeNanos) {
    if (clientNanos != UNKNOWN) {
      return;
    }
    if (s.isPureSyn()) {
      if (!synAckSeen) {
        synSeen = true;
        synFromB = fromB;
        synNanos = timeNanos;
      }
    } else if (s.isSynAck()) {
      if (!synAckSeen && synSeen && synFromB != fromB) {
        serverNanos = Times.elapsed(synNanos, timeNanos);
      }
      synAckSeen = true;
      synAckFromB = fromB;
      synAckNanos = timeNanos;
    } else if (synAckSeen
        && fromB != synAckFromB
        && (s.flags & (TcpSegment.ACK | TcpSegment.RST)) == TcpSegment.ACK) {
      clientNanos = Times.elapsed(synAckNanos, timeNanos);
    }
  }

  /** SYN to SYN-ACK, or -1. */
  public long serverNanos() {
    return serverNanos;
  }

  /** SYN-ACK to ACK, or -1. */
  public long clientNanos() {
    return clientNanos;
  }
}
