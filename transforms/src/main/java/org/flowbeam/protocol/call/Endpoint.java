package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;

/**
 * Where a call wants its media.
 *
 * @param fromNanos from when on streams may be its own
 * @param toNanos until when
 * @param announcedNanos when it was announced
 * @param endNanos end of the call, or when another endpoint took its place
 * @param signalling whether the address is not that of SDP, but where the signalling came from
 */
record Endpoint(
    long fromNanos,
    long toNanos,
    long announcedNanos,
    long endNanos,
    String callId,
    boolean signalling,
    Media media) {
  void write(RecordWriter to, String group) {
    to.group(group).time(fromNanos).u8(MediaEndpoints.ENDPOINT);
    to.number(toNanos).number(announcedNanos).number(endNanos);
    media.write(to.text(callId).u8(signalling ? 1 : 0)).writeFor(MediaEndpoints.INSTANCE);
  }

  static Endpoint read(RecordReader from, long fromNanos) {
    long to = from.number();
    long announced = from.number();
    long end = from.number();
    String callId = from.text();
    boolean signalling = from.u8() == 1;
    return new Endpoint(fromNanos, to, announced, end, callId, signalling, Media.read(from));
  }
}
