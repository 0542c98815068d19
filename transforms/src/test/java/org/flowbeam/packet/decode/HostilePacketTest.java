package org.flowbeam.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.tunnel.TunnelSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes, decoding returns, and only the captured bytes have a say in its result. */
class HostilePacketTest {
  private static final int MAX_RECORD = 1 << 17;

  private final PacketDecoder decoder = new PacketDecoder();
  private final DecodedPacket packet = new DecodedPacket();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP_MASKED);
  private final byte[] record = new byte[MAX_RECORD];

  private record Sample(int linkType, String hex) {
    byte[] bytes() {
      return Hex.bytes(hex);
    }
  }

  private static Sample sample(int linkType, byte[] bytes) {
    return new Sample(linkType, java.util.HexFormat.of().formatHex(bytes));
  }

  /** One frame of every kind that the decoder tells apart. */
  private static List<Sample> samples() {
    String a = "2001:db8::1";
    String b = "2001:db8::2";
    byte[] data = "some payload".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] tcp = Packets.ipv4("10.0.0.1", "10.0.0.2").tcp(1, 2).syn().mss(1460).payload(data);
    byte[] esp = Hex.bytes("deadbeef 00000001 0011223344556677");
    byte[] ah = Hex.bytes("06 04 0000 00001234 00000001 000102030405060708090a0b");
    List<Sample> all = new ArrayList<>();
    for (byte[] ip :
        new byte[][] {
          tcp,
          Packets.ipv4("1.2.3.4", "5.6.7.8").options(131, 7, 4, 9, 9, 9, 9).udp(1, 2).payload(data),
          Packets.ipv4("1.2.3.4", "5.6.7.8").udpLite(1, 2).payload(data),
          Packets.ipv4("1.2.3.4", "5.6.7.8").icmp(8, 0).payload(data),
          Packets.ipv4("1.2.3.4", "5.6.7.8").icmp(3, 0).payload(data),
          Packets.ipv4("1.2.3.4", "5.6.7.8").sctp(1, 2).payload(data),
          Packets.ipv4("1.2.3.4", "5.6.7.8").protocol(IpProtocol.ESP).payload(esp),
          Packets.ipv4("1.2.3.4", "5.6.7.8").protocol(IpProtocol.AH).payload(ah),
          Packets.ipv4("1.2.3.4", "5.6.7.8").fragment(8, true).protocol(17).payload(data),
          Packets.ipv6(a, b).tcp(1, 2).payload(data),
          Packets.ipv6(a, b).icmp6(135, 0).payload(data),
          Packets.ipv6(a, b).fragment(1, 8, false).protocol(17).payload(data),
          Packets.ipv6(a, b)
              .extension(IpProtocol.HOP_BY_HOP, 5, 2, 0, 0)
              .extension(IpProtocol.ROUTING, 0, 1, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9)
              .extension(IpProtocol.DESTINATION_OPTIONS, 0xc9, 16, 1, 2, 3)
              .fragment(1, 0, true)
              .udp(1, 2)
              .payload(data),
        }) {
      all.add(sample(LinkLayer.RAW, ip));
    }
    all.add(
        sample(
            LinkLayer.ETHERNET, Packets.ethernet().vlan(1).vlan(2).ipv6(a, b).udp(1, 2).bytes()));
    byte[] snap = Hex.bytes("020000000002 020000000001 0050 aaaa03 000000 0800");
    all.add(sample(LinkLayer.ETHERNET, Packets.concat(snap, tcp)));
    all.add(sample(LinkLayer.LINUX_SLL, Packets.sll().ipv6(a, b).udp(1, 2).payload(data)));
    all.add(sample(LinkLayer.LINUX_SLL2, Packets.sll2().ipv6(a, b).udp(1, 2).payload(data)));
    all.add(sample(LinkLayer.PPP, Packets.ppp().ipv6(a, b).udp(1, 2).payload(data)));
    all.add(
        sample(
            LinkLayer.NULL,
            Packets.nullLoopback(ByteOrder.LITTLE_ENDIAN).ipv6(a, b).udp(1, 2).payload(data)));
    all.addAll(linkSamples(tcp));
    byte[] jumbo = Packets.ipv6(a, b).payloadLength(0).protocol(IpProtocol.HOP_BY_HOP).bytes();
    all.add(
        sample(
            LinkLayer.IPV6,
            Packets.concat(jumbo, Hex.bytes("11 00 c2 04 00011180 0001 0002 0000 0000"))));
    for (TunnelSamples.Sample tunnel : TunnelSamples.all()) {
      all.add(sample(LinkLayer.ETHERNET, tunnel.frame()));
    }
    return all;
  }

  private static List<Sample> linkSamples(byte[] ip) {
    String macs = "020000000002 020000000001";
    String frame = "8801 3000 0200000000a1 0200000000a2 0200000000a3 1000";
    String llc = "aaaa03 000000 0800";
    List<Sample> all = new ArrayList<>();
    for (String link :
        new String[] {
          "1 " + macs + "8847 00010040 00011140",
          "1 " + macs + "8847 00010140 00000001" + macs + "8100 0005 0800",
          "1 " + macs + "8864 1100 002a 0023 0021",
          "1 " + macs + "8909 01 01 0001 0007 893f 0001 0002 00 00 0800",
          "1 " + macs + "88e5 20 00 00000001 0200000000010001 0800",
          "1 " + macs + "88a8 0064 88e7 00 000007" + macs + "0800",
          "12 ",
          "14 ",
          "50 ff03 0021",
          "51 1100 002a 0023 0021",
          "104 0f00 0800",
          "105 " + frame + "0000" + llc,
          "105 " + frame + "8000" + macs + "0024" + llc,
          "107 184001 03 00 80 000000 0800",
          "107 1841 03 00 80 0080c2 0007" + macs + "0800",
          "108 00000002",
          "119 " + "00".repeat(144) + frame + "0000" + llc,
          "127 00 00 1900 03000080 00000000 00000000 0000000000000000 20"
              + frame
              + "00000000"
              + llc,
          "163 80211001 00000008" + frame + "0000" + llc,
          "192 00 00 0800 69000000" + frame + "0000" + llc,
          "204 00 ff03 0021",
          "228 ",
          "239 02 00 0000 0800 0100 0800 01 00 1000 0800 0006 0000 0200000000aa 0000 3000 0900",
        }) {
      String[] typeAndHeader = link.split(" ", 2);
      byte[] header = Hex.bytes(typeAndHeader[1]);
      all.add(sample(Integer.parseInt(typeAndHeader[0]), Packets.concat(header, ip)));
    }
    return all;
  }

  @Test
  void everyDecodedLinkTypeIsAmongTheSamples() {
    assertThat(samples().stream().map(Sample::linkType).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LinkLayer.decodedTypes()).boxed().toList());
  }

  @Test
  void everyTruncationIsDecodedByItsCapturedBytesAlone() {
    for (Sample sample : samples()) {
      byte[] frame = sample.bytes();
      for (int length = 0; length <= frame.length; length++) {
        assertSurroundingsDoNotMatter(
            Arrays.copyOf(frame, length), frame.length, sample.linkType, "length " + length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedFramesAreDecodedByTheirCapturedBytesAlone(long seed) {
    Random random = new Random(seed);
    List<Sample> samples = samples();
    for (int i = 0; i < 20_000; i++) {
      Sample sample = samples.get(random.nextInt(samples.size()));
      byte[] frame = sample.bytes();
      for (int m = random.nextInt(6); m >= 0; m--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      int captured = random.nextInt(3) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      int wire = random.nextInt(4) == 0 ? random.nextInt() : frame.length;
      assertSurroundingsDoNotMatter(
          Arrays.copyOf(frame, captured), wire, sample.linkType, "seed " + seed + " case " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void randomBytesAreDecodedByThemselves(long seed) {
    Random random = new Random(seed);
    int[] linkTypes = LinkLayer.decodedTypes();
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = new byte[random.nextInt(120)];
      random.nextBytes(frame);
      if (frame.length > 0 && random.nextBoolean()) {
        frame[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
      }
      assertSurroundingsDoNotMatter(
          frame,
          frame.length,
          linkTypes[random.nextInt(linkTypes.length)],
          "seed " + seed + " case " + i);
    }
  }

  /** At the end of an exact array a read too far throws; amid poison it changes the record. */
  private void assertSurroundingsDoNotMatter(byte[] frame, int wire, int linkType, String what) {
    byte[] alone = encode(frame, 0, frame.length, wire, linkType);
    for (byte poison : new byte[] {0, (byte) 0xff, 0x45}) {
      byte[] amid = new byte[frame.length + 200];
      Arrays.fill(amid, poison);
      System.arraycopy(frame, 0, amid, 100, frame.length);
      assertThat(encode(amid, 100, frame.length, wire, linkType)).as(what).isEqualTo(alone);
    }
  }

  private byte[] encode(byte[] bytes, int offset, int captured, int wire, int linkType) {
    decoder.decode(bytes, offset, captured, wire, linkType, 0, packet);
    assertConsistent(offset, captured);
    Arrays.fill(record, 0, PacketEncoder.maxLength(packet) + 1, (byte) 0x5a);
    int length = encoder.encode(packet, 1, 2, 3, 4, record, 0);
    assertThat(record[length]).isEqualTo((byte) 0x5a);
    return Arrays.copyOf(record, length);
  }

  private void assertConsistent(int offset, int captured) {
    int end = offset + captured;
    assertThat(packet.ipCaptured).isBetween(0, packet.ipLength);
    if (packet.ipVersion == 0) {
      assertThat(packet.unkeyed).isNotNull();
      return;
    }
    assertThat(packet.ipOffset).isBetween(offset, end);
    assertThat(packet.ipOffset + packet.ipCaptured).isLessThanOrEqualTo(end);
    assertThat(packet.payloadOffset).isGreaterThanOrEqualTo(packet.transportOffset);
    if (packet.unkeyed == null) {
      assertThat(packet.transportOffset).isBetween(packet.ipOffset + 20, end);
    }
    if (packet.unkeyed == null && !packet.fragment) {
      assertThat(packet.payloadLength).isBetween(0, packet.ipLength);
      assertThat(packet.payloadCaptured).isBetween(0, packet.payloadLength);
      if (packet.payloadCaptured > 0) {
        assertThat(packet.payloadOffset + packet.payloadCaptured).isLessThanOrEqualTo(end);
      }
    }
  }
}
