package org.flowbeam.tcp;

/**
 * What becomes of the RSTs of one side (RFC 9293, section 3.10.7.4; RFC 5961, section 3.2). One is
 * taken when its number is the one that the receiver expects. Elsewhere in the window it is
 * undecided: the receiver only answers it, so that it counts when the receiver turns out to have
 * expected it, or when nothing follows. One that was taken is ignored after all when the other side
 * acknowledges what was sent after it.
 */
public final class Reset {
  private static final long NONE = SideNumbers.NONE;

  private enum State {
    NONE,
    UNDECIDED,
    TAKEN
  }

  private final SideNumbers numbers;
  private final Holes holes;
  private final Settled settled;
  private State state = State.NONE;

  /** The number of the RST. */
  private long at;

  private long barrier;

  /** Acknowledgements beyond this are of what was sent after it. */
  private long acknowledgeable;

  /** Something followed that a host which gave up the connection would not have sent. */
  private boolean followed;

  /** One past the highest byte sent after it; {@link #NONE} if there is none. */
  private long top;

  /** Where a FIN was sent after it; {@link #NONE} if there is none. */
  private long finAt;

  /** A RST that came while another one was taken; {@link #NONE} if there is none. */
  private long later;

  Reset(SideNumbers numbers, Holes holes, Settled settled) {
    this.numbers = numbers;
    this.holes = holes;
    this.settled = settled;
  }

  void reset() {
    state = State.NONE;
    later = NONE;
  }

  /** Whether a RST was taken, as far as is known. */
  public boolean isTaken() {
    return state == State.TAKEN;
  }

  /** Whether there is a RST that may have been taken. */
  public boolean counts() {
    return state != State.NONE;
  }

  /** Of a RST that was taken: payload from here on was sent after it. */
  public long barrier() {
    return barrier;
  }

  /** A RST came that its receiver looks at. */
  void arrive(long position, long slackBytes) {
    if (!isInWindow(position, slackBytes)) {
      settled.resetIgnored = true;
    } else if (isTaken()) {
      later = position;
    } else {
      begin(Math.max(position, numbers.acknowledged));
    }
  }

  boolean isInWindow(long position, long slackBytes) {
    return position >= lowest(slackBytes) && position <= numbers.highest() + slackBytes;
  }

  private long lowest(long slackBytes) {
    long acknowledged = numbers.acknowledged;
    if (acknowledged != NONE) {
      // Some hosts do not count their FIN.
      boolean ofFin = numbers.finAt != NONE && acknowledged == numbers.finAt + 1;
      return ofFin ? acknowledged - 1 : acknowledged;
    } else if (!numbers.syns.isKnown()) {
      return numbers.origin - slackBytes;
    }
    // A host that takes back its SYN has nothing to be protected from.
    return numbers.isOpen() ? numbers.origin - 1 : numbers.origin;
  }

  private void begin(long position) {
    state = State.UNDECIDED;
    at = position;
    followed = false;
  }

  /** The positions count from another number; what was taken still was. */
  void restart() {
    if (isTaken()) {
      at = 0;
      take();
    } else if (counts()) {
      ignore();
    }
  }

  /** A segment of either side followed. */
  void follow() {
    followed = true;
  }

  /** Its own side sends what ends here: beyond the RST, it had not given up. */
  void sendUpTo(long end) {
    if (state == State.UNDECIDED && end > at) {
      ignore();
    }
  }

  /** Its own side sends what ends beyond the {@link #barrier}. */
  void sendAfter(long end, boolean fin) {
    top = Math.max(top, end);
    finAt = fin ? end : finAt;
  }

  /** One past the highest byte known, what was sent after it included. */
  long highest() {
    return Math.max(numbers.highest(), top);
  }

  /**
   * Follows what the segment said about the RST. True when one that was taken is ignored after all:
   * see {@link #sentTop}.
   */
  boolean settle() {
    if (state == State.UNDECIDED) {
      if (numbers.acknowledged > at) {
        ignore();
      } else if (at == numbers.acknowledged || at == received() || isTakenBack()) {
        take();
      }
      return false;
    }
    if (!isTaken() || numbers.acknowledged <= acknowledgeable) {
      return false;
    }
    ignore();
    settled.heldIsPayload = true;
    if (later != NONE && later >= numbers.acknowledged) {
      begin(later);
    }
    later = NONE;
    return true;
  }

  /** A SYN that nothing answered. */
  private boolean isTakenBack() {
    return numbers.syns.isKnown() && numbers.isOpen() && at <= numbers.origin;
  }

  /** The number that the receiver expects next, if it has all that was seen. */
  private long received() {
    long end = Math.max(numbers.acknowledged, holes.contiguousEnd());
    return numbers.finAt != NONE && end >= numbers.finAt ? numbers.finAt + 1 : end;
  }

  /** One past the highest byte that was sent after the last RST; {@link #NONE} if there is none. */
  long sentTop() {
    return top;
  }

  boolean sentFin() {
    return finAt != NONE && finAt == top;
  }

  /** Nothing follows. */
  void end() {
    if (state == State.UNDECIDED && followed) {
      ignore();
    } else if (state == State.UNDECIDED) {
      take();
    }
  }

  private void take() {
    state = State.TAKEN;
    settled.resetTaken = true;
    barrier = Math.max(at, numbers.top);
    acknowledgeable = Math.max(at, numbers.sentEnd());
    top = NONE;
    finAt = NONE;
  }

  private void ignore() {
    state = State.NONE;
    settled.earlierResetIgnored = true;
  }
}
