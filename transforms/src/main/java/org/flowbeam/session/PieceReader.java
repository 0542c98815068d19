package org.flowbeam.session;

/** Takes what two sides sent, piece by piece, in order. */
interface PieceReader<X extends Exception> {
  /** Bytes of a side, lent. */
  void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) throws X;

  /** Bytes of a side that are not in the capture. */
  void gap(boolean fromB, long lengthBytes, long at, long timeNanos) throws X;

  /** A side sends nothing more. */
  void fin(boolean fromB, long timeNanos) throws X;
}
