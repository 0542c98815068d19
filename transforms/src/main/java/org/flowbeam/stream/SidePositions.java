package org.flowbeam.stream;

/**
 * Turns the 32-bit numbers of one side into 64-bit positions, and knows how far its stream is
 * believed to reach. Position 0 is the number by which the side became known; the stream may turn
 * out to begin before it, at {@link #origin}.
 *
 * <p>A number stands for the position nearest to the highest one believed (RFC 9293, section 3.4),
 * which is right as long as less than 2 GiB are missing in one piece.
 */
final class SidePositions {
  /** No position. */
  static final long NONE = Long.MIN_VALUE / 2;

  /** A SYN may be captured this far behind the data of its side. */
  private static final int LATE_SYN_BYTES = 64 * 1024;

  private static final long MIN_SLACK_BYTES = 1 << 20;
  private static final long MAX_SLACK_BYTES = 16 << 20;
  private static final long RESET_SLACK_BYTES = 64 * 1024;

  private final Leap dataLeap = new Leap();
  private final Leap ackLeap = new Leap();

  /** The number at position 0. */
  private int base;

  private boolean known;
  private boolean hasSyn;
  private int synNumber;

  /** Data or a FIN was seen. */
  private boolean hasSpoken;

  /** Where the stream begins: offset 0. */
  long origin;

  /** One past the highest payload byte believed to have been sent. */
  long top;

  /** The highest position that the peer acknowledged; a FIN counts one. */
  long acknowledged;

  void reset() {
    known = false;
    hasSyn = false;
    hasSpoken = false;
    startAt(0);
    known = false;
  }

  private void startAt(int number) {
    base = number;
    known = true;
    origin = 0;
    top = 0;
    acknowledged = NONE;
    dataLeap.reset();
    ackLeap.reset();
  }

  boolean isKnown() {
    return known;
  }

  /** The position of a number. */
  long of(int number) {
    long near = highest();
    return near + (number - (base + (int) near));
  }

  /** One past the highest byte seen or acknowledged, from the origin. */
  long sentBytes() {
    return Math.max(0, highest() - origin);
  }

  private long highest() {
    return Math.max(top, acknowledged);
  }

  private static long slackBytes(long windowBytes) {
    return Math.min(Math.max(MIN_SLACK_BYTES, windowBytes), MAX_SLACK_BYTES);
  }

  /**
   * Takes a SYN.
   *
   * @param movable whether nothing was handed on or given up, so that the origin may still move
   * @return false for a SYN that is not the one of this stream
   */
  boolean takeSyn(int number, boolean movable) {
    if (hasSyn) {
      return number == synNumber;
    }
    int first = number + 1;
    long early = known ? origin - of(first) : 0;
    boolean joins = known && early >= 0 && early <= LATE_SYN_BYTES;
    if (!joins && hasSpoken) {
      return false;
    }
    if (!joins) {
      startAt(first);
    } else if (movable) {
      origin -= early;
    }
    hasSyn = true;
    synNumber = number;
    return true;
  }

  /** Takes the first data or FIN of the side; without a SYN, the stream may begin with it. */
  void speak(int number, int lengthBytes, long windowBytes) {
    if (hasSpoken) {
      return;
    }
    hasSpoken = true;
    if (hasSyn) {
      return;
    }
    long slack = slackBytes(windowBytes);
    long position = known ? of(number) : NONE;
    boolean keepAlive = position == -1 && lengthBytes == 1;
    if (position < -slack || position > highest() + slack) {
      startAt(number);
    } else if (position < 0 && !keepAlive) {
      origin = position;
      top = position;
    }
  }

  /** Whether a segment lies where its receiver could expect it; raises {@link #top} if so. */
  boolean accept(long position, int lengthBytes, long windowBytes) {
    long slack = slackBytes(windowBytes);
    long end = position + lengthBytes;
    if (!dataLeap.isBelieved(position, end, highest() + slack, slack)) {
      return false;
    }
    top = Math.max(top, end);
    return true;
  }

  /** Takes an acknowledgement by the peer; true when it is higher than those before. */
  boolean acknowledge(int number, long windowBytes) {
    if (!known) {
      if (number != 0) {
        startAt(number);
        acknowledged = 0;
      }
      return known;
    }
    long slack = slackBytes(windowBytes);
    long position = of(number);
    if (position <= acknowledged
        || !ackLeap.isBelieved(position, position + 1, highest() + slack, slack)) {
      return false;
    }
    acknowledged = position;
    return true;
  }

  /** Whether a RST with this number would be accepted (RFC 9293, section 3.10.7.4). */
  boolean fitsReset(int number, long windowBytes) {
    long position = of(number);
    return position >= Math.max(acknowledged - 1, origin - 2)
        && position <= highest() + Math.max(RESET_SLACK_BYTES, windowBytes);
  }

  /** Whether an acknowledgement fits; asked for a RST whose own side is silent so far. */
  boolean fitsAcknowledgement(int number, long windowBytes) {
    return !known || fitsReset(number, windowBytes);
  }

  boolean isSilent() {
    return !hasSpoken && !hasSyn;
  }
}
