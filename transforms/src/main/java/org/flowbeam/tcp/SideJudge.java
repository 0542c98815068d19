package org.flowbeam.tcp;

/** Judges the segments of one side for {@link TcpNumbers}, which documents the rules. */
final class SideJudge {
  private static final long NONE = SideNumbers.NONE;

  final SideNumbers numbers = new SideNumbers();
  final Settled settled = new Settled();
  final Holes holes = new Holes();
  final Reset reset = new Reset(numbers, holes, settled);
  private final Blank blank = new Blank(settled);
  private final Leap leap = new Leap();

  void reset() {
    numbers.reset();
    settled.clear();
    holes.reset(0);
    reset.reset();
    blank.reset();
    leap.reset();
  }

  // SYN.

  /** Takes a SYN; false when it is not the one that the stream begins with. */
  boolean takeSyn(int number, int scale) {
    if (numbers.syns.isKnown()) {
      if (numbers.isSilent()) {
        numbers.syns.add(number, scale);
      }
      return numbers.syns.number() == number;
    }
    int first = number + 1;
    long early = numbers.known ? numbers.origin - numbers.of(first) : NONE;
    boolean joins = SideNumbers.isEarly(early);
    if (!joins && numbers.hasSpoken) {
      return false;
    }
    if (!joins) {
      startAt(first);
    } else if (early > 0) {
      beginAt(numbers.origin - early);
    }
    numbers.syns.add(number, scale);
    return true;
  }

  private void startAt(int number) {
    numbers.startAt(number);
    holes.reset(0);
    leap.reset();
    reset.restart();
    settled.restarted = true;
  }

  private void beginAt(long earlier) {
    holes.beginEarlier(earlier, numbers.origin);
    numbers.origin = earlier;
  }

  private void chooseSyn(int next) {
    int within = numbers.isOpen() ? SideNumbers.NEAR_BYTES : 1;
    if (numbers.syns.hasOthers() && numbers.isSilent() && numbers.syns.choose(next, within)) {
      startAt(numbers.syns.number() + 1);
    }
  }

  // Acknowledgements.

  /**
   * Takes an acknowledgement by the peer.
   *
   * @return its position, or {@link SideNumbers#NONE} if it is not believed
   */
  long acknowledge(int number, long slackBytes) {
    if (!numbers.known && number == 0) {
      return NONE;
    } else if (!numbers.known) {
      startAt(number);
    }
    chooseSyn(number);
    long position = numbers.forward(number, slackBytes);
    boolean ahead = position > numbers.highest() + slackBytes;
    boolean afterFin = numbers.finAt != NONE && position > numbers.finAt + 1;
    if (afterFin || (ahead && !leap.acknowledge(position, slackBytes))) {
      return NONE;
    }
    if (ahead) {
      believeLeap();
    }
    raiseAcknowledged(position);
    if (blank.acknowledge(position)) {
      takeBlank();
    }
    return position;
  }

  private void raiseAcknowledged(long position) {
    if (position > numbers.acknowledged) {
      numbers.acknowledged = position;
      settled.acknowledgedMore = true;
    }
  }

  /** The side has sent nothing at or above this position: acknowledgements of it were wrong. */
  private void nothingSentFrom(long position) {
    if (numbers.acknowledged > position) {
      numbers.acknowledged = position;
      settled.acknowledgedLess = true;
      holes.nothingSentFrom(numbers.finAt == NONE ? position : Math.min(position, numbers.finAt));
    }
  }

  /** How many holes were acknowledged since it was asked last, if they count. */
  int countGaps(boolean judged) {
    long position = numbers.acknowledged;
    if (numbers.finAt != NONE) {
      position = Math.min(position, numbers.finAt);
    } else if (position == numbers.top + 1) {
      position = numbers.top; // a FIN that was not captured, or a byte: what follows tells
    }
    return holes.acknowledge(position, judged);
  }

  // Payload and FIN.

  /** Takes the payload and FIN of a segment; {@code number} is that of the first byte. */
  Place take(int number, int lengthBytes, int kinds, long slackBytes) {
    if ((kinds & TcpNumbers.SYN) == 0) {
      speak(number, lengthBytes);
    }
    boolean fin = (kinds & TcpNumbers.FIN) != 0;
    boolean isBlank = (kinds & TcpNumbers.BLANK) != 0;
    long position = numbers.forward(number, slackBytes);
    boolean isPadding = isBlank && (fin || numbers.finAt != NONE) && blank.pads(position);
    long end = isPadding ? position : position + lengthBytes;
    long last = fin ? end + 1 : end;
    if (reset.isTaken() && last > reset.barrier()) {
      return takeAfterReset(position, end, fin, slackBytes);
    }
    if (position > numbers.highest() + slackBytes && !leaps(position, end, fin, slackBytes)) {
      return Place.AHEAD;
    }
    numbers.hasSpoken |= fin || (kinds & TcpNumbers.SYN) == 0;
    reset.sendUpTo(last);
    if (blank.follow(position, end, isBlank)) {
      takeBlank();
    }
    if (isPadding) {
      takeBytes(position, position, fin);
      blank.addPadding(position, lengthBytes);
      return Place.BLANK;
    }
    if (isBlank && !fin && numbers.finAt == NONE && position == numbers.next()) {
      blank.add(position, lengthBytes);
      return Place.BLANK;
    }
    return takeBytes(position, end, fin);
  }

  /** Without a SYN, the stream begins with the first payload or FIN, or one that is close to it. */
  private void speak(int number, int lengthBytes) {
    if (!numbers.hasSpoken) {
      chooseSyn(number);
    }
    if (numbers.syns.isKnown()) {
      return;
    }
    boolean first = !numbers.hasSpoken;
    numbers.hasSpoken = true;
    long position = numbers.known ? numbers.of(number) : NONE;
    long early = numbers.origin - position;
    boolean keepAlive = early == 1 && lengthBytes == 1;
    boolean near = early <= SideNumbers.NEAR_BYTES;
    if (first && (!near || position > numbers.highest() + SideNumbers.NEAR_BYTES)) {
      startAt(number);
    } else if (near && early > 0 && !keepAlive && (first || lengthBytes > 0)) {
      numbers.top = first ? position : numbers.top;
      beginAt(position);
    }
  }

  /** Whether a segment ahead is believed. */
  private boolean leaps(long position, long end, boolean fin, long slackBytes) {
    boolean believed = leap.goesOn(position, numbers.acknowledged != NONE, slackBytes);
    if (believed) {
      believeLeap();
    } else {
      settled.heldIsNot = leap.add(position, end, fin, slackBytes);
    }
    return believed;
  }

  /** Takes what was remembered of segments and acknowledgements ahead. */
  private void believeLeap() {
    if (leap.isPending()) {
      settled.heldIsPayload = true;
      settled.aheadBelieved = leap.end() > leap.start();
      takeBytes(leap.start(), leap.end(), leap.hasFin());
    }
    long acknowledged = leap.acknowledged();
    leap.reset();
    raiseAcknowledged(acknowledged);
  }

  private Place takeAfterReset(long position, long end, boolean fin, long slackBytes) {
    if (position > reset.highest() + slackBytes) {
      return Place.AHEAD;
    }
    reset.sendAfter(end, fin);
    if (position < reset.barrier()) {
      return takeBytes(position, reset.barrier(), false);
    }
    return end > position ? Place.AFTER_RESET : Place.NONE;
  }

  private void takeBlank() {
    takeBytes(settled.blankStart, settled.blankStart + settled.blankLength, false);
  }

  private Place takeBytes(long position, long end, boolean fin) {
    long sent = numbers.next();
    long finBefore = numbers.finAt;
    if (fin && finBefore == NONE && end >= numbers.top) {
      numbers.finAt = end;
      settled.finBelieved = true;
      nothingSentFrom(end + 1);
    }
    long last = numbers.finAt == NONE ? end : Math.min(end, numbers.finAt);
    boolean filled = last > numbers.origin && holes.seen(Math.min(position, last), last);
    numbers.top = Math.max(numbers.top, last);
    if (end == position) {
      return Place.NONE;
    } else if (end <= numbers.origin) {
      return Place.EARLIER;
    } else if (finBefore != NONE && position >= finBefore) {
      return Place.AFTER_FIN;
    } else if ((fin ? end + 1 : end) > sent) {
      return Place.NEW;
    } else if (filled) {
      return Place.FILLS;
    }
    return isProbe(position, end - position) ? Place.PROBE : Place.REPEATED;
  }

  private boolean isProbe(long position, long lengthBytes) {
    return lengthBytes <= 1 && numbers.finAt == NONE && position == numbers.next() - 1;
  }

  // Bare ACKs.

  /** Takes the number of a bare ACK: the next one that its side will use. True for a keep-alive. */
  boolean hear(int number, long slackBytes) {
    numbers.hear(number);
    long position = numbers.of(number);
    if (!numbers.known || position > numbers.highest() + slackBytes) {
      return false;
    }
    if (position >= numbers.top) {
      reset.follow();
      leap.contradict();
    }
    if (position > numbers.heardTo && numbers.finAt == NONE) {
      numbers.heardTo = position;
      holes.seen(position, position); // what was sent before and comes later is out of order
    }
    if (blank.follow(position, position + 1, false)) {
      takeBlank();
    }
    if (position == numbers.next() && position + 1 < numbers.acknowledged) {
      nothingSentFrom(position);
    }
    return isProbe(position, 0);
  }

  // RST.

  /**
   * Takes a RST of this side.
   *
   * @param fits whether its receiver would look at its number at all
   */
  void takeReset(int number, boolean fits, long slackBytes) {
    if (!fits || (!numbers.known && !numbers.mayBegin(number, slackBytes))) {
      settled.resetIgnored = true;
      return;
    }
    if (!numbers.known) {
      startAt(number);
    }
    reset.arrive(numbers.of(number), slackBytes);
  }

  /** Whether a RST of the peer, of which nothing else is known, may acknowledge this number. */
  boolean mayReset(int acknowledgement, long slackBytes) {
    long position = numbers.of(acknowledgement);
    boolean onlySyn = numbers.syns.isKnown() && numbers.isOpen();
    boolean fits =
        onlySyn
            ? position >= numbers.origin && position <= numbers.highest()
            : reset.isInWindow(position, slackBytes);
    return !numbers.known || fits;
  }

  /** Follows what the segment said about a RST of this side. */
  void settleReset() {
    if (reset.settle()) {
      if (reset.sentTop() != NONE) {
        takeBytes(reset.barrier(), reset.sentTop(), reset.sentFin());
      }
      reset.settle(); // a RST that came later may count
    }
    forgetLeapAtReset();
  }

  private void forgetLeapAtReset() {
    if (settled.resetTaken) {
      settled.heldIsNot |= leap.isPending();
      leap.reset();
    }
  }

  /** Nothing follows. */
  void end() {
    settled.clear();
    reset.end();
    forgetLeapAtReset();
    if (blank.end()) {
      takeBlank();
    }
  }
}
