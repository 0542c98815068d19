package org.flowbeam.protocol.rtp;

/** The median of the steps of timestamps: the first {@link #KINDS} different ones are counted. */
final class Steps {
  private static final int KINDS = 16;

  private final int[] steps = new int[KINDS];
  private final long[] counts = new long[KINDS];
  private int kinds;

  void add(int step) {
    if (step <= 0) {
      return;
    }
    for (int i = 0; i < kinds; i++) {
      if (steps[i] == step) {
        counts[i]++;
        return;
      }
    }
    if (kinds < KINDS) {
      steps[kinds] = step;
      counts[kinds++] = 1;
    }
  }

  /** 0 when there is none. */
  int median() {
    long all = 0;
    for (int i = 0; i < kinds; i++) {
      all += counts[i];
    }
    for (int i = 0; i < kinds; i++) {
      long below = 0;
      for (int j = 0; j < kinds; j++) {
        below += steps[j] < steps[i] ? counts[j] : 0;
      }
      if (2 * below <= all && 2 * (below + counts[i]) > all) {
        return steps[i];
      }
    }
    return 0;
  }
}
