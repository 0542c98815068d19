package org.flowbeam.stream;

/**
 * The holes of a stream that were given up last, in order of their positions, to tell what fills
 * them too late from what repeats. At most {@value #MAX} are kept.
 */
final class SkippedHoles {
  static final int MAX = 128;
  static final long NONE = Long.MIN_VALUE / 2;

  private final long[] from = new long[MAX];
  private final long[] to = new long[MAX];
  private final boolean[] acknowledged = new boolean[MAX];
  private int head;
  private int count;
  private long forgottenEnd = NONE;

  void reset() {
    head = 0;
    count = 0;
    forgottenEnd = NONE;
  }

  void add(long start, long end, boolean isAcknowledged) {
    if (count == MAX) {
      forgottenEnd = to[head];
      head = slot(1);
      count--;
    }
    int at = slot(count++);
    from[at] = start;
    to[at] = end;
    acknowledged[at] = isAcknowledged;
  }

  int count() {
    return count;
  }

  long from(int i) {
    return from[slot(i)];
  }

  long to(int i) {
    return to[slot(i)];
  }

  boolean acknowledged(int i) {
    return acknowledged[slot(i)];
  }

  /** One past the highest hole that was forgotten. */
  long forgottenEnd() {
    return forgottenEnd;
  }

  private int slot(int i) {
    return (head + i) % MAX;
  }
}
