package org.flowbeam.session;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * Finds the protocol of a pair of streams by what either side sent first, and keeps that until it
 * is found: {@link #CAP_BYTES} and one piece more per side. What a side sends beyond that, when its
 * first bytes were nobody's, is let go of. Reused.
 */
final class Prober {
  /** Enough for a ClientHello with large key shares; what is longer is not recognised. */
  static final int CAP_BYTES = 16 << 10;

  private final Detection[] detections;
  private final Evidence evidence = new Evidence();
  private PieceBuffer held = new PieceBuffer();
  private @Nullable PieceBuffer spare;

  /** Where in {@link #held} the bytes of a side begin that are probed: behind its last gap. */
  private final int[] probeFrom = new int[2];

  private final long[] letGoBytes = new long[2];
  private int portOfA;
  private int portOfB;
  private boolean foundFromB;

  Prober(Dispatch dispatch) {
    detections = new Detection[] {new Detection(dispatch), new Detection(dispatch)};
  }

  /** Turns to another pair of streams. */
  void begin(int portOfA, int portOfB) {
    this.portOfA = portOfA;
    this.portOfB = portOfB;
    held.clear();
    for (int side = 0; side < 2; side++) {
      detections[side].begin();
      probeFrom[side] = 0;
      letGoBytes[side] = 0;
    }
  }

  /**
   * Keeps bytes of a side, or lets go of them.
   *
   * @return whether they are kept
   */
  boolean keep(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    int side = side(fromB);
    if (detections[side].isRejected() && held.length(fromB) >= CAP_BYTES) {
      letGoBytes[side] += length;
      return false;
    }
    held.data(fromB, array, offset, length, at, timeNanos);
    return true;
  }

  void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {
    int side = side(fromB);
    held.gap(fromB, lengthBytes, at, timeNanos);
    probeFrom[side] = held.length(fromB);
    detections[side].reset();
  }

  void fin(boolean fromB, long timeNanos) {
    held.fin(fromB, timeNanos);
  }

  /** Whether a protocol is found now that this side has sent more. */
  boolean probe(boolean fromB) {
    boolean otherWaits = detections[side(!fromB)].isUndecided();
    return probe(fromB, false) || (otherWaits && probe(!fromB, false));
  }

  /** Whether a protocol is found now that neither side sends more. */
  boolean probeLast() {
    return probe(false, true) || probe(true, true);
  }

  private boolean probe(boolean fromB, boolean last) {
    Detection detection = detections[side(fromB)];
    int length = probedBytes(fromB);
    if (detection.isRejected() || length == 0) {
      return false;
    }
    evidence.between(false, fromB ? portOfB : portOfA, fromB ? portOfA : portOfB);
    window(fromB, evidence.start());
    window(!fromB, evidence.answer());
    foundFromB = fromB;
    boolean isLast = last || length >= CAP_BYTES;
    return detection.probe(evidence.last(isLast), isLast);
  }

  private void window(boolean ofB, Bytes to) {
    to.wrap(held.bytes(ofB), probeFrom[side(ofB)], probedBytes(ofB));
  }

  private int probedBytes(boolean ofB) {
    return held.length(ofB) - probeFrom[side(ofB)];
  }

  /** Whether no protocol wants what this side sent, and the other has sent nothing. */
  boolean isOneWayAndRejected(boolean fromB) {
    return detections[side(fromB)].isRejected() && held.length(!fromB) == 0;
  }

  /** All that was kept; lent until the next call. */
  PieceBuffer kept() {
    return held;
  }

  /** Whether no protocol wants what either side sent. */
  boolean isHopeless() {
    return detections[0].isRejected() && detections[1].isRejected();
  }

  /** What was found, when a probe said so. */
  Detection found() {
    return detections[side(foundFromB)];
  }

  /** The side whose bytes told. */
  boolean foundFromB() {
    return foundFromB;
  }

  /** How much is kept of a side. */
  int keptBytes(boolean ofB) {
    return held.length(ofB);
  }

  /**
   * Lets a reader have what was kept, and what was let go of as gaps. In the midst of it this
   * object may begin anew.
   */
  void replay(PieceReader<RuntimeException> reader, long nowNanos) {
    PieceBuffer all = held;
    held = spare == null ? new PieceBuffer() : spare;
    spare = null;
    long letGoOfA = letGoBytes[0];
    long letGoOfB = letGoBytes[1];
    all.replay(reader);
    letGo(false, letGoOfA, reader, nowNanos);
    letGo(true, letGoOfB, reader, nowNanos);
    all.clear();
    spare = all;
  }

  private static void letGo(
      boolean ofB, long bytes, PieceReader<RuntimeException> reader, long nowNanos) {
    if (bytes > 0) {
      reader.gap(ofB, bytes, -1, nowNanos);
    }
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
