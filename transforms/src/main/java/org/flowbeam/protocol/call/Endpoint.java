package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;

/**
 * Where a call wants its media.
 *
 * @param fromNanos from when on streams may be its own
 * @param toNanos until when
 * @param announcedNanos when it was announced
 * @param endNanos end of the call, or when another endpoint took its place; of a call without an
 *     end, its last message
 * @param by who announced it: an address, with the port where that tells one program from another
 * @param signalling whether the address is not that of SDP, but where the signalling came from
 */
record Endpoint(
    long fromNanos,
    long toNanos,
    long announcedNanos,
    long endNanos,
    String callId,
    String by,
    boolean signalling,
    Media media) {
  void write(RecordWriter to, String group) {
    to.group(group).time(fromNanos).u8(MediaEndpoints.ENDPOINT);
    to.number(toNanos).number(announcedNanos).number(endNanos);
    media.write(to.text(callId).text(by).u8(signalling ? 1 : 0)).writeFor(MediaEndpoints.INSTANCE);
  }

  /**
   * Whether two calls have it as legs of one call do: somebody passes on what the other announced,
   * and most of the time both are there. The next call of the same program is none.
   */
  boolean isPassedOn(Endpoint later) {
    long end = Math.min(endNanos, later.endNanos);
    long together = end - later.announcedNanos;
    long shorter = Math.min(endNanos - announcedNanos, later.endNanos - later.announcedNanos);
    boolean meet = endNanos > later.announcedNanos && 2 * together >= shorter;
    return meet && !signalling && !later.signalling && !by.equals(later.by);
  }

  static Endpoint read(RecordReader from, long fromNanos) {
    long to = from.number();
    long announced = from.number();
    long end = from.number();
    String callId = from.text();
    String by = from.text();
    boolean signalling = from.u8() == 1;
    return new Endpoint(fromNanos, to, announced, end, callId, by, signalling, Media.read(from));
  }
}
