package org.flowbeam.pipeline.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;

/** One stream of media as a bad network delivers it, and the INVITE that announces it. */
public final class MediaTraffic {
  private static final int TYPE = 97;
  private static final long MICRO = 1000;
  private static final long MILLION = 1_000_000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packet(long nanos, byte[] frame) {}

  private MediaTraffic() {}

  /**
   * A capture, the same for the same arguments.
   *
   * @param sequence of the first packet
   * @param samplesPerPacket steps of the timestamps
   * @param lost in a thousand
   * @param late in a thousand come two packets later
   * @param spreadMicros each waits up to so much
   */
  public static byte[] capture(
      long seed,
      int sequence,
      String encoding,
      int clockRate,
      int samplesPerPacket,
      int lost,
      int late,
      int spreadMicros,
      int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Packet> packets = new ArrayList<>();
    packets.add(new Packet(PcapBuilder.START_NANOS, invite(encoding, clockRate)));
    long step = samplesPerPacket * MILLION / clockRate;
    for (int i = 0; i < count; i++) {
      boolean ends = i < 3 || i >= count - 6;
      long wait = ends || spreadMicros == 0 ? 0 : random.nextInt(spreadMicros);
      wait += !ends && random.nextInt(1000) < late ? 5 * step / 2 : 0;
      if (ends || random.nextInt(1000) >= lost) {
        long micros = MILLION + step * i + wait;
        packets.add(
            new Packet(
                PcapBuilder.START_NANOS + micros * MICRO,
                rtp(sequence + i, 0xffff_0000 + samplesPerPacket * i)));
      }
    }
    packets.sort(Comparator.comparingLong(Packet::nanos));
    PcapBuilder pcap = PcapBuilder.pcap();
    packets.forEach(packet -> pcap.packet(packet.nanos, packet.frame));
    return pcap.bytes();
  }

  private static byte[] invite(String encoding, int clockRate) {
    String kind = clockRate == 90_000 ? "video" : "audio";
    String sdp =
        String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 192.0.2.1",
            "s=-",
            "c=IN IP4 192.0.2.1",
            "t=0 0",
            "m=" + kind + " 5004 RTP/AVP " + TYPE,
            "a=rtpmap:" + TYPE + " " + encoding + "/" + clockRate,
            "");
    String text =
        String.join(
            "\r\n",
            "INVITE sip:b@b.example SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1",
            "From: <sip:a@a.example>;tag=a",
            "To: <sip:b@b.example>",
            "Call-ID: media",
            "CSeq: 1 INVITE",
            "Content-Type: application/sdp",
            "Content-Length: " + sdp.length(),
            "",
            sdp);
    return Packets.ethernet()
        .ipv4("192.0.2.1", "192.0.2.2")
        .udp(5060, 5060)
        .payload(text.getBytes(ISO_8859_1));
  }

  private static byte[] rtp(int sequence, int timestamp) {
    ByteBuffer packet = ByteBuffer.allocate(12 + 160);
    packet.put((byte) 0x80).put((byte) TYPE).putShort((short) sequence).putInt(timestamp);
    packet.putInt(0x0a0b0c0d);
    return Packets.ethernet()
        .ipv4("192.0.2.2", "192.0.2.1")
        .udp(6004, 5004)
        .payload(packet.array());
  }
}
