package org.flowbeam.flow.tcp;

import static org.flowbeam.packet.TcpSegment.ACK;
import static org.flowbeam.packet.TcpSegment.FIN;
import static org.flowbeam.packet.TcpSegment.RST;
import static org.flowbeam.packet.TcpSegment.SYN;

import org.flowbeam.packet.TcpSegment;

/**
 * How the flags of a packet change the states of both sides: the transitions behind Zeek's
 * conn_state, which look at flags and roles, never at numbers.
 */
final class TcpStateMachine {
  private TcpStateMachine() {}

  /**
   * Lets the sender's state, and where it follows the peer's, change.
   *
   * @param byOriginator the sender counts as the originator now
   */
  static void take(TcpSide own, TcpSide peer, boolean byOriginator, TcpSegment s) {
    switch (own.state) {
      case INACTIVE -> leaveInactive(own, peer, byOriginator, s);
      case SYN_SENT -> closeOrReset(own, s);
      case PARTIAL, ESTABLISHED -> {
        if (own.state == TcpState.PARTIAL
            && peer.state == TcpState.INACTIVE
            && (s.flags & (SYN | ACK)) == SYN) {
          own.become(TcpState.SYN_SENT);
        }
        if (s.has(FIN) && !s.has(RST)) {
          own.become(TcpState.CLOSED);
          if (peer.state == TcpState.RESET && peer.previous == TcpState.CLOSED) {
            peer.become(TcpState.CLOSED); // a FIN, then a RST: a normal end after all
          }
        }
        if (s.has(RST)) {
          own.become(TcpState.RESET);
        }
      }
      case CLOSED -> {
        if (s.has(RST) && peer.state != TcpState.CLOSED) {
          own.become(TcpState.RESET);
        }
      }
      case RESET -> {}
    }
  }

  private static void leaveInactive(TcpSide own, TcpSide peer, boolean byOriginator, TcpSegment s) {
    if (s.has(SYN)) {
      boolean answered = peer.state == TcpState.ESTABLISHED;
      if (byOriginator && !answered) {
        own.become(TcpState.SYN_SENT);
      } else {
        if (peer.state == TcpState.SYN_SENT) {
          peer.become(TcpState.ESTABLISHED);
        }
        own.become(TcpState.ESTABLISHED);
      }
    }
    closeOrReset(own, s);
    if (own.state != TcpState.INACTIVE) {
      return;
    }
    boolean earlyAck = !byOriginator && s.payloadLength == 0 && peer.state == TcpState.SYN_SENT;
    if (!earlyAck) {
      boolean answersSynAck = s.has(ACK) && peer.state == TcpState.ESTABLISHED;
      own.become(answersSynAck ? TcpState.ESTABLISHED : TcpState.PARTIAL);
    }
  }

  private static void closeOrReset(TcpSide own, TcpSegment s) {
    if (s.has(FIN)) {
      own.become(TcpState.CLOSED);
    }
    if (s.has(RST)) {
      own.become(TcpState.RESET);
    }
  }
}
