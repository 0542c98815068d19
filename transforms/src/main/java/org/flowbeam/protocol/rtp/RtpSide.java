package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one side of a flow sent: its streams, at most {@link #MAX_STREAMS}, and all the rest. */
final class RtpSide {
  static final int MAX_STREAMS = 64;

  /** Streams that only SDP can confirm. */
  private static final int MAX_WEAK = 4;

  private final List<RtpStream> streams = new ArrayList<>(1);

  /** Datagrams that are neither RTP nor of a protocol that shares its ports. */
  long others;

  /** Candidates of streams that are not counted. */
  long beyond;

  private @Nullable RtpStream last;

  void next(RtpPacket packet, long timeNanos) {
    RtpStream stream = stream(packet.ssrc);
    if (stream == null) {
      beyond++;
    } else {
      stream.next(packet, timeNanos);
    }
  }

  private @Nullable RtpStream stream(int ssrc) {
    if (last != null && last.ssrc == ssrc) {
      return last;
    }
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).ssrc == ssrc) {
        last = streams.get(i);
        return last;
      }
    }
    if (streams.size() == MAX_STREAMS) {
      return null;
    }
    RtpStream stream = new RtpStream(ssrc);
    streams.add(stream);
    last = stream;
    return stream;
  }

  /** Whether at least half of the datagrams belong to streams. */
  boolean isRtp() {
    long all = others + beyond;
    long accepted = 0;
    for (RtpStream stream : streams) {
      long datagrams = stream.packets + stream.sequence.duplicates;
      all += datagrams;
      accepted += stream.isRtp() ? datagrams : 0;
    }
    return accepted > 0 && 2 * accepted >= all;
  }

  /** Those of rule R. */
  List<RtpStream> accepted() {
    return isRtp() ? streams.stream().filter(RtpStream::isRtp).toList() : List.of();
  }

  /** A few of the others. */
  List<RtpStream> weak() {
    boolean rtp = isRtp();
    return streams.stream().filter(each -> !(rtp && each.isRtp())).limit(MAX_WEAK).toList();
  }
}
