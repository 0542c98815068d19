package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;

/**
 * A call that may own a stream.
 *
 * @param rank 0 sent to the announced endpoint, 1 from it, 2 the announced port where the
 *     signalling came from
 * @param overlapNanos how long both were there
 * @param announcedNanos when the endpoint was announced
 */
record Candidate(int rank, long overlapNanos, long announcedNanos, String callId, Media media) {
  private static final String[] MATCHES = {"dst", "src", "signalling"};

  /** Whether a stream is rather this call's. */
  boolean isBetterThan(Candidate other) {
    return !other.isAsGoodAs(rank, overlapNanos, announcedNanos, callId);
  }

  /**
   * Whether no other candidate with these values would be better: thousands are asked about, and
   * few are made.
   */
  boolean isAsGoodAs(int otherRank, long otherOverlap, long otherAnnounced, String otherCall) {
    if (rank != otherRank) {
      return rank < otherRank;
    }
    if (overlapNanos != otherOverlap) {
      return overlapNanos > otherOverlap;
    }
    if (announcedNanos != otherAnnounced) {
      return announcedNanos > otherAnnounced;
    }
    return callId.compareTo(otherCall) <= 0;
  }

  String match() {
    return MATCHES[rank];
  }

  RecordWriter write(RecordWriter to) {
    return media.write(to.u8(rank).number(overlapNanos).number(announcedNanos).text(callId));
  }

  static Candidate read(RecordReader from) {
    return new Candidate(from.u8(), from.number(), from.number(), from.text(), Media.read(from));
  }
}
