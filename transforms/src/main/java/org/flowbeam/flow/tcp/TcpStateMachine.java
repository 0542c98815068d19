package org.flowbeam.flow.tcp;

import static org.flowbeam.packet.TcpSegment.ACK;
import static org.flowbeam.packet.TcpSegment.FIN;
import static org.flowbeam.packet.TcpSegment.SYN;

/**
 * How the flags of a packet change the states of both sides: the transitions behind Zeek's
 * conn_state, which look at flags and roles. Whether a FIN or a RST counts is judged before, by its
 * number.
 */
final class TcpStateMachine {
  private TcpStateMachine() {}

  /**
   * Lets the sender's state, and where it follows the peer's, change. A RST has its own way.
   *
   * @param byOriginator the sender counts as the originator now
   * @param flags without a FIN that does not count
   */
  static void take(TcpSide own, TcpSide peer, boolean byOriginator, int flags, boolean hasPayload) {
    switch (own.state) {
      case INACTIVE -> leaveInactive(own, peer, byOriginator, flags, hasPayload);
      case PARTIAL -> {
        if (peer.state == TcpState.INACTIVE && (flags & (SYN | ACK)) == SYN) {
          own.become(TcpState.SYN_SENT);
        }
      }
      case SYN_SENT, ESTABLISHED, CLOSED, RESET -> {}
    }
    if ((flags & FIN) != 0) {
      fin(own, peer);
    }
  }

  private static void leaveInactive(
      TcpSide own, TcpSide peer, boolean byOriginator, int flags, boolean hasPayload) {
    if ((flags & SYN) != 0) {
      boolean answered = peer.state == TcpState.ESTABLISHED;
      if (byOriginator && !answered) {
        own.become(TcpState.SYN_SENT);
      } else {
        if (peer.state == TcpState.SYN_SENT) {
          peer.become(TcpState.ESTABLISHED);
        }
        own.become(TcpState.ESTABLISHED);
      }
      return;
    }
    boolean fin = (flags & FIN) != 0;
    boolean earlyAck = !byOriginator && !hasPayload && peer.state == TcpState.SYN_SENT;
    if (!fin && !earlyAck) {
      boolean answersSynAck = (flags & ACK) != 0 && peer.state == TcpState.ESTABLISHED;
      own.become(answersSynAck ? TcpState.ESTABLISHED : TcpState.PARTIAL);
    }
  }

  /** A FIN of this side counts. */
  static void fin(TcpSide own, TcpSide peer) {
    switch (own.state) {
      case INACTIVE, SYN_SENT -> own.become(TcpState.CLOSED);
      case PARTIAL, ESTABLISHED -> {
        own.become(TcpState.CLOSED);
        if (peer.state == TcpState.RESET && peer.previous == TcpState.CLOSED) {
          peer.become(TcpState.CLOSED); // a FIN, then a RST: a normal end after all
        }
      }
      case CLOSED, RESET -> {}
    }
  }

  /** A RST of this side was taken by its receiver. */
  static void reset(TcpSide own, TcpSide peer) {
    if (own.state != TcpState.CLOSED || peer.state != TcpState.CLOSED) {
      own.become(TcpState.RESET);
    }
  }
}
