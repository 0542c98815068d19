package org.flowbeam.protocol.call;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.sdp.IceCandidate;
import org.flowbeam.format.sdp.SdpMedia;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;

/**
 * What a media line tells beside its columns.
 *
 * @param ports how many ports it has, every second one
 * @param candidates where else its media may be sent to
 */
record MediaLine(int ports, List<IceCandidate> candidates) {
  /** One without any of that. */
  static final MediaLine PLAIN = new MediaLine(1, List.of());

  static void write(RecordWriter to, SdpMedia media) {
    to.u8(media.ports()).u8(media.candidates().size());
    for (IceCandidate candidate : media.candidates()) {
      to.text(candidate.address()).number(candidate.port());
    }
  }

  static MediaLine read(RecordReader from) {
    int ports = from.u8();
    int count = from.u8();
    List<IceCandidate> candidates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      candidates.add(new IceCandidate(from.text(), (int) from.number()));
    }
    return new MediaLine(ports, candidates);
  }
}
