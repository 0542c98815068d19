package org.flowbeam.session;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Finds the protocol of a pair of streams by what either side sent first, or else behind a preface,
 * and keeps that until it is found: {@link #CAP_BYTES} per side and hole. What a side sends beyond
 * that, when its first bytes were nobody's, is let go of. Reused.
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
  private final PrefaceSearch search;

  /** No protocol wants the first bytes of either side. */
  private boolean searching;

  private int portOfA;
  private int portOfB;
  private boolean foundFromB;

  Prober(Dispatch dispatch) {
    detections = new Detection[] {new Detection(dispatch), new Detection(dispatch)};
    search = new PrefaceSearch(dispatch);
  }

  /** Turns to another pair of streams. */
  void begin(int portOfA, int portOfB) {
    this.portOfA = portOfA;
    this.portOfB = portOfB;
    searching = false;
    held.clear();
    for (int side = 0; side < 2; side++) {
      detections[side].begin();
      probeFrom[side] = 0;
      letGoBytes[side] = 0;
    }
  }

  /** How much of the next bytes of a side are to be kept or probed together. */
  int room(boolean fromB) {
    if (searching) {
      return Integer.MAX_VALUE;
    }
    boolean rejected = detections[side(fromB)].isRejected();
    return Math.max(0, CAP_BYTES - (rejected ? held.length(fromB) : probedBytes(fromB)));
  }

  /**
   * Keeps bytes of a side, or lets go of them.
   *
   * @return whether they are kept
   */
  boolean keep(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    if (room(fromB) == 0 && detections[side(fromB)].isRejected()) {
      letGoBytes[side(fromB)] += length;
      return false;
    }
    held.data(fromB, array, offset, length, at, timeNanos);
    return true;
  }

  void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {
    int side = side(fromB);
    held.gap(fromB, lengthBytes, at, timeNanos);
    if (searching) {
      search.gap(fromB, lengthBytes, at, timeNanos);
      return;
    }
    probeFrom[side] = held.length(fromB);
    detections[side].reset();
  }

  void fin(boolean fromB, long timeNanos) {
    held.fin(fromB, timeNanos);
  }

  /**
   * Whether a protocol is found now that this side has sent more.
   *
   * @param length of what it has sent
   */
  boolean probe(boolean fromB, int length) {
    if (searching) {
      search.data(fromB, held.bytes(fromB), held.length(fromB) - length, length, -1, 0);
      return search.isFound();
    }
    boolean otherWaits = detections[side(!fromB)].isUndecided();
    if (probe(fromB, false) || (otherWaits && probe(!fromB, false))) {
      return true;
    }
    return detections[0].isRejected() && detections[1].isRejected() && search();
  }

  /** Looks behind what was kept, which nobody wants. */
  private boolean search() {
    searching = true;
    search.begin(held, portOfA, portOfB);
    held.replay(search);
    return search.isFound();
  }

  /** Whether a protocol is found now that neither side sends more. */
  boolean probeLast() {
    boolean found = !searching && (probe(false, true) || probe(true, true) || search());
    return found || (searching && search.settle());
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

  /** Whether no protocol wants what either side sent, nor begins behind it. */
  boolean isHopeless() {
    return searching && search.isOver();
  }

  /** What was found, when a probe said so. */
  Protocol found() {
    return searching ? search.found() : detections[side(foundFromB)].found();
  }

  /** What its bytes said about who sent them. */
  Match match() {
    return searching ? search.match() : detections[side(foundFromB)].match();
  }

  /** The side whose bytes told. */
  boolean foundFromB() {
    return searching ? search.foundFromB() : foundFromB;
  }

  /** How much of what is kept of a side comes before what was found. */
  int prefaceBytes(boolean ofB) {
    return searching ? search.prefaceBytes(ofB) : 0;
  }

  /** How much is kept of a side. */
  int keptBytes(boolean ofB) {
    return held.length(ofB);
  }

  /**
   * Lets a reader have what was kept from where the protocol begins, and what was let go of as
   * gaps. In the midst of it this object may begin anew.
   */
  void replay(PieceReader<RuntimeException> reader, long nowNanos) {
    PieceBuffer all = held;
    held = spare == null ? new PieceBuffer() : spare;
    spare = null;
    long letGoOfA = letGoBytes[0];
    long letGoOfB = letGoBytes[1];
    all.replay(searching ? new BehindPreface(search, reader) : reader);
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

  /** Passes on what comes behind the preface of each side. */
  private static final class BehindPreface implements PieceReader<RuntimeException> {
    private final PieceReader<RuntimeException> reader;
    private final int[] left = new int[2];
    private final boolean[] claimed = new boolean[2];

    /** A gap right in front of bytes that told is still of the preface. */
    private final boolean[] inPreface = new boolean[2];

    BehindPreface(PrefaceSearch search, PieceReader<RuntimeException> reader) {
      this.reader = reader;
      for (int side = 0; side < 2; side++) {
        left[side] = search.prefaceBytes(side == 1);
        claimed[side] = search.isClaimed(side == 1);
        inPreface[side] = left[side] > 0 || claimed[side];
      }
    }

    @Override
    public void data(boolean byB, byte[] array, int offset, int length, long at, long timeNanos) {
      int side = side(byB);
      int skipped = Math.min(left[side], length);
      left[side] -= skipped;
      inPreface[side] &= skipped == length && (left[side] > 0 || claimed[side]);
      if (skipped < length) {
        long from = at < 0 ? at : at + skipped;
        reader.data(byB, array, offset + skipped, length - skipped, from, timeNanos);
      }
    }

    @Override
    public void gap(boolean byB, long lengthBytes, long at, long timeNanos) {
      if (!inPreface[side(byB)]) {
        reader.gap(byB, lengthBytes, at, timeNanos);
      }
    }

    @Override
    public void fin(boolean byB, long timeNanos) {
      reader.fin(byB, timeNanos);
    }
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
