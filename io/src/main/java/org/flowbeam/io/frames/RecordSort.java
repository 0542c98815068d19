package org.flowbeam.io.frames;

import java.util.Arrays;

/**
 * Sorts a {@link FlushBuffer} by (shuffle key, record bytes) without boxing or comparator objects.
 *
 * <p>A radix sort from the least significant digit orders by (shuffle key, first eight bytes). It
 * is stable, so what arrived in order inside a range of equal prefixes (the packets of one flow)
 * still is: a natural merge sort then needs one comparison per record, O(n log n) at worst.
 */
final class RecordSort {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int[] starts = new int[DIGITS];

  void sort(FlushBuffer buffer) {
    for (int i = 0; i < buffer.count; i++) {
      buffer.order[i] = i;
    }
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      passByPrefix(buffer, shift);
    }
    for (int shift = 0; shift < Integer.SIZE; shift += DIGIT_BITS) {
      passByShuffleKey(buffer, shift);
    }
    sortEqualPrefixes(buffer);
  }

  private void passByPrefix(FlushBuffer buffer, int shift) {
    Arrays.fill(starts, 0);
    long[] prefixes = buffer.prefixes;
    for (int i = 0; i < buffer.count; i++) {
      starts[prefixDigit(prefixes[i], shift)]++;
    }
    if (isOneDigit(buffer.count)) {
      return;
    }
    int[] from = buffer.order;
    int[] to = buffer.spare;
    for (int i = 0; i < buffer.count; i++) {
      to[starts[prefixDigit(prefixes[from[i]], shift)]++] = from[i];
    }
    buffer.order = to;
    buffer.spare = from;
  }

  private void passByShuffleKey(FlushBuffer buffer, int shift) {
    Arrays.fill(starts, 0);
    int[] keys = buffer.shuffleKeys;
    for (int i = 0; i < buffer.count; i++) {
      starts[keyDigit(keys[i], shift)]++;
    }
    if (isOneDigit(buffer.count)) {
      return;
    }
    int[] from = buffer.order;
    int[] to = buffer.spare;
    for (int i = 0; i < buffer.count; i++) {
      to[starts[keyDigit(keys[from[i]], shift)]++] = from[i];
    }
    buffer.order = to;
    buffer.spare = from;
  }

  /** Turns counts into start positions, unless all records share the digit. */
  private boolean isOneDigit(int count) {
    int sum = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int n = starts[digit];
      if (n == count) {
        return true;
      }
      starts[digit] = sum;
      sum += n;
    }
    return false;
  }

  /** Prefixes carry a flipped sign bit; flipping it back gives the unsigned order of digits. */
  private static int prefixDigit(long prefix, int shift) {
    return (int) ((prefix ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
  }

  private static int keyDigit(int key, int shift) {
    return (key >>> shift) & (DIGITS - 1);
  }

  private static void sortEqualPrefixes(FlushBuffer buffer) {
    int from = 0;
    while (from < buffer.count) {
      int first = buffer.order[from];
      int to = from + 1;
      while (to < buffer.count && sameRange(buffer, first, buffer.order[to])) {
        to++;
      }
      while (to - from > 1 && mergeRuns(buffer, from, to)) {}
      from = to;
    }
  }

  private static boolean sameRange(FlushBuffer buffer, int a, int b) {
    return buffer.prefixes[a] == buffer.prefixes[b]
        && buffer.shuffleKeys[a] == buffer.shuffleKeys[b];
  }

  /** Merges neighbouring pairs of ascending runs; false when there was only one run. */
  private static boolean mergeRuns(FlushBuffer buffer, int from, int to) {
    int middle = runEnd(buffer, from, to);
    if (middle == to) {
      return false;
    }
    int start = from;
    while (middle < to) {
      int end = runEnd(buffer, middle, to);
      merge(buffer, start, middle, end);
      start = end;
      middle = end < to ? runEnd(buffer, end, to) : to;
    }
    return true;
  }

  private static int runEnd(FlushBuffer buffer, int from, int to) {
    int end = from + 1;
    while (end < to && buffer.compare(buffer.order[end - 1], buffer.order[end]) <= 0) {
      end++;
    }
    return end;
  }

  private static void merge(FlushBuffer buffer, int from, int middle, int to) {
    int[] order = buffer.order;
    int[] left = buffer.spare;
    System.arraycopy(order, from, left, from, middle - from);
    int a = from;
    int b = middle;
    int out = from;
    while (a < middle && b < to) {
      order[out++] = buffer.compare(left[a], order[b]) <= 0 ? left[a++] : order[b++];
    }
    System.arraycopy(left, a, order, out, middle - a);
  }
}
