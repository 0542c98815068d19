package org.flowbeam.pipeline.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;

/**
 * A call of ten seconds between 192.0.2.1 and 192.0.2.2 whose media goes between 192.0.2.11:5004
 * and 192.0.2.12:6004. Of 500 packets of the caller three are lost, two come twice and one comes
 * late; he dials 4 and 2, each told by three packets. The callee sends 500, all of them there.
 */
final class CallTraffic {
  static final int CALLER_SSRC = 0x0a0b0c0d;
  static final int CALLEE_SSRC = 0x01020304;

  private static final long MILLI = 1_000_000;
  private static final String CRLF = "\r\n";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packet(long nanos, boolean media, byte[] frame) {}

  private final List<Packet> packets = new ArrayList<>();

  CallTraffic() {
    sip(0, true, "INVITE sip:+4930123456@b.example SIP/2.0", 1, "INVITE", "", sdp(".11", 5004));
    sip(20, false, "SIP/2.0 100 Trying", 1, "INVITE", "", "");
    sip(100, false, "SIP/2.0 180 Ringing", 1, "INVITE", ";tag=b", "");
    sip(2000, false, "SIP/2.0 200 OK", 1, "INVITE", ";tag=b", sdp(".12", 6004));
    sip(2050, true, "ACK sip:b@192.0.2.2 SIP/2.0", 1, "ACK", ";tag=b", "");
    for (int i = 0; i < 500; i++) {
      long at = 2100 + 20L * i;
      if (i != 100 && i != 101 && i != 300) {
        rtp(i == 200 ? at + 25 : at, true, 0, 65_000 + i, 160 * i, new byte[160]);
      }
      if (i == 50 || i == 400) {
        rtp(at + 1, true, 0, 65_000 + i, 160 * i, new byte[160]);
      }
      rtp(at + 5, false, 0, 100 + i, 0xffff_ff00 + 160 * i, new byte[160]);
    }
    digit(4, 12_200, 65_500, 81_000);
    digit(2, 12_400, 65_503, 82_600);
    sip(12_600, true, "BYE sip:b@192.0.2.2 SIP/2.0", 2, "BYE", ";tag=b", "");
    sip(12_610, false, "SIP/2.0 200 OK", 2, "BYE", ";tag=b", "");
    packets.sort(Comparator.comparingLong(Packet::nanos));
  }

  private static String sdp(String host, int port) {
    return String.join(
        CRLF,
        "v=0",
        "o=- 1 1 IN IP4 192.0.2" + host,
        "s=-",
        "c=IN IP4 192.0.2" + host,
        "t=0 0",
        "m=audio " + port + " RTP/AVP 0 101",
        "a=rtpmap:101 telephone-event/8000",
        "");
  }

  private void sip(
      long milli,
      boolean byCaller,
      String start,
      int cseq,
      String method,
      String toTag,
      String body) {
    String text =
        String.join(
            CRLF,
            start,
            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + cseq,
            "From: Alice <sip:alice@a.example>;tag=a",
            "To: <sip:+4930123456@b.example>" + toTag,
            "Call-ID: call-1",
            "CSeq: " + cseq + " " + method,
            "Content-Type: application/sdp",
            "Content-Length: " + body.length(),
            "",
            body);
    String caller = "192.0.2.1";
    String callee = "192.0.2.2";
    byte[] frame =
        Packets.ethernet()
            .ipv4(byCaller ? caller : callee, byCaller ? callee : caller)
            .udp(5060, 5060)
            .payload(text.getBytes(ISO_8859_1));
    packets.add(new Packet(PcapBuilder.START_NANOS + milli * MILLI, false, frame));
  }

  private void rtp(
      long milli, boolean byCaller, int type, int sequence, int timestamp, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
    packet.put((byte) 0x80).put((byte) type).putShort((short) sequence).putInt(timestamp);
    packet.putInt(byCaller ? CALLER_SSRC : CALLEE_SSRC).put(payload);
    String caller = "192.0.2.11";
    String callee = "192.0.2.12";
    byte[] frame =
        Packets.ethernet()
            .ipv4(byCaller ? caller : callee, byCaller ? callee : caller)
            .udp(byCaller ? 5004 : 6004, byCaller ? 6004 : 5004)
            .payload(packet.array());
    packets.add(new Packet(PcapBuilder.START_NANOS + milli * MILLI, true, frame));
  }

  /** Three packets of one event that lasts 100 ms. */
  private void digit(int digit, long milli, int sequence, int timestamp) {
    for (int i = 0; i < 3; i++) {
      byte[] event = Packets.bytes(digit, i == 2 ? 0x8a : 0x0a, 0x03, 0x20);
      rtp(milli + 20L * i, true, 101, sequence + i, timestamp, event);
    }
  }

  byte[] all() {
    return capture(0, packets.size(), packet -> true);
  }

  byte[] signalling() {
    return capture(0, packets.size(), packet -> !packet.media);
  }

  byte[] media() {
    return capture(0, packets.size(), packet -> packet.media);
  }

  int count() {
    return packets.size();
  }

  /** Those from one on to another. */
  byte[] part(int from, int to) {
    return capture(from, to, packet -> true);
  }

  private byte[] capture(int from, int to, Predicate<Packet> which) {
    PcapBuilder pcap = PcapBuilder.pcap();
    packets.subList(from, to).stream()
        .filter(which)
        .forEach(packet -> pcap.packet(packet.nanos, packet.frame));
    return pcap.bytes();
  }
}
