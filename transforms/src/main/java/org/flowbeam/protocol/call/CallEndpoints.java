package org.flowbeam.protocol.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipRow;

/**
 * The endpoints that the SDP of one call announces, each until the same side announces another in
 * its place. At most {@link #MAX_ENDPOINTS}.
 */
final class CallEndpoints {
  private static final int MAX_ENDPOINTS = 1024;
  private static final long SECOND = 1_000_000_000L;

  /** Packets may be captured before the message that announces them. */
  private static final long HEAD_NANOS = 2 * SECOND;

  /** An endpoint of one side, one hop and one media line. */
  private static final class Announced {
    final String address;
    final int port;
    final boolean signalling;
    final long fromNanos;
    int rtcpPort;
    Media media;
    long endNanos = Long.MAX_VALUE;

    Announced(
        String address, int port, int rtcpPort, boolean signalling, long fromNanos, Media media) {
      this.address = address;
      this.port = port;
      this.rtcpPort = rtcpPort;
      this.signalling = signalling;
      this.fromNanos = fromNanos;
      this.media = media;
    }
  }

  private final Map<String, Announced> current = new TreeMap<>();
  private final List<Announced> past = new ArrayList<>(0);
  private int count;
  private long firstBeyondNanos = -1;
  private final long tailNanos;

  /**
   * @param tailNanos packets may come so long when the call is over
   */
  CallEndpoints(long tailNanos) {
    this.tailNanos = tailNanos;
  }

  /**
   * Takes the next message.
   *
   * @param ports how many ports each of its media lines has, every second one
   */
  void add(SipRow message, int[] ports, long timeNanos) {
    List<SdpMediaRow> lines = message.getSdpMedia();
    if (lines == null) {
      return;
    }
    String tag = message.getMethod() == null ? message.getToTag() : message.getFromTag();
    String sender = message.getIsOrig() ? message.getSrcIp() : message.getDstIp();
    for (int i = 0; i < lines.size(); i++) {
      int count = lines.get(i).getPort() == 0 ? 0 : i < ports.length ? ports[i] : 1;
      for (int n = 0; n < count; n++) {
        announce(tag + " " + sender + " " + i + " " + n, sender, lines.get(i), 2 * n, timeNanos);
      }
    }
  }

  private void announce(String key, String sender, SdpMediaRow line, int ahead, long timeNanos) {
    String address = line.getAddress();
    int port = line.getPort() + ahead;
    Integer told = line.getRtcpPort();
    int rtcp = told != null && told > 0 ? told + ahead : line.getRtcpMux() ? port : port + 1;
    Media media = Media.of(line);
    if (address != null) {
      announce(key, new Announced(address, port, rtcp, false, timeNanos, media));
    }
    if (!sender.equals(address)) {
      String other = key + " signalling";
      announce(other, new Announced(sender, port, rtcp, true, timeNanos, media));
    }
  }

  private void announce(String key, Announced next) {
    Announced known = current.get(key);
    if (known != null && known.address.equals(next.address) && known.port == next.port) {
      known.rtcpPort = next.rtcpPort;
      known.media =
          next.media.formats().length() > known.media.formats().length() ? next.media : known.media;
      return;
    }
    if (count == MAX_ENDPOINTS) {
      firstBeyondNanos = firstBeyondNanos < 0 ? next.fromNanos : firstBeyondNanos;
      return;
    }
    count++;
    if (known != null) {
      known.endNanos = next.fromNanos;
      past.add(known);
    }
    current.put(key, next);
  }

  /** Gives them out when the end of the call is known. */
  void write(RecordWriter to, String callId, long endNanos, SummaryOutput out) {
    past.forEach(each -> write(to, callId, each, each.endNanos));
    current.values().forEach(each -> write(to, callId, each, Math.max(endNanos, each.fromNanos)));
    if (firstBeyondNanos >= 0) {
      CallTables.report(out, CallTables.TOO_MANY_ENDPOINTS, callId, Times.micros(firstBeyondNanos));
    }
  }

  private void write(RecordWriter to, String callId, Announced each, long endNanos) {
    Endpoint endpoint =
        new Endpoint(
            each.fromNanos - HEAD_NANOS,
            endNanos + tailNanos,
            each.fromNanos,
            endNanos,
            callId,
            each.signalling,
            each.media);
    endpoint.write(to, MediaEndpoints.group(false, each.address, each.port));
    endpoint.write(to, MediaEndpoints.group(true, each.address, each.rtcpPort));
  }
}
