package org.flowbeam.pipeline.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;

/** Calls packet by packet, at milliseconds of one capture. */
final class CallScene {
  static final String ALICE = "192.0.2.1";
  static final String BOB = "192.0.2.2";
  static final String CAROL = "192.0.2.3";
  static final String GATEWAY = "192.0.2.100";
  static final String NO_SDP = "";

  private static final long MILLI = 1_000_000;
  private static final String CRLF = "\r\n";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packet(long nanos, byte[] frame, boolean signalling) {}

  private final List<Packet> packets = new ArrayList<>();

  /** SDP with one address and these lines: {@code m=...}, {@code a=...}. */
  static String sdp(String address, String... lines) {
    List<String> all = new ArrayList<>(List.of("v=0", "o=- 1 1 IN IP4 " + address, "s=-"));
    all.addAll(List.of("c=IN IP4 " + address, "t=0 0"));
    all.addAll(List.of(lines));
    return String.join(CRLF, all) + CRLF;
  }

  /** SDP of PCMU on a port. */
  static String audio(String address, int port) {
    return sdp(address, "m=audio " + port + " RTP/AVP 0");
  }

  CallScene udp(long milli, String from, int fromPort, String to, int toPort, byte[] payload) {
    byte[] frame = Packets.ethernet().ipv4(from, to).udp(fromPort, toPort).payload(payload);
    packets.add(new Packet(PcapBuilder.START_NANOS + milli * MILLI, frame, fromPort == 5060));
    return this;
  }

  CallScene rtp(
      long milli,
      String from,
      int fromPort,
      String to,
      int toPort,
      int ssrc,
      int type,
      int sequence,
      int timestamp,
      byte... payload) {
    ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
    packet.put((byte) 0x80).put((byte) type).putShort((short) sequence);
    packet.putInt(timestamp).putInt(ssrc).put(payload);
    return udp(milli, from, fromPort, to, toPort, packet.array());
  }

  /** So many packets of PCMU, 20 ms apart. */
  CallScene stream(
      long milli, String from, int fromPort, String to, int toPort, int ssrc, int count) {
    for (int i = 0; i < count; i++) {
      rtp(milli + 20L * i, from, fromPort, to, toPort, ssrc, 0, i, 160 * i, new byte[160]);
    }
    return this;
  }

  /** An RTCP receiver report without blocks. */
  CallScene rtcp(long milli, String from, int fromPort, String to, int toPort, int ssrc) {
    ByteBuffer packet = ByteBuffer.allocate(8);
    packet.put((byte) 0x80).put((byte) 201).putShort((short) 1).putInt(ssrc);
    return udp(milli, from, fromPort, to, toPort, packet.array());
  }

  /** The messages of one Call-ID between two hosts. */
  Leg leg(String callId, String caller, String callee, String from, String to) {
    return new Leg(callId, caller, callee, from, to);
  }

  /**
   * Packets dealt at random to so many captures, each in the order of time. Those of one time go to
   * the same one, since nothing else says what came first.
   */
  byte[][] dealt(SplittableRandom random, int captures) {
    PcapBuilder[] hands = new PcapBuilder[captures];
    Arrays.setAll(hands, i -> PcapBuilder.pcap());
    int hand = 0;
    long before = -1;
    for (Packet packet : sorted()) {
      hand = packet.nanos == before ? hand : random.nextInt(captures);
      before = packet.nanos;
      hands[hand].packet(packet.nanos, packet.frame);
    }
    return Arrays.stream(hands).map(PcapBuilder::bytes).toArray(byte[][]::new);
  }

  /** Packets of signalling, or all others. */
  byte[] capture(boolean signalling) {
    PcapBuilder pcap = PcapBuilder.pcap();
    for (Packet packet : sorted()) {
      if (packet.signalling == signalling) {
        pcap.packet(packet.nanos, packet.frame);
      }
    }
    return pcap.bytes();
  }

  int count() {
    return packets.size();
  }

  byte[] capture() {
    return capture(0, packets.size());
  }

  /** Packets by time, from one on to another. */
  byte[] capture(int begin, int end) {
    PcapBuilder pcap = PcapBuilder.pcap();
    sorted().subList(begin, end).forEach(packet -> pcap.packet(packet.nanos, packet.frame));
    return pcap.bytes();
  }

  private List<Packet> sorted() {
    List<Packet> sorted = new ArrayList<>(packets);
    sorted.sort(Comparator.comparingLong(Packet::nanos));
    return sorted;
  }

  final class Leg {
    private final String callId;
    private final String caller;
    private final String callee;
    private final String from;
    private final String to;
    private String calleeTag = "b";

    Leg(String callId, String caller, String callee, String from, String to) {
      this.callId = callId;
      this.caller = caller;
      this.callee = callee;
      this.from = from;
      this.to = to;
    }

    /** Another branch of a fork answers from now on. */
    Leg fork(String tag) {
      calleeTag = tag;
      return this;
    }

    /** INVITE and its answers: rings after 100 ms, is answered after a second. */
    Leg answered(long milli, String offer, String answer, String... headers) {
      invite(milli, offer, headers);
      response(milli + 100, "180 Ringing", 1, "INVITE", NO_SDP);
      response(milli + 1000, "200 OK", 1, "INVITE", answer);
      return request(milli + 1010, true, "ACK", 1, NO_SDP);
    }

    Leg invite(long milli, String offer, String... headers) {
      String start = "INVITE sip:" + to + "@b.example SIP/2.0";
      return send(milli, true, start, party(from, "a"), party(to, ""), "1 INVITE", offer, headers);
    }

    /** A request inside of the call. */
    Leg request(
        long milli, boolean byCaller, String method, int cseq, String sdp, String... headers) {
      String start = method + " sip:x@" + (byCaller ? callee : caller) + " SIP/2.0";
      String one = party(from, "a");
      String other = party(to, calleeTag);
      return send(
          milli,
          byCaller,
          start,
          byCaller ? one : other,
          byCaller ? other : one,
          cseq + " " + method,
          sdp,
          headers);
    }

    /** The callee's answer to the caller. */
    Leg response(
        long milli, String status, int cseq, String method, String sdp, String... headers) {
      return send(
          milli,
          false,
          "SIP/2.0 " + status,
          party(from, "a"),
          party(to, calleeTag),
          cseq + " " + method,
          sdp,
          headers);
    }

    Leg bye(long milli, boolean byCaller) {
      return request(milli, byCaller, "BYE", 90, NO_SDP);
    }

    private static String party(String user, String tag) {
      return "<sip:" + user + "@x.example>" + (tag.isEmpty() ? "" : ";tag=" + tag);
    }

    private Leg send(
        long milli,
        boolean byCaller,
        String start,
        String fromParty,
        String toParty,
        String cseq,
        String body,
        String... headers) {
      List<String> lines = new ArrayList<>(List.of(start));
      lines.add("Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK" + cseq.replace(' ', '-'));
      lines.addAll(List.of("From: " + fromParty, "To: " + toParty, "Call-ID: " + callId));
      lines.add("CSeq: " + cseq);
      lines.addAll(List.of(headers));
      if (!body.isEmpty() && String.join("", headers).indexOf("Content-Type") < 0) {
        lines.add("Content-Type: application/sdp");
      }
      lines.add("Content-Length: " + body.length());
      String text = String.join(CRLF, lines) + CRLF + CRLF + body;
      udp(
          milli,
          byCaller ? caller : callee,
          5060,
          byCaller ? callee : caller,
          5060,
          text.getBytes(ISO_8859_1));
      return this;
    }
  }
}
