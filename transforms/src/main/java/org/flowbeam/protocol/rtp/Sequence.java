package org.flowbeam.protocol.rtp;

import java.util.Arrays;

/**
 * Sequence numbers of one stream (RFC 3550 A.1, A.3): what is missing, came again, came late, began
 * anew. Remembers the last {@link #WINDOW} numbers.
 */
final class Sequence {
  private static final int WINDOW = 1024;
  private static final int MODULUS = 1 << 16;
  private static final int MAX_DROPOUT = 3000;

  /** Steps up to here are those of a stream, not of chance. */
  private static final int MAX_STEP = 100;

  private final long[] seen = new long[WINDOW / Long.SIZE];
  private boolean begun;
  private int highest;
  private long highestExtended;
  private long firstExtended;
  private long expectedBefore;
  private long distinct;

  /** What would confirm the last jump; -1 when there was none. */
  private int confirming = -1;

  long duplicates;
  long reordered;
  long restarts;
  long maxGap;

  /** What rule R counts: steps of -100 to 100. */
  long advances;

  /** Whether the last number was a stray or began anew: it has no distance to those before. */
  boolean jumped;

  /** Takes the next number; returns false for one that came before. */
  boolean next(int sequence) {
    jumped = false;
    if (!begun) {
      begun = true;
      begin(sequence);
      return true;
    }
    int step = (sequence - highest) & (MODULUS - 1);
    if (step == 0) {
      duplicates++;
      return false;
    }
    if (step < MAX_DROPOUT) {
      forward(sequence, step);
      return true;
    }
    if (MODULUS - step < WINDOW) {
      return backward(MODULUS - step);
    }
    jumped = true;
    if (confirming == ((sequence + 1) & (MODULUS - 1))) {
      duplicates++;
      return false;
    }
    jump(sequence);
    return true;
  }

  private void begin(int sequence) {
    Arrays.fill(seen, 0);
    highest = sequence;
    firstExtended = sequence;
    highestExtended = sequence;
    mark(sequence);
    distinct++;
  }

  private void forward(int sequence, int step) {
    advances += step <= MAX_STEP ? 1 : 0;
    maxGap = Math.max(maxGap, step - 1);
    for (int i = 1; i <= Math.min(step, WINDOW); i++) {
      clear(highest + i);
    }
    highest = sequence;
    highestExtended += step;
    mark(sequence);
    distinct++;
    confirming = -1;
  }

  private boolean backward(int back) {
    int sequence = highest - back;
    if (isMarked(sequence)) {
      duplicates++;
      return false;
    }
    advances += back <= MAX_STEP ? 1 : 0;
    reordered++;
    mark(sequence);
    distinct++;
    firstExtended = Math.min(firstExtended, highestExtended - back);
    return true;
  }

  /** Two in a row behind a jump are a new begin; one alone is a stray. */
  private void jump(int sequence) {
    if (sequence == confirming) {
      expectedBefore += highestExtended - firstExtended + 1;
      restarts++;
      confirming = -1;
      begin((sequence - 1) & (MODULUS - 1));
      forward(sequence, 1);
    } else {
      confirming = (sequence + 1) & (MODULUS - 1);
    }
  }

  private void mark(int sequence) {
    int bit = sequence & (WINDOW - 1);
    seen[bit >> 6] |= 1L << bit;
  }

  private void clear(int sequence) {
    int bit = sequence & (WINDOW - 1);
    seen[bit >> 6] &= ~(1L << bit);
  }

  private boolean isMarked(int sequence) {
    int bit = sequence & (WINDOW - 1);
    return (seen[bit >> 6] & 1L << bit) != 0;
  }

  /** The lowest number since they last began anew. */
  int first() {
    return (int) firstExtended & (MODULUS - 1);
  }

  long expected() {
    return begun ? expectedBefore + highestExtended - firstExtended + 1 : 0;
  }

  /** Different numbers that came, strays left out. */
  long distinct() {
    return distinct;
  }
}
