package org.flowbeam.tcp;

/** The receive window that one side offers (RFC 7323, section 2). */
final class Window {
  private static final int MAX_SCALE = 14;

  /** What a capture that lacks some packets may lie behind. */
  private static final long MIN_SLACK_BYTES = 64 * 1024;

  private static final long MIN_UNKNOWN_SLACK_BYTES = 1 << 20;
  private static final long MAX_UNKNOWN_SLACK_BYTES = 16 << 20;

  private long bytes;

  /** The SYN was seen, and so is the scale. */
  private boolean certain;

  void reset() {
    bytes = 0;
    certain = false;
  }

  /**
   * Takes the field of a packet.
   *
   * @param own the numbers of the side that offers it, which know its SYN
   */
  void offer(int field, boolean onSyn, SynNumbers own, SynNumbers peer) {
    certain = own.isKnown();
    boolean scaled = !onSyn && own.isKnown() && !(peer.isKnown() && peer.scale() < 0);
    int scale = scaled ? Math.min(Math.max(0, own.scale()), MAX_SCALE) : 0;
    bytes = (long) field << scale;
  }

  /** What was offered last, in bytes. */
  long bytes() {
    return bytes;
  }

  /** What a packet to this side may lie beyond the highest number to be expected. */
  long expectedBytes() {
    return Math.max(MIN_SLACK_BYTES, bytes);
  }

  /** How far beyond the highest number known a packet to this side is plausible. */
  long slackBytes() {
    return certain
        ? Math.max(MIN_SLACK_BYTES, bytes)
        : Math.min(Math.max(MIN_UNKNOWN_SLACK_BYTES, bytes), MAX_UNKNOWN_SLACK_BYTES);
  }
}
