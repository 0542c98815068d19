package org.flowbeam.session;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.FlowContext;
import org.jspecify.annotations.Nullable;

/**
 * One side of a conversation whose parser waits for what the other side says: what it sent
 * meanwhile, at most {@link FlowContext#MAX_HELD_BYTES} in {@link #MAX_PIECES} packets.
 */
final class HeldSide {
  /** No byte of the current call is to be held. */
  static final int NOTHING_YET = Integer.MAX_VALUE;

  static final int MAX_PIECES = 256;

  private @Nullable PieceBuffer pieces;
  private int from = NOTHING_YET;
  private boolean released;
  private long droppedBytes;

  /** Holds from now on, of the data of the current call from this position on. */
  void hold(int from) {
    this.from = from;
    released = false;
    if (pieces == null) {
      pieces = new PieceBuffer();
    }
  }

  boolean isHeld() {
    return pieces != null;
  }

  /** From where the data of the call that ended is held. */
  int takeFrom() {
    int position = from;
    from = NOTHING_YET;
    return position;
  }

  /** Releases at the end of the current call. */
  void releaseLater() {
    released = pieces != null;
  }

  boolean isReleased() {
    return released;
  }

  /** Keeps bytes; false when they are too many, and nothing was kept of them. */
  boolean keep(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    PieceBuffer buffer = pieces;
    if (buffer == null
        || droppedBytes > 0
        || buffer.length(fromB) + length > FlowContext.MAX_HELD_BYTES
        || buffer.pieces() >= MAX_PIECES) {
      return false;
    }
    buffer.data(fromB, array, offset, length, at, timeNanos);
    return true;
  }

  /** Drops what was kept and so many bytes more; returns how many bytes that is in all. */
  long drop(int moreBytes) {
    long dropped = moreBytes;
    if (pieces != null) {
      dropped += pieces.length(false) + pieces.length(true);
      pieces.clear();
    }
    droppedBytes += dropped;
    return dropped;
  }

  boolean hasDropped() {
    return droppedBytes > 0;
  }

  void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {
    if (droppedBytes > 0) {
      droppedBytes += lengthBytes;
    } else if (pieces != null) {
      pieces.gap(fromB, lengthBytes, at, timeNanos);
    }
  }

  void fin(boolean fromB, long timeNanos) {
    if (pieces != null) {
      pieces.fin(fromB, timeNanos);
    }
  }

  /** What was kept; lent until the next call. */
  Bytes bytes(boolean ofB) {
    return pieces == null ? Bytes.of() : new Bytes().wrap(pieces.bytes(ofB), 0, pieces.length(ofB));
  }

  /** Holds no more, and gives out what was kept. */
  PieceBuffer takePieces() {
    PieceBuffer taken = pieces == null ? new PieceBuffer() : pieces;
    pieces = null;
    released = false;
    from = NOTHING_YET;
    return taken;
  }

  /** Of a side that is released, how much could not be kept. */
  long takeDropped() {
    long dropped = droppedBytes;
    droppedBytes = 0;
    return dropped;
  }

  /** Holds no more, and appends what was kept, and how much was not, to a buffer. */
  void moveTo(PieceBuffer buffer, boolean ofB, long nowNanos) {
    long dropped = takeDropped();
    takePieces().replay(buffer);
    if (dropped > 0) {
      buffer.gap(ofB, dropped, -1, nowNanos);
    }
  }
}
