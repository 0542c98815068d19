package org.flowbeam.tcp;

/**
 * The sequence numbers of one side as 64-bit positions, and how far the side is believed to have
 * sent. Position 0 is the number by which the side became known: that behind its SYN, or that of
 * the first byte seen or acknowledged; the stream may turn out to begin before it, at {@link
 * #origin}. A SYN and a FIN take a number each, and no byte.
 *
 * <p>A number stands for the position nearest to the highest one believed (RFC 9293, section 3.4),
 * which is right as long as less than 2 GiB are missing in one piece, however often they wrap.
 */
public final class SideNumbers {
  /** No position. */
  public static final long NONE = Long.MIN_VALUE / 2;

  /** A SYN may be captured this far behind the data of its side, and first numbers lie apart. */
  static final int NEAR_BYTES = 64 * 1024;

  private static final long WRAP = 1L << 32;

  final SynNumbers syns = new SynNumbers();
  final Window window = new Window();

  /** The number at position 0. */
  private int base;

  public boolean known;

  /** Of a bare ACK before the side was known; not the begin, as it may be one too low. */
  private int heard;

  private boolean hasHeard;

  /** Payload or a FIN was seen, not counting payload of a SYN. */
  boolean hasSpoken;

  /** Where the stream begins: offset 0. */
  public long origin;

  /** One past the highest payload byte believed to have been sent. */
  public long top;

  /** The highest position that the peer acknowledged and is believed; {@link #NONE} before. */
  public long acknowledged;

  /** The highest number of a bare ACK: what its side would send next. */
  long heardTo;

  /** Where the FIN lies; {@link #NONE} before. */
  public long finAt;

  void reset() {
    syns.reset();
    window.reset();
    hasHeard = false;
    hasSpoken = false;
    startAt(0);
    known = false;
  }

  /** The stream begins with this number. */
  void startAt(int number) {
    base = number;
    known = true;
    origin = 0;
    top = 0;
    acknowledged = NONE;
    heardTo = NONE;
    finAt = NONE;
  }

  /** The position of a number. */
  long of(int number) {
    long near = highest();
    return near + (number - (base + (int) near));
  }

  /** The number at a position. */
  int numberOf(long position) {
    return base + (int) position;
  }

  /**
   * {@link #of}, but where the begin is certain, a number further before it than a window is taken
   * for one more than 2 GiB ahead.
   */
  long forward(int number, long slackBytes) {
    long position = of(number);
    return syns.isKnown() && position < origin - 1 - slackBytes ? position + WRAP : position;
  }

  long highest() {
    return Math.max(Math.max(top, acknowledged), heardTo);
  }

  /** One past the highest number that was sent, a FIN included. */
  long sentEnd() {
    return finAt == NONE ? top : finAt + 1;
  }

  /** The number that the side would use next, as far as it has shown. */
  long next() {
    return Math.max(sentEnd(), heardTo);
  }

  /** One past the highest byte known to have been sent, from the origin. */
  public long sentBytes() {
    long end = finAt == NONE ? highest() : Math.min(highest(), finAt);
    boolean unseenFin = acknowledged == top + 1 && end == acknowledged;
    return known ? Math.max(0, (unseenFin ? top : end) - origin) : 0;
  }

  /** Whether nothing says yet which of several SYNs the stream began with. */
  boolean isOpen() {
    return acknowledged == NONE && !hasSpoken;
  }

  /** Whether none of its bytes was seen or acknowledged, but its SYN perhaps. */
  boolean isSilent() {
    return !hasSpoken && acknowledged <= origin;
  }

  /** Whether a SYN with this number may be one of this side's, captured late perhaps. */
  boolean isSynNumber(int number) {
    if (syns.isKnown()) {
      return syns.has(number);
    }
    if (!known) {
      int ahead = heard - (number + 1);
      return hasHeard && ahead >= 0 && ahead <= NEAR_BYTES;
    }
    return isEarly(origin - of(number + 1));
  }

  static boolean isEarly(long bytes) {
    return bytes >= 0 && bytes <= NEAR_BYTES;
  }

  /** Notes the number of a bare ACK. */
  void hear(int number) {
    if (!hasHeard) {
      hasHeard = true;
      heard = number;
    }
  }

  /** Whether a packet may begin with this number: from the highest acknowledged one to a window. */
  boolean mayBegin(int number, long slackBytes) {
    if (!known) {
      int ahead = number - heard;
      return !hasHeard || (ahead >= -1 && ahead <= slackBytes);
    }
    long position = of(number);
    long lowest = acknowledged == NONE ? origin - 1 : acknowledged;
    return position >= lowest - 1 && position <= highest() + slackBytes;
  }

  boolean isKnownAtAll() {
    return known || hasHeard;
  }
}
