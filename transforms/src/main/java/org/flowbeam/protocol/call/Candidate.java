package org.flowbeam.protocol.call;

import java.util.Comparator;
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
  /** The best first. */
  static final Comparator<Candidate> BEST =
      Comparator.comparingInt(Candidate::rank)
          .thenComparing(Comparator.comparingLong((Candidate c) -> -c.overlapNanos))
          .thenComparing(Comparator.comparingLong((Candidate c) -> -c.announcedNanos))
          .thenComparing(Candidate::callId);

  private static final String[] MATCHES = {"dst", "src", "signalling"};

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
