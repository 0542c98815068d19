package org.flowbeam.tcp;

/**
 * Judges the numbers of every segment of one TCP connection, in time order, as an observer between
 * the hosts can (RFC 9293): the one reading on which counters, history and streams stand. One
 * object serves one connection after the other; memory is fixed but for {@link Holes#MAX} holes per
 * side, and nothing is allocated per segment. No numbers make it throw.
 *
 * <h2>Which numbers are believed</h2>
 *
 * <ul>
 *   <li>A side's stream begins behind its SYN; without one, at the first number that the peer
 *       acknowledged, or the first byte seen. A SYN captured up to 64 KiB behind data of its side
 *       joins it. Of several SYNs with different numbers, the first one holds until the peer
 *       acknowledges another, or data goes on from another; after the first one was acknowledged,
 *       exactly from it.
 *   <li>A segment or an acknowledgement further ahead than the receiver's window (at least 64 KiB;
 *       where the window scale is not known, at least 1 MiB and at most 16 MiB) is {@link
 *       Place#AHEAD}: see {@link Leap} for what makes it believed.
 *   <li>An acknowledgement is not of what its peer shows by a later number, or by its FIN, not to
 *       have sent yet.
 *   <li>A FIN is believed unless data behind it was seen before.
 *   <li>A RST is taken if its checksum is right, and its number is the one that the receiver
 *       expects. Elsewhere in the window it is only answered (RFC 5961, section 3.2), and counts
 *       when data captured later reaches up to it, or when nothing follows. One that was taken is
 *       ignored after all when the peer acknowledges what its side sent after it.
 *   <li>Up to six zeros on a bare ACK or a SYN, at the number that is due, are {@link Place#BLANK}
 *       until the next number of their side, or an acknowledgement, tells whether they are payload.
 *       So are those on and behind a FIN of a side whose zeros were padding before.
 * </ul>
 */
public final class TcpNumbers {
  public static final int FIN = 1;
  public static final int SYN = 1 << 1;
  public static final int RST = 1 << 2;
  public static final int ACK = 1 << 4;

  /**
   * Beside the flags of TCP: SYN, FIN and ACK are the only ones, and the payload is up to six
   * bytes, zeros as far as they were captured.
   */
  public static final int BLANK = 1 << 8;

  /** Beside the flags of TCP: the checksum is known to be wrong. */
  public static final int DAMAGED = 1 << 9;

  private static final long NONE = SideNumbers.NONE;

  private final SideJudge a = new SideJudge();
  private final SideJudge b = new SideJudge();
  private Place place = Place.NONE;
  private long position;
  private long acknowledged;
  private boolean keepAlive;
  private boolean otherSyn;

  public TcpNumbers() {
    reset();
  }

  /** Begins another connection. */
  public void reset() {
    a.reset();
    b.reset();
    place = Place.NONE;
    position = NONE;
    acknowledged = NONE;
    keepAlive = false;
    otherSyn = false;
  }

  private SideJudge side(boolean ofB) {
    return ofB ? b : a;
  }

  /** The positions of one side. To be read only. */
  public SideNumbers numbers(boolean ofB) {
    return side(ofB).numbers;
  }

  /** What became of the RSTs of one side. */
  public Reset reset(boolean ofB) {
    return side(ofB).reset;
  }

  /** What the last segment settled about one side. To be read only. */
  public Settled settled(boolean ofB) {
    return side(ofB).settled;
  }

  /**
   * Takes the next segment in time order.
   *
   * @param kinds the flags of TCP, {@link #BLANK} and {@link #DAMAGED}
   * @param payloadLength by the IP length
   * @param window the field as sent
   * @param windowScale offered on a SYN, or -1
   */
  public void segment(
      boolean fromB,
      int sequence,
      int acknowledgement,
      int kinds,
      int payloadLength,
      int window,
      int windowScale) {
    SideJudge own = side(fromB);
    SideJudge peer = side(!fromB);
    own.settled.clear();
    peer.settled.clear();
    place = Place.NONE;
    position = NONE;
    acknowledged = NONE;
    keepAlive = false;
    otherSyn = false;
    if ((kinds & RST) != 0) {
      takeReset(own, peer, sequence, acknowledgement, kinds);
      place = payloadLength > 0 ? Place.FOREIGN : Place.NONE;
    } else {
      take(own, peer, sequence, acknowledgement, kinds, payloadLength, window, windowScale);
      peer.reset.follow();
    }
    own.settleReset();
    peer.settleReset();
  }

  private void take(
      SideJudge own,
      SideJudge peer,
      int sequence,
      int acknowledgement,
      int kinds,
      int payloadLength,
      int window,
      int windowScale) {
    boolean syn = (kinds & SYN) != 0;
    otherSyn = syn && !own.takeSyn(sequence, windowScale);
    if (!otherSyn) {
      own.numbers.window.offer(window, syn, own.numbers.syns, peer.numbers.syns);
    }
    if ((kinds & ACK) != 0) {
      acknowledged = peer.acknowledge(acknowledgement, own.numbers.window.slackBytes());
    }
    long slack = peer.numbers.window.slackBytes();
    if (otherSyn) {
      place = payloadLength > 0 ? Place.FOREIGN : Place.NONE;
    } else if (payloadLength > 0 || (kinds & FIN) != 0) {
      int number = syn ? sequence + 1 : sequence;
      place = own.take(number, payloadLength, kinds, slack);
      position = own.numbers.forward(number, slack);
    } else if (!syn) {
      keepAlive = own.hear(sequence, slack);
    }
  }

  private static void takeReset(
      SideJudge own, SideJudge peer, int sequence, int acknowledgement, int kinds) {
    boolean fits = (kinds & DAMAGED) == 0;
    if (fits && !own.numbers.known) {
      fits =
          (kinds & ACK) != 0
              ? peer.mayReset(acknowledgement, own.numbers.window.slackBytes())
              : !peer.numbers.syns.isKnown() || peer.numbers.acknowledged != NONE;
    }
    own.takeReset(sequence, fits, peer.numbers.window.slackBytes());
  }

  /** The connection ends: what waits for something to follow is settled. */
  public void end() {
    a.end();
    b.end();
  }

  // About the last segment.

  /** Where its payload lies. */
  public Place place() {
    return place;
  }

  /** Where its payload lies, from the begin of the stream; negative before it. */
  public long offset(boolean fromB) {
    return position - side(fromB).numbers.origin;
  }

  /** The position of its first payload byte; {@link SideNumbers#NONE} where it has no place. */
  public long position() {
    return position;
  }

  /** Whether it is a SYN with another number than the one that its stream begins with. */
  public boolean isOtherSyn() {
    return otherSyn;
  }

  /** Whether its acknowledgement leaves something of the peer's unacknowledged. */
  public boolean leavesOutstanding(boolean fromB) {
    return acknowledged != NONE && acknowledged < side(!fromB).numbers.sentEnd();
  }

  /** Whether it is a bare ACK one before the number that is due. */
  public boolean isKeepAlive() {
    return keepAlive;
  }

  /** Whether it is a FIN of this side that is believed, now or from before. */
  public boolean isFin(boolean fromB, int flags, int payloadLength) {
    SideNumbers own = side(fromB).numbers;
    return (flags & (FIN | RST)) == FIN
        && own.finAt != NONE
        && position + (place == Place.BLANK ? 0 : payloadLength) == own.finAt;
  }

  /** Where zeros begin that turned out to be payload, from the begin of the stream. */
  public long blankOffset(boolean ofB) {
    return side(ofB).settled.blankStart - side(ofB).numbers.origin;
  }

  // About one side so far.

  public boolean isSynNumber(boolean ofB, int sequence) {
    return side(ofB).numbers.isSynNumber(sequence);
  }

  public boolean hasFin(boolean ofB) {
    return side(ofB).numbers.finAt != NONE;
  }

  /** The number of its FIN, if it {@link #hasFin}. */
  public int finNumber(boolean ofB) {
    return side(ofB).numbers.numberOf(side(ofB).numbers.finAt);
  }

  /** Whether a RST of this side was taken, as far as is known. */
  public boolean isReset(boolean ofB) {
    return side(ofB).reset.isTaken();
  }

  /** The window that it offered last, in bytes. */
  public long windowBytes(boolean ofB) {
    return side(ofB).numbers.window.bytes();
  }

  /**
   * How far into its stream it is known to have sent: one past the highest byte seen or
   * acknowledged, holes included.
   */
  public long sentBytes(boolean ofB) {
    return side(ofB).numbers.sentBytes();
  }

  /**
   * How many holes of its stream were acknowledged since this was asked last.
   *
   * @param judged whether they count as missed, should they never be filled
   */
  public int countGaps(boolean ofB, boolean judged) {
    return side(ofB).countGaps(judged);
  }

  /** Holes that were acknowledged, judged and not filled. */
  public long gaps(boolean ofB) {
    return side(ofB).holes.gaps();
  }

  /** Bytes in {@link #gaps}. */
  public long missedBytes(boolean ofB) {
    return side(ofB).holes.missedBytes();
  }

  /** Whether a hole was forgotten since this was asked last. */
  public boolean takeForgot(boolean ofB) {
    return side(ofB).holes.takeForgot();
  }

  /**
   * Whether a packet's numbers continue those of this connection: between the highest acknowledged
   * byte and one window beyond the highest byte sent, in both directions.
   */
  public boolean continues(boolean fromB, int sequence, int acknowledgement, int flags) {
    SideNumbers own = side(fromB).numbers;
    SideNumbers peer = side(!fromB).numbers;
    boolean ownKnown = own.isKnownAtAll();
    boolean peerKnown = peer.isKnownAtAll() && (flags & ACK) != 0;
    return (ownKnown || peerKnown)
        && (!ownKnown || own.mayBegin(sequence, peer.window.expectedBytes()))
        && (!peerKnown || peer.mayBegin(acknowledgement, own.window.expectedBytes()));
  }
}
