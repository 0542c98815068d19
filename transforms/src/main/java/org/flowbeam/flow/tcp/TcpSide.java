package org.flowbeam.flow.tcp;

/**
 * One side of a TCP connection: its state and its sequence numbers, as 64-bit positions.
 *
 * <p>Position 0 is the initial sequence number, so the first payload byte is 1. Without a SYN the
 * first byte seen counts as position 1, as in Zeek. A 32-bit number stands for the position nearest
 * to the highest one known, which is right as long as less than 2 GiB are missing in one piece (RFC
 * 9293, section 3.4), however often the numbers wrap.
 */
public final class TcpSide {
  private static final int LATE_SYN_BYTES = 64 * 1024;

  public TcpState state = TcpState.INACTIVE;
  TcpState previous = TcpState.INACTIVE;

  /** The sequence number at position 0. */
  public int start;

  /** Whether {@link #start} was set, by a packet of this side or an acknowledgement of its peer. */
  public boolean started;

  /** Whether a SYN of this side was seen, so that {@link #start} is certain. */
  boolean sentSyn;

  /** One past the highest position sent; SYN and FIN take one each. */
  long end;

  /** The highest position that the peer acknowledged. */
  long acknowledged;

  /** One past the FIN; valid when {@link #fins} is not 0. */
  long finEnd;

  int fins;
  int windowScale;

  /** The window that this side offered last, scaled. */
  long window;

  boolean sentAck;

  /** The last packet had an acknowledgement and a scaled window: it was no SYN. */
  boolean lastIsComparable;

  int lastAck;
  int lastWindow;

  final Holes holes = new Holes();

  /** Packets whose payload had all been sent before, and which fill no hole. */
  public long retransmits;

  /** Packets below the highest number sent that fill a hole, at least in part. */
  public long outOfOrder;

  /** Pure acknowledgements that repeat number and window while data is outstanding (RFC 5681). */
  public long duplicateAcks;

  /** Packets that offer no window, without SYN, FIN or RST, while it means something. */
  public long zeroWindows;

  /** Probes of at most one byte, one before the number that is due. */
  public long keepalives;

  void reset() {
    state = TcpState.INACTIVE;
    previous = TcpState.INACTIVE;
    started = false;
    sentSyn = false;
    end = 0;
    acknowledged = 0;
    finEnd = 0;
    fins = 0;
    windowScale = 0;
    window = 0;
    sentAck = false;
    lastIsComparable = false;
    lastAck = 0;
    lastWindow = 0;
    holes.reset();
    retransmits = 0;
    outOfOrder = 0;
    duplicateAcks = 0;
    zeroWindows = 0;
    keepalives = 0;
  }

  /** The position that a sequence number of this side stands for; negative before the start. */
  long position(int sequence) {
    return position(sequence, end);
  }

  /** The position that an acknowledgement by the peer stands for. */
  long acknowledgedPosition(int acknowledgement) {
    return position(acknowledgement, Math.max(end, acknowledged));
  }

  private long position(int sequence, long near) {
    return near + (sequence - (start + (int) near));
  }

  void startAt(int sequence, long end) {
    this.start = sequence;
    this.started = true;
    this.end = end;
    this.acknowledged = 0;
    holes.reset();
  }

  /** Whether a SYN with this number may be the one that opened this side, captured late. */
  public boolean mayHaveBegunAt(int sequence) {
    int ahead = start - sequence;
    return started && !sentSyn && ahead >= 0 && ahead <= LATE_SYN_BYTES;
  }

  /** Takes the number of a SYN that was captured behind later packets of its side. */
  void beginAt(int sequence) {
    long earlier = Integer.toUnsignedLong(start - sequence);
    start = sequence;
    end += earlier;
    acknowledged += acknowledged > 0 ? earlier : 0;
    finEnd += earlier;
    if (earlier > 0) {
      holes.beginEarlier(earlier);
    }
  }

  void become(TcpState next) {
    if (next != state) {
      previous = state;
      state = next;
    }
  }

  boolean isSilent() {
    return state == TcpState.INACTIVE || state == TcpState.PARTIAL;
  }

  /** Established, or closed by its FIN from there: holes are only judged then. */
  boolean isClean() {
    return state == TcpState.ESTABLISHED
        || (state == TcpState.CLOSED && previous == TcpState.ESTABLISHED);
  }

  /**
   * Holes that the peer acknowledged while both sides were established or closing from there, as
   * Zeek judges them, and that were not filled later.
   */
  public long gaps() {
    return holes.gaps();
  }

  /** The window that this side offered last, in bytes. */
  public long windowBytes() {
    return window;
  }

  /** Bytes in {@link #gaps}. */
  public long missedBytes() {
    return holes.missedBytes();
  }

  /**
   * Bytes from the start to the highest one sent or acknowledged, without SYN and FIN. A side that
   * took back its unanswered SYN by a RST has sent none.
   */
  public long streamBytes(TcpSide peer) {
    if (state == TcpState.RESET
        && previous == TcpState.SYN_SENT
        && peer.state == TcpState.INACTIVE
        && acknowledged <= 1) {
      return 0;
    }
    long bytes = Math.max(end, acknowledged) - 1;
    return Math.max(0, fins > 0 ? bytes - 1 : bytes);
  }
}
