package org.flowbeam.tcp;

/**
 * A few zeros at the end of what a side has sent, on a bare ACK. Where the IP length includes the
 * padding of a short Ethernet frame they are no payload, and the sender uses their numbers for
 * something else; the next segment tells. A copy at the same place belongs to it.
 */
final class Blank {
  private static final long NONE = SideNumbers.NONE;

  private final Settled settled;
  private long start = NONE;
  private int length;

  /** Zeros of this side were padding before. */
  private boolean pads;

  Blank(Settled settled) {
    this.settled = settled;
  }

  void reset() {
    start = NONE;
    pads = false;
  }

  void add(long position, int lengthBytes) {
    length = position == start ? Math.max(length, lengthBytes) : lengthBytes;
    start = position;
  }

  /**
   * Looks at the next segment of the side.
   *
   * @param again it has such zeros itself
   * @return whether the zeros turn out to be payload
   */
  boolean follow(long position, long end, boolean again) {
    boolean isCopy = again && position == start;
    return start != NONE && end > start && !isCopy && settle(position > start);
  }

  /** Whether an acknowledgement shows the zeros to be payload. */
  boolean acknowledge(long position) {
    return start != NONE && position > start && settle(true);
  }

  /** Nothing follows. */
  boolean end() {
    return start != NONE && settle(!pads);
  }

  private boolean settle(boolean isPayload) {
    settled.blankIsPayload = isPayload;
    settled.blankIsPadding = !isPayload;
    settled.blankStart = start;
    settled.blankLength = length;
    start = NONE;
    pads |= !isPayload;
    return isPayload;
  }
}
