package org.flowbeam.session;

import java.util.Arrays;

/**
 * What both sides of a conversation sent and nobody has read yet, in order, to be replayed: bytes,
 * gaps and ends. Its owner says how much it may hold. Reused.
 */
final class PieceBuffer implements PieceReader<RuntimeException> {
  static final int DATA = 0;
  static final int GAP = 1;
  static final int FIN = 2;

  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 2048;
  private static final int FIRST_PIECES = 4;

  private final byte[][] bytes = {NO_BYTES, NO_BYTES};
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
  @Override
  public void data(
      boolean byB, byte[] from, int offset, int length, long streamOffset, long timeNanos) {
    int side = side(byB);
    int end = lengths[side] + length;
    if (end > bytes[side].length) {
      int room = Math.max(FIRST_BYTES, Math.max(end, 2 * bytes[side].length));
      bytes[side] = Arrays.copyOf(bytes[side], room);
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

  @Override
  public void gap(boolean byB, long lengthBytes, long streamOffset, long timeNanos) {
    add(GAP, byB, lengthBytes, streamOffset, timeNanos);
  }

  @Override
  public void fin(boolean byB, long timeNanos) {
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

  /** Gives all pieces to a reader, in order. The reader must not change this buffer. */
  <X extends Exception> void replay(PieceReader<X> reader) throws X {
    int[] position = new int[2];
    for (int piece = 0; piece < pieces; piece++) {
      int side = side(fromB[piece]);
      give(piece, position[side], reader);
      position[side] += kinds[piece] == DATA ? (int) sizes[piece] : 0;
    }
  }

  private <X extends Exception> void give(int piece, int position, PieceReader<X> reader) throws X {
    boolean byB = fromB[piece];
    switch (kinds[piece]) {
      case DATA ->
          reader.data(
              byB, bytes[side(byB)], position, (int) sizes[piece], offsets[piece], times[piece]);
      case GAP -> reader.gap(byB, sizes[piece], offsets[piece], times[piece]);
      default -> reader.fin(byB, times[piece]);
    }
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

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
