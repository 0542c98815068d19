package org.flowbeam.format.content;

import java.util.Arrays;

/**
 * Shannon's entropy of the first {@link FileContent#MEASURED_BYTES} of one file after the other.
 */
final class Entropy {
  private static final int VALUES = 256;

  private int[] counts = new int[0];
  private int total;

  void begin() {
    if (counts.length == 0) {
      counts = new int[VALUES];
    }
    Arrays.fill(counts, 0);
    total = 0;
  }

  void add(byte[] bytes, int offset, int length) {
    int end = offset + Math.min(length, FileContent.MEASURED_BYTES - total);
    for (int i = offset; i < end; i++) {
      counts[bytes[i] & 0xFF]++;
    }
    total += end - offset;
  }

  /** From 0, all alike, to 8. */
  double bitsPerByte() {
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        bits -= share * Math.log(share);
      }
    }
    return bits / Math.log(2) + 0.0; // no negative zero
  }
}
