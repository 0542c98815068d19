package org.flowbeam.session;

import java.util.Arrays;

/**
 * What both sides of a flow sent while its protocol is not known, in order, to be replayed to the
 * parser that is chosen. Holds {@link #CAP_BYTES} and one piece more per side; older bytes of a
 * side are let go of from the front when its owner says so. Reused for one flow after the other.
 */
final class ProbeBuffer {
  /** Enough for a ClientHello with large key shares; what is longer is not recognised. */
  static final int CAP_BYTES = 16 << 10;

  static final int DATA = 0;
  static final int GAP = 1;
  static final int FIN = 2;

  private static final int FIRST_PIECES = 16;

  private final byte[][] bytes = {new byte[2048], new byte[2048]};
  private final int[] lengths = new int[2];

  private int pieces;
  private byte[] kinds = new byte[FIRST_PIECES];
  private boolean[] fromB = new boolean[FIRST_PIECES];
  private long[] sizes = new long[FIRST_PIECES];
  private long[] offsets = new long[FIRST_PIECES];
  private long[] times = new long[FIRST_PIECES];

  void clear() {
    pieces = 0;
    lengths[0] = 0;
    lengths[1] = 0;
  }

  /** Appends bytes of a side, copied. */
  void data(boolean byB, byte[] from, int offset, int length, long streamOffset, long timeNanos) {
    int side = side(byB);
    int end = lengths[side] + length;
    if (end > bytes[side].length) {
      bytes[side] = Arrays.copyOf(bytes[side], Math.max(end, 2 * bytes[side].length));
    }
    System.arraycopy(from, offset, bytes[side], lengths[side], length);
    lengths[side] = end;
    int last = pieces - 1;
    if (last >= 0 && kinds[last] == DATA && fromB[last] == byB && times[last] == timeNanos) {
      sizes[last] += length;
    } else {
      add(DATA, byB, length, streamOffset, timeNanos);
    }
  }

  void gap(boolean byB, long lengthBytes, long streamOffset, long timeNanos) {
    add(GAP, byB, lengthBytes, streamOffset, timeNanos);
  }

  void fin(boolean byB, long timeNanos) {
    add(FIN, byB, 0, 0, timeNanos);
  }

  private void add(int kind, boolean byB, long size, long streamOffset, long timeNanos) {
    if (pieces == kinds.length) {
      int more = 2 * pieces;
      kinds = Arrays.copyOf(kinds, more);
      fromB = Arrays.copyOf(fromB, more);
      sizes = Arrays.copyOf(sizes, more);
      offsets = Arrays.copyOf(offsets, more);
      times = Arrays.copyOf(times, more);
    }
    kinds[pieces] = (byte) kind;
    fromB[pieces] = byB;
    sizes[pieces] = size;
    offsets[pieces] = streamOffset;
    times[pieces++] = timeNanos;
  }

  /** All bytes of a side, from 0 to {@link #length}, gaps left out. */
  byte[] bytes(boolean ofB) {
    return bytes[side(ofB)];
  }

  int length(boolean ofB) {
    return lengths[side(ofB)];
  }

  int pieces() {
    return pieces;
  }

  /** {@link #DATA}, {@link #GAP} or {@link #FIN}. */
  int kind(int piece) {
    return kinds[piece];
  }

  boolean fromB(int piece) {
    return fromB[piece];
  }

  /** Bytes of the piece. */
  long size(int piece) {
    return sizes[piece];
  }

  long streamOffset(int piece) {
    return offsets[piece];
  }

  long timeNanos(int piece) {
    return times[piece];
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
