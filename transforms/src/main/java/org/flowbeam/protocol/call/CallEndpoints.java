package org.flowbeam.protocol.call;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.format.sdp.IceCandidate;
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
  private static final String SIGNALLING = " signalling";

  /** Packets may be captured before the message that announces them. */
  private static final long HEAD_NANOS = 2 * SECOND;

  /** An endpoint of one side, one hop and one media line. */
  private static final class Announced {
    final String address;
    final int port;
    final String by;
    final boolean signalling;
    final long fromNanos;
    Set<Integer> rtcpPorts;
    Media media;
    long endNanos = Long.MAX_VALUE;

    Announced(
        String address,
        int port,
        Set<Integer> rtcpPorts,
        String by,
        boolean signalling,
        long fromNanos,
        Media media) {
      this.address = address;
      this.port = port;
      this.rtcpPorts = rtcpPorts;
      this.by = by;
      this.signalling = signalling;
      this.fromNanos = fromNanos;
      this.media = media;
    }
  }

  private final TreeMap<String, Announced> current = new TreeMap<>();
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
   * @param more what its media lines tell beside their columns
   */
  void add(SipRow message, List<MediaLine> more, long timeNanos) {
    List<SdpMediaRow> lines = message.getSdpMedia();
    if (lines == null) {
      return;
    }
    boolean orig = message.getIsOrig();
    String tag = message.getMethod() == null ? message.getToTag() : message.getFromTag();
    String sender = orig ? message.getSrcIp() : message.getDstIp();
    int port = orig ? message.getSrcPort() : message.getDstPort();
    // Connections have any ports.
    String by = message.getTransport().equals("udp") ? sender + " " + port : sender;
    for (int i = 0; i < lines.size(); i++) {
      MediaLine line = i < more.size() ? more.get(i) : MediaLine.PLAIN;
      String key = tag + " " + sender + " " + i + " ";
      if (lines.get(i).getPort() == 0) {
        close(key, timeNanos);
      } else {
        announce(key, new Sender(sender, by), lines.get(i), line, timeNanos);
      }
    }
  }

  /**
   * Who sent SDP.
   *
   * @param address where it came from
   * @param name what tells him from others
   */
  private record Sender(String address, String name) {}

  private void announce(
      String key, Sender sender, SdpMediaRow line, MediaLine more, long timeNanos) {
    Media media = Media.of(line);
    for (int n = 0; n < more.ports(); n++) {
      int port = line.getPort() + 2 * n;
      Set<Integer> rtcp = rtcpPorts(line, port, 2 * n);
      String address = line.getAddress();
      if (address != null) {
        announce(key + n, new Announced(address, port, rtcp, sender.name, false, timeNanos, media));
      }
      if (!sender.address.equals(address)) {
        announce(
            key + n + SIGNALLING,
            new Announced(sender.address, port, rtcp, sender.name, true, timeNanos, media));
      }
    }
    int number = 0;
    for (IceCandidate each : more.candidates()) {
      Set<Integer> rtcp = Set.of(line.getRtcpMux() ? each.port() : each.port() + 1);
      announce(
          key + "candidate " + number++,
          new Announced(each.address(), each.port(), rtcp, sender.name, false, timeNanos, media));
    }
  }

  /** As told, else the next one; the same as well where one may do for both (RFC 5761). */
  private static Set<Integer> rtcpPorts(SdpMediaRow line, int port, int ahead) {
    Integer told = line.getRtcpPort();
    int own = told != null && told > 0 ? told + ahead : port + 1;
    return line.getRtcpMux() && own != port ? Set.of(own, port) : Set.of(own);
  }

  /** The media of a line is taken back. */
  private void close(String key, long timeNanos) {
    String next = key + Character.MAX_VALUE;
    for (Iterator<Announced> all = current.subMap(key, next).values().iterator(); all.hasNext(); ) {
      Announced known = all.next();
      known.endNanos = timeNanos;
      past.add(known);
      all.remove();
    }
  }

  private void announce(String key, Announced next) {
    Announced known = current.get(key);
    if (known != null && known.address.equals(next.address) && known.port == next.port) {
      known.rtcpPorts = next.rtcpPorts;
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

  /**
   * Gives them out when the end of the call is known.
   *
   * @param lastNanos when its last message was seen: of a call without an end nothing says that it
   *     lived longer
   */
  void write(RecordWriter to, String callId, long endNanos, long lastNanos, SummaryOutput out) {
    past.forEach(each -> write(to, callId, each, each.endNanos, lastNanos));
    for (Announced each : current.values()) {
      write(to, callId, each, Math.max(endNanos, each.fromNanos), lastNanos);
    }
    if (firstBeyondNanos >= 0) {
      CallTables.report(out, CallTables.TOO_MANY_ENDPOINTS, callId, Times.micros(firstBeyondNanos));
    }
  }

  private void write(
      RecordWriter to, String callId, Announced each, long endNanos, long lastNanos) {
    Endpoint endpoint =
        new Endpoint(
            each.fromNanos - HEAD_NANOS,
            endNanos + tailNanos,
            each.fromNanos,
            Math.min(endNanos, lastNanos),
            callId,
            each.by,
            each.signalling,
            each.media);
    endpoint.write(to, MediaEndpoints.group(false, each.address, each.port));
    for (int rtcpPort : each.rtcpPorts) {
      endpoint.write(to, MediaEndpoints.group(true, each.address, rtcpPort));
    }
  }
}
