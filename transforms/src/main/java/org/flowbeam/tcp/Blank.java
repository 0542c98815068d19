package org.flowbeam.tcp;

/**
 * A few zeros at the end of what a side has sent, on a bare ACK or a SYN. Where the IP length
 * includes the padding of a short Ethernet frame they are no payload, and the sender uses their
 * numbers for something else; the next segment tells. A copy at the same place belongs to it. On
 * and behind a FIN they are padding if zeros of their side were padding before.
 */
final class Blank {
  private static final long NONE = SideNumbers.NONE;

  private final Settled settled;
  private long start = NONE;
  private int length;
  private boolean isPadding;

  /** Zeros of this side were padding before. */
  private boolean pads;

  Blank(Settled settled) {
    this.settled = settled;
  }

  void reset() {
    start = NONE;
    isPadding = false;
    pads = false;
  }

  /** Whether zeros of this side were padding before, or will turn out to be with a FIN there. */
  boolean pads(long finPosition) {
    return pads || start == finPosition;
  }

  /** Adds zeros that are padding. */
  void addPadding(long position, int lengthBytes) {
    add(position, lengthBytes);
    isPadding = true;
  }

  void add(long position, int lengthBytes) {
    isPadding &= position == start;
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

  private boolean settle(boolean mayBePayload) {
    boolean isPayload = mayBePayload && !isPadding;
    settled.blankIsPayload = isPayload;
    settled.blankIsPadding = !isPayload;
    settled.blankStart = start;
    settled.blankLength = length;
    start = NONE;
    pads |= !isPayload;
    return isPayload;
  }
}
