package org.flowbeam.stream;

import java.util.Arrays;

/**
 * The last {@value #BYTES} positions of a stream as they were handed on, to compare retransmissions
 * with. The array is allocated once.
 */
final class HandedOn {
  static final int BYTES = 64 * 1024;
  private static final int MASK = BYTES - 1;

  private final byte[] ring = new byte[BYTES];

  void add(long position, byte[] bytes, int offset, int length) {
    int skipped = Math.max(0, length - BYTES);
    int kept = length - skipped;
    int to = (int) (position + skipped) & MASK;
    int head = Math.min(kept, BYTES - to);
    System.arraycopy(bytes, offset + skipped, ring, to, head);
    System.arraycopy(bytes, offset + skipped + head, ring, 0, kept - head);
  }

  /** How many bytes differ; all positions were handed on and are among the last. */
  int differing(long position, byte[] bytes, int offset, int length) {
    int from = (int) position & MASK;
    int head = Math.min(length, BYTES - from);
    return differing(from, bytes, offset, head) + differing(0, bytes, offset + head, length - head);
  }

  private int differing(int from, byte[] bytes, int offset, int length) {
    int at = Arrays.mismatch(ring, from, from + length, bytes, offset, offset + length);
    int count = 0;
    for (int i = at; i >= 0 && i < length; i++) {
      count += ring[from + i] == bytes[offset + i] ? 0 : 1;
    }
    return count;
  }
}
