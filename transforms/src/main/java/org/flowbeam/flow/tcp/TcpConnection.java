package org.flowbeam.flow.tcp;

import static org.flowbeam.packet.TcpSegment.ACK;
import static org.flowbeam.packet.TcpSegment.FIN;
import static org.flowbeam.packet.TcpSegment.RST;
import static org.flowbeam.packet.TcpSegment.SYN;

import org.flowbeam.packet.TcpSegment;

/**
 * The state of one TCP connection as an observer between the hosts can know it, packet by packet.
 *
 * <p>It follows the rules by which Zeek's conn.log gets its states, history letters and byte counts
 * (TCPSessionAdapter, TCP_Endpoint and TCP_Reassembler in Zeek's sources), with these differences:
 * the numbers of a RST never count, a SYN-ACK makes its receiver the originator at once, and a SYN
 * that was captured after its SYN-ACK establishes the connection.
 *
 * <p>Sides are a and b as in the flow key; which of them is the originator may change while the
 * connection is followed. Memory is bounded by {@link Holes#MAX} per side.
 */
public final class TcpConnection {
  /** What {@link #segment} noticed about one packet. */
  public static final int RETRANSMISSION = 1;

  public static final int OUT_OF_ORDER = 1 << 1;
  public static final int OUT_OF_WINDOW = 1 << 2;

  /** Its acknowledgement covers bytes of the other side that were not seen. */
  public static final int GAP = 1 << 3;

  /** A limit of this class made it forget a hole. */
  public static final int LIMIT = 1 << 4;

  /** Data this far beyond the highest number is still plausible, whatever window is known. */
  private static final long WINDOW_SLACK = 64 * 1024;

  /** Zeek's bound for a SYN's jump, and for an acknowledgement of 0, to be believed. */
  private static final int LARGE_JUMP = 1 << 20;

  private static final int MAX_WINDOW_SCALE = 14; // RFC 7323, section 2.3

  private final TcpSide a = new TcpSide();
  private final TcpSide b = new TcpSide();
  private final History history;
  private int noticed;
  private long dataOffset;

  public TcpConnection(History history) {
    this.history = history;
  }

  public void reset() {
    a.reset();
    b.reset();
  }

  public TcpSide side(boolean ofB) {
    return ofB ? b : a;
  }

  /** Takes one packet, in time order, and returns what it noticed. */
  public int segment(boolean fromB, boolean byOriginator, TcpSegment s) {
    TcpSide own = side(fromB);
    TcpSide peer = side(!fromB);
    noticed = 0;
    boolean ownStarted = own.started;
    open(own, s);
    long position = own.position(s.sequence);
    dataOffset = position - (s.has(SYN) ? 0 : 1);
    addHistory(fromB, position, s);
    lookAtWindow(fromB, own, peer, s);
    if (s.has(FIN)) {
      own.fins++;
      own.finEnd = position + s.sequenceLength();
    }
    long acknowledged = s.has(ACK) ? acknowledge(peer, s) : 0;
    if (s.payloadLength > 0 || s.has(SYN | FIN | RST)) {
      judgeData(fromB, own, peer, s, position, ownStarted);
    } else {
      judgePureAck(own, peer, s, position, acknowledged);
    }
    own.sentAck |= s.has(ACK);
    own.lastIsComparable = s.has(ACK) && !s.has(SYN);
    own.lastAck = s.acknowledgement;
    own.lastWindow = s.window;
    advance(own, s, position);
    TcpStateMachine.take(own, peer, byOriginator, s);
    if (s.has(ACK)) {
      judgeGap(fromB, peer, own, acknowledged);
    }
    if (own.holes.takeForgot() || peer.holes.takeForgot()) {
      noticed |= LIMIT;
    }
    return noticed;
  }

  /** Where in its side's stream the payload of the last segment lies; the first byte is 0. */
  public long dataOffset() {
    return dataOffset;
  }

  /** A SYN that belongs to nothing: it is written down, the connection does not move. */
  public void straySyn(boolean fromB, TcpSegment s) {
    history.control(fromB, s.has(ACK) ? 'h' : 's', side(fromB).position(s.sequence));
  }

  private static void open(TcpSide own, TcpSegment s) {
    if (own.state == TcpState.INACTIVE) {
      if (s.has(SYN)) {
        own.startAt(s.sequence, s.sequenceLength());
      } else {
        own.startAt(s.sequence - 1, 1);
      }
    } else if (s.has(SYN) && own.mayHaveBegunAt(s.sequence)) {
      own.beginAt(s.sequence);
    } else if (s.has(SYN) && s.sequence != own.start && mayStartOver(own)) {
      own.startAt(s.sequence, s.sequenceLength());
    }
    own.sentSyn |= s.has(SYN);
  }

  private static boolean mayStartOver(TcpSide own) {
    return switch (own.state) {
      case SYN_SENT, ESTABLISHED, PARTIAL -> true;
      case RESET -> own.previous == TcpState.INACTIVE;
      case INACTIVE, CLOSED -> false;
    };
  }

  private void addHistory(boolean fromB, long position, TcpSegment s) {
    int control = s.flags & (SYN | FIN | RST);
    switch (control) {
      case 0 -> {
        if (s.payloadLength > 0) {
          history.once(fromB, 'd');
        } else if (s.has(ACK)) {
          history.once(fromB, 'a');
        }
      }
      case SYN -> history.control(fromB, s.has(ACK) ? 'h' : 's', position);
      case FIN -> history.control(fromB, 'f', position + s.payloadLength);
      case RST -> history.control(fromB, 'r', position);
      default -> history.once(fromB, (control & (FIN | RST)) == (FIN | RST) ? 'i' : 'q');
    }
  }

  private void lookAtWindow(boolean fromB, TcpSide own, TcpSide peer, TcpSegment s) {
    if (s.has(SYN)) {
      int scale = Math.min(s.windowScale, MAX_WINDOW_SCALE);
      own.windowScale = Math.max(0, scale);
      if (scale < 0 && s.has(ACK)) {
        peer.windowScale = 0; // not negotiated
      }
      own.window = s.window;
    } else if (!s.has(RST)) {
      own.window = (long) s.window << own.windowScale;
    }
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

  /** Notes what the packet acknowledges of its peer; returns the position acknowledged. */
  private static long acknowledge(TcpSide peer, TcpSegment s) {
    if (peer.state == TcpState.INACTIVE) {
      peer.startAt(s.acknowledgement - 1, 0);
      return 1;
    }
    long position = peer.acknowledgedPosition(s.acknowledgement);
    long advance = position - peer.acknowledged;
    boolean broken = s.acknowledgement == 0 && advance > LARGE_JUMP;
    if (position < 0 || broken || s.has(RST)) {
      return 0;
    }
    peer.acknowledged = Math.max(peer.acknowledged, position);
    return position;
  }

  private void judgeData(
      boolean fromB, TcpSide own, TcpSide peer, TcpSegment s, long position, boolean started) {
    if (s.payloadLength == 0 || own.state == TcpState.RESET) {
      return;
    }
    long segmentEnd = position + s.sequenceLength();
    boolean first = own.state == TcpState.INACTIVE;
    boolean old = segmentEnd <= own.end && !first && !isLoneFin(own, s);
    if (old && !s.has(RST)) {
      history.counted(fromB, 't');
    }
    if (s.has(RST) || position < 0) {
      return;
    }
    if (!first && started && isBeyondWindow(own, peer, position)) {
      noticed |= OUT_OF_WINDOW;
    }
    long dataStart = position + (s.has(SYN) ? 1 : 0);
    boolean filled = own.holes.seen(dataStart, dataStart + s.payloadLength);
    if (!old) {
      return;
    }
    if (filled) {
      own.outOfOrder++;
      noticed |= OUT_OF_ORDER;
    } else if (isKeepalive(own, s, position)) {
      own.keepalives++;
    } else {
      own.retransmits++;
      noticed |= RETRANSMISSION;
    }
  }

  private static void judgePureAck(
      TcpSide own, TcpSide peer, TcpSegment s, long position, long acknowledged) {
    if (!s.has(ACK)) {
      return;
    }
    if (own.state != TcpState.INACTIVE && isKeepalive(own, s, position)) {
      own.keepalives++;
    } else if (own.lastIsComparable
        && own.lastAck == s.acknowledgement
        && own.lastWindow == s.window
        && peer.state != TcpState.INACTIVE
        && acknowledged < peer.end) {
      own.duplicateAcks++; // RFC 5681, section 2
    }
  }

  /** RFC 9293, section 3.8.4: at most one byte, one before the number that is due. */
  private static boolean isKeepalive(TcpSide own, TcpSegment s, long position) {
    return position == own.end - 1
        && s.payloadLength <= 1
        && own.fins == 0
        && !s.has(SYN | FIN | RST)
        && own.state != TcpState.SYN_SENT;
  }

  private static boolean isBeyondWindow(TcpSide own, TcpSide peer, long position) {
    return peer.sentAck && position > highest(own) + slack(peer);
  }

  private static long highest(TcpSide side) {
    return Math.max(side.end, side.acknowledged);
  }

  private static long slack(TcpSide receiver) {
    return Math.max(WINDOW_SLACK, receiver.window);
  }

  /** Only the SYN and now a FIN were seen: the FIN may lie more than 2 GiB further on. */
  private static boolean isLoneFin(TcpSide own, TcpSegment s) {
    return s.has(FIN) && own.end == 1;
  }

  private static void advance(TcpSide own, TcpSegment s, long position) {
    if (s.has(RST) || own.state == TcpState.RESET) {
      return;
    }
    long segmentEnd = position + s.sequenceLength();
    if (s.has(SYN) && Math.abs(segmentEnd - own.end) > LARGE_JUMP) {
      return;
    }
    if (segmentEnd < own.end && isLoneFin(own, s)) {
      own.end = segmentEnd + (1L << 32);
      own.finEnd = own.end;
    } else {
      own.end = Math.max(own.end, segmentEnd);
    }
  }

  private void judgeGap(boolean fromB, TcpSide sender, TcpSide receiver, long acknowledged) {
    long position = acknowledged;
    if (sender.fins > 0 && position >= sender.finEnd) {
      position = sender.finEnd - 1; // a FIN is no data
    }
    boolean judged = sender.isClean() && receiver.isClean();
    int gaps = sender.holes.acknowledge(position, judged);
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
    return a.fins > 0 && b.fins > 0;
  }

  /** Whether this RST, before it is taken, has numbers that its receiver would accept. */
  public boolean fits(boolean fromB, TcpSegment s) {
    TcpSide own = side(fromB);
    TcpSide peer = side(!fromB);
    if (own.state == TcpState.INACTIVE) {
      return !s.has(ACK) || peer.state == TcpState.INACTIVE || acknowledgesWithin(own, peer, s);
    }
    return startsWithin(own, peer, s);
  }

  /**
   * Whether the packet's numbers continue those of this connection: between the highest
   * acknowledged byte and one window beyond the highest byte sent, in both directions.
   */
  public boolean continues(boolean fromB, TcpSegment s) {
    TcpSide own = side(fromB);
    TcpSide peer = side(!fromB);
    boolean ownKnown = own.started;
    boolean peerKnown = peer.started && s.has(ACK);
    return (ownKnown || peerKnown)
        && (!ownKnown || startsWithin(own, peer, s))
        && (!peerKnown || acknowledgesWithin(own, peer, s));
  }

  private static boolean startsWithin(TcpSide own, TcpSide peer, TcpSegment s) {
    long position = own.position(s.sequence);
    return position >= own.acknowledged - 1 && position <= highest(own) + slack(peer);
  }

  private static boolean acknowledgesWithin(TcpSide own, TcpSide peer, TcpSegment s) {
    long position = peer.acknowledgedPosition(s.acknowledgement);
    return position >= peer.acknowledged - 1 && position <= highest(peer) + slack(own);
  }
}
