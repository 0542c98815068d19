package org.flowbeam.stream;

/**
 * What the peer acknowledged, and when, as far as it is younger than {@link #WAIT_NANOS}. When more
 * than {@value #MAX} acknowledgements are that young, the latest take one entry together, and count
 * as of the last of them.
 */
final class AckTimes {
  static final int MAX = 64;
  static final long WAIT_NANOS = 1_000_000_000;
  static final long NONE = Long.MIN_VALUE / 2;

  private final long[] position = new long[MAX];
  private final long[] timeNanos = new long[MAX];
  private int head;
  private int count;
  private long settled = NONE;

  void reset() {
    head = 0;
    count = 0;
    settled = NONE;
  }

  void add(long acknowledged, long now) {
    settle(now);
    int at = (head + Math.min(count, MAX - 1)) % MAX;
    position[at] = acknowledged;
    timeNanos[at] = now;
    count = Math.min(count + 1, MAX);
  }

  /** The highest position that was acknowledged at least {@link #WAIT_NANOS} ago. */
  long settle(long now) {
    while (count > 0 && elapsed(timeNanos[head], now) >= WAIT_NANOS) {
      settled = position[head];
      head = (head + 1) % MAX;
      count--;
    }
    return settled;
  }

  private static long elapsed(long from, long to) {
    long nanos = to - from;
    return to > from && nanos < 0 ? Long.MAX_VALUE : nanos;
  }
}
