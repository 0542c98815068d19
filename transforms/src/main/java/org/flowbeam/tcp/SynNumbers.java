package org.flowbeam.tcp;

/**
 * The initial sequence numbers that one side named. The first one holds until the other side
 * acknowledges another: a server that restarts, or answers a SYN twice, offers several, and the
 * client chooses (RFC 9293, section 3.5). At most {@value #MAX} others are kept.
 */
final class SynNumbers {
  static final int MAX = 4;

  private final int[] numbers = new int[1 + MAX];
  private final int[] scales = new int[1 + MAX];
  private int count;

  void reset() {
    count = 0;
  }

  boolean isKnown() {
    return count > 0;
  }

  boolean hasOthers() {
    return count > 1;
  }

  /** The number that holds. */
  int number() {
    return numbers[0];
  }

  /** The window scale offered with it, or -1. */
  int scale() {
    return scales[0];
  }

  boolean has(int number) {
    for (int i = 0; i < count; i++) {
      if (numbers[i] == number) {
        return true;
      }
    }
    return false;
  }

  /** Adds a number; the first one holds. */
  void add(int number, int scale) {
    if (count <= MAX && !has(number)) {
      numbers[count] = number;
      scales[count] = scale;
      count++;
    }
  }

  /**
   * Lets another number hold if this one follows it: at once, or else within so many, and then not
   * the one that holds.
   */
  boolean choose(int next, int withinBytes) {
    int chosen = following(next, 1);
    if (chosen < 0) {
      chosen = following(next, withinBytes);
    }
    if (chosen > 0) {
      swap(chosen);
    }
    return chosen > 0;
  }

  /** Which number this one follows, the one that holds first; -1 if none. */
  private int following(int next, int withinBytes) {
    for (int i = 0; i < count; i++) {
      if (follows(next, i, withinBytes)) {
        return i;
      }
    }
    return -1;
  }

  private boolean follows(int next, int i, int withinBytes) {
    int ahead = next - numbers[i];
    return ahead >= 1 && ahead <= withinBytes;
  }

  private void swap(int i) {
    int number = numbers[i];
    int scale = scales[i];
    numbers[i] = numbers[0];
    scales[i] = scales[0];
    numbers[0] = number;
    scales[0] = scale;
  }
}
