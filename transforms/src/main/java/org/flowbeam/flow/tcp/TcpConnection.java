package org.flowbeam.flow.tcp;

import static org.flowbeam.packet.TcpSegment.ACK;
import static org.flowbeam.packet.TcpSegment.FIN;
import static org.flowbeam.packet.TcpSegment.RST;
import static org.flowbeam.packet.TcpSegment.SYN;

import org.flowbeam.packet.TcpSegment;
import org.flowbeam.tcp.Place;
import org.flowbeam.tcp.Settled;
import org.flowbeam.tcp.TcpNumbers;

/**
 * The state of one TCP connection as an observer between the hosts can know it, packet by packet:
 * states, history letters and counts, all by what {@link TcpNumbers} judges of each segment.
 *
 * <p>It follows the rules by which Zeek's conn.log gets its states and history letters
 * (TCPSessionAdapter and TCP_Endpoint in Zeek's sources), with these differences: a segment whose
 * numbers are not believed, and a RST that its receiver does not take, change nothing
 * (docs/decisions/0014), a SYN-ACK makes its receiver the originator at once, and a SYN that was
 * captured after its SYN-ACK establishes the connection.
 *
 * <p>Sides are a and b as in the flow key; which of them is the originator may change while the
 * connection is followed. Memory is bounded.
 */
public final class TcpConnection {
  /** What {@link #segment} noticed about one packet. */
  public static final int RETRANSMISSION = 1;

  public static final int OUT_OF_ORDER = 1 << 1;
  public static final int OUT_OF_WINDOW = 1 << 2;

  /** Its acknowledgement covers bytes of the other side that were not seen. */
  public static final int GAP = 1 << 3;

  /** A limit made it forget a hole. */
  public static final int LIMIT = 1 << 4;

  /** A SYN with another number than its side's. */
  public static final int OTHER_SYN = 1 << 5;

  /** A RST that its receiver ignores. */
  public static final int RESET_IGNORED = 1 << 6;

  private final TcpNumbers numbers = new TcpNumbers();
  private final TcpSide a = new TcpSide();
  private final TcpSide b = new TcpSide();
  private final History history;
  private int noticed;

  public TcpConnection(History history) {
    this.history = history;
  }

  public void reset() {
    numbers.reset();
    a.reset();
    b.reset();
  }

  public TcpSide side(boolean ofB) {
    return ofB ? b : a;
  }

  public TcpNumbers numbers() {
    return numbers;
  }

  /**
   * Takes one packet, in time order, and returns what it noticed.
   *
   * @param damaged its checksum is wrong, and that means something
   */
  public int segment(boolean fromB, boolean byOriginator, TcpSegment s, boolean damaged) {
    TcpSide own = side(fromB);
    TcpSide peer = side(!fromB);
    noticed = 0;
    int kinds = s.flags | (s.blank ? TcpNumbers.BLANK : 0) | (damaged ? TcpNumbers.DAMAGED : 0);
    numbers.segment(
        fromB, s.sequence, s.acknowledgement, kinds, s.payloadLength, s.window, s.windowScale);
    addBelievedLate(!fromB, true);
    addBelievedLate(fromB, !s.has(FIN));
    addHistory(fromB, s);
    countZeroWindow(fromB, own, peer, s);
    if (s.payloadLength > 0) {
      countPlace(fromB, own);
    } else if (s.has(ACK) && !s.has(SYN | FIN | RST)) {
      countBareAck(fromB, own, peer, s);
    }
    own.lastIsComparable = s.has(ACK) && !s.has(SYN);
    own.lastAck = s.acknowledgement;
    own.lastWindow = s.window;
    moveStates(fromB, byOriginator, s);
    if (s.has(ACK)) {
      judgeGap(fromB, peer, own);
    }
    noticed |= numbers.takeForgot(false) ? LIMIT : 0;
    noticed |= numbers.takeForgot(true) ? LIMIT : 0;
    noticed |= numbers.isOtherSyn() ? OTHER_SYN : 0;
    noticed |= numbers.settled(fromB).resetIgnored ? RESET_IGNORED : 0;
    return noticed;
  }

  /** A SYN that belongs to nothing: it is written down, the connection does not move. */
  public void straySyn(boolean fromB, TcpSegment s) {
    history.control(fromB, s.has(ACK) ? 'h' : 's', s.sequence);
  }

  /** No packet follows: what depended on that is settled. */
  public void end(boolean originatorIsB) {
    numbers.end();
    addBelievedLate(originatorIsB, true);
    addBelievedLate(!originatorIsB, true);
    settleReset(originatorIsB);
    settleReset(!originatorIsB);
  }

  /** Letters of earlier segments of a side that count only now. */
  private void addBelievedLate(boolean ofB, boolean finToo) {
    Settled settled = numbers.settled(ofB);
    if (settled.blankIsPadding) {
      history.once(ofB, 'a');
    }
    if (settled.aheadBelieved || settled.blankIsPayload) {
      history.once(ofB, 'd');
    }
    if (finToo && settled.finBelieved) {
      history.control(ofB, 'f', numbers.finNumber(ofB));
    }
  }

  private void addHistory(boolean fromB, TcpSegment s) {
    int control = s.flags & (SYN | FIN | RST);
    switch (control) {
      case 0 -> {
        boolean waits = numbers.place() == Place.AHEAD || numbers.place() == Place.BLANK;
        if (s.payloadLength > 0 && !waits) {
          history.once(fromB, 'd');
        } else if (s.payloadLength == 0 && s.has(ACK)) {
          history.once(fromB, 'a');
        }
      }
      case SYN -> history.control(fromB, s.has(ACK) ? 'h' : 's', s.sequence);
      case FIN -> {
        if (numbers.place() != Place.AHEAD) {
          int length = numbers.place() == Place.BLANK ? 0 : s.payloadLength;
          history.control(fromB, 'f', s.sequence + length);
        }
      }
      case RST -> {
        if (!numbers.settled(fromB).resetIgnored) {
          history.control(fromB, 'r', s.sequence);
        }
      }
      default -> history.once(fromB, (control & (FIN | RST)) == (FIN | RST) ? 'i' : 'q');
    }
  }

  private void countZeroWindow(boolean fromB, TcpSide own, TcpSide peer, TcpSegment s) {
    if (s.window == 0
        && !s.has(RST)
        && own.state != TcpState.RESET
        && peer.state != TcpState.CLOSED) {
      history.counted(fromB, 'w');
      if (!s.has(SYN | FIN)) {
        own.zeroWindows++;
      }
    }
  }

  private void countPlace(boolean fromB, TcpSide own) {
    switch (numbers.place()) {
      case FILLS -> {
        own.outOfOrder++;
        noticed |= OUT_OF_ORDER;
      }
      case REPEATED -> {
        own.retransmits++;
        noticed |= RETRANSMISSION;
        history.counted(fromB, 't');
      }
      case PROBE -> own.keepalives++;
      case AHEAD -> noticed |= OUT_OF_WINDOW;
      case NONE, NEW, EARLIER, BLANK, AFTER_FIN, AFTER_RESET, FOREIGN -> {}
    }
  }

  private void countBareAck(boolean fromB, TcpSide own, TcpSide peer, TcpSegment s) {
    if (numbers.isKeepAlive() && own.state != TcpState.SYN_SENT) {
      own.keepalives++;
    } else if (own.lastIsComparable
        && own.lastAck == s.acknowledgement
        && own.lastWindow == s.window
        && peer.state != TcpState.INACTIVE
        && numbers.leavesOutstanding(fromB)) {
      own.duplicateAcks++; // RFC 5681, section 2
    }
  }

  private void moveStates(boolean fromB, boolean byOriginator, TcpSegment s) {
    TcpSide own = side(fromB);
    TcpSide peer = side(!fromB);
    if (!s.has(RST)) {
      boolean fin = numbers.isFin(fromB, s.flags, s.payloadLength);
      int flags = fin ? s.flags : s.flags & ~FIN;
      TcpStateMachine.take(own, peer, byOriginator, flags, s.payloadLength > 0);
    }
    settleReset(fromB);
    settleReset(!fromB);
    if (numbers.settled(!fromB).finBelieved) {
      TcpStateMachine.fin(/* own= */ peer, /* peer= */ own);
    }
  }

  private void settleReset(boolean ofB) {
    if (numbers.settled(ofB).earlierResetIgnored) {
      side(ofB).undoReset();
      history.takeBackResets(ofB);
      if (numbers.hasFin(ofB)) {
        TcpStateMachine.fin(side(ofB), side(!ofB));
      }
    }
    if (numbers.settled(ofB).resetTaken) {
      TcpStateMachine.reset(side(ofB), side(!ofB));
      history.resetTaken(ofB);
    }
  }

  private void judgeGap(boolean fromB, TcpSide sender, TcpSide receiver) {
    int gaps = numbers.countGaps(!fromB, sender.isClean() && receiver.isClean());
    if (gaps > 0) {
      noticed |= GAP;
    }
    for (int i = 0; i < gaps; i++) {
      history.counted(!fromB, 'g');
    }
  }

  /** Whether both sides spoke and neither closed: a SYN now may be a forgery or a new start. */
  public boolean isOpen() {
    return isTalking(a) && isTalking(b);
  }

  private static boolean isTalking(TcpSide side) {
    return side.state == TcpState.ESTABLISHED
        || side.state == TcpState.PARTIAL
        || side.state == TcpState.CLOSED;
  }

  public boolean bothSentFin() {
    return numbers.hasFin(false) && numbers.hasFin(true);
  }

  public boolean isReset() {
    return numbers.isReset(false) || numbers.isReset(true);
  }

  /**
   * {@code src_bytes} of a side: see tables. A side that was not heard, or took back an unanswered
   * SYN, sent none.
   */
  public long streamBytes(boolean ofB) {
    TcpSide own = side(ofB);
    boolean takenBack =
        own.state == TcpState.RESET
            && own.previous == TcpState.SYN_SENT
            && side(!ofB).state == TcpState.INACTIVE;
    return takenBack || own.state == TcpState.INACTIVE ? 0 : numbers.sentBytes(ofB);
  }
}
