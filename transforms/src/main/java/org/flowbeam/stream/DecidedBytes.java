package org.flowbeam.stream;

/**
 * The part of a stream about which nothing changes any more: what was handed on, and the holes that
 * were given up. Says of bytes that come once more, or too late, what they are.
 */
final class DecidedBytes {
  private final StreamAccount account;
  private final HandedOn handedOn = new HandedOn();
  private final SkippedHoles holes = new SkippedHoles();

  DecidedBytes(StreamAccount account) {
    this.account = account;
  }

  void reset() {
    holes.reset();
  }

  void addHandedOn(long position, byte[] bytes, int offset, int length) {
    handedOn.add(position, bytes, offset, length);
    account.handedOn += length;
  }

  void addGap(long from, long to, boolean acknowledged) {
    holes.add(from, to, acknowledged);
    account.gaps++;
    account.gapBytes += to - from;
  }

  /**
   * Accounts for bytes below {@code next}.
   *
   * @param bytes holds position {@code from} at {@code offset}
   * @param origin where the stream begins
   * @param next one past the highest position that is decided
   * @param judged whether duplicates are compared
   */
  void repeat(
      long from, long to, byte[] bytes, int offset, long origin, long next, boolean judged) {
    long at = from;
    if (at < origin) {
      long until = Math.min(to, origin);
      account.add(UndeliveredReason.BEHIND_GAP, until - at);
      at = until;
    }
    for (int i = 0; i < holes.count() && at < to; i++) {
      long holeEnd = Math.min(to, holes.to(i));
      if (holeEnd <= at || holes.from(i) >= to) {
        continue;
      }
      long hole = Math.max(at, holes.from(i));
      duplicate(at, hole, bytes, offset + (int) (at - from), next, judged);
      account.add(UndeliveredReason.BEHIND_GAP, holeEnd - hole);
      account.filledAfterAck += holes.acknowledged(i) ? holeEnd - hole : 0;
      at = holeEnd;
    }
    duplicate(at, to, bytes, offset + (int) (at - from), next, judged);
  }

  private void duplicate(long from, long to, byte[] bytes, int offset, long next, boolean judged) {
    account.duplicate += to - from;
    long known = Math.max(from, Math.max(next - HandedOn.BYTES, holes.forgottenEnd()));
    if (judged && known < to) {
      int at = offset + (int) (known - from);
      account.conflict += handedOn.differing(known, bytes, at, (int) (to - known));
    }
  }
}
