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
          "1 " + macs + "8926 8002 0001 0800",
          "1 " + macs + "dada 0000 c0100539 0800",
          "1 " + macs + "22f3 0041 0001 0002 00000000" + macs + "0800",
          "1 " + macs + "894f 0fc2 02 03 000007 ff" + macs + "0800",
          "1 " + macs + "894f 0fc2 02 04 000007 ff 0fc2 02 05 000007 ff 00010140",
          "1 " + macs + "0030 fefe03 cc",
          "3 9a9c6e868a40e0 9a9c6e868a4061 03 cc",
          "6 10 40" + "c20000000002 820000000001 0630 0011 0020" + llc,
          "7 be 50 d4 00 0001",
          "7 be 50 d4 ff 0001 d4 00 0001",
          "8 00 45" + "00".repeat(14),
          "10 57" + macs + llc,
          "11 " + llc,
          "19 " + llc,
          "99 000000000000 0800" + "00".repeat(36),
          "100 03 cc",
          "100 aaaa03 0080c2 0007 0000" + macs + "0800",
          "106 " + llc,
          "109 02000000 00001001 00000000",
          "117 3d02" + "00".repeat(62),
          "122 " + "00".repeat(16) + llc,
          "123 82 00 0064" + llc,
          "123 01 00 0064 0001" + macs + "0800",
          "129 be 50 0000 d4 00 0001",
          "130 4d474301 0001 0021",
          "130 4d474300 47 00000000 000000",
          "131 4d474301 0001 03 cc",
          "131 4d474301 54 000000 03 cc",
          "132 4d474301 0001 40 03 00001001 0a000001 0a000002",
          "133 4d474301 0000 02 00 0000 0000",
          "134 4d474301 00000001 03 cc",
          "134 4d474301 c001 1841 03 cc",
          "135 4d474301" + "00".repeat(8) + llc,
          "136 4d474301" + "00".repeat(8),
          "137 4d474301 00000000 fefe03 cc",
          "138 " + "00".repeat(16) + "0800",
          "143 00 00 0000 0000" + macs + "0800",
          "143 01 03 0000 010203 0000" + macs + "0800",
          "164 4d474301" + "00".repeat(8),
          "166 01 03 0021",
          "167 4d474301" + macs + "0800",
          "168 4d474301 8864 1100 002a 0023 0021",
          "178 4d474381 0004 0102 0006" + macs + "0800",
          "178 4d474383 0000 00000002",
          "179 4d474301 ff03 0021",
          "180 4d474301 1841 03 cc",
          "181 4d474301 0f00 0800",
          "182 c001 1841 03 cc",
          "192 00 00 0c00 01000000 00000000" + macs + "0800",
          "197 0000000000000000 82 04 0000 0000 0000" + "00".repeat(8) + "0000" + macs + "0800",
          "197 0000000000000000 16 04 0000 0000 0000",
          "202 00 9a9c6e868a40e0 9a9c6e868a4061 00 cc",
          "205 00 0f00 0800",
          "206 01 1841 03 cc",
          "219 00010140",
          "226 01 02 0000" + "00".repeat(20),
          "240 00000000" + macs + "0800",
          "241 00000000 55555555555555d5" + macs + "0800",
          "242 " + "00".repeat(40) + "0800 0000",
          "258 6c000000 01000000 01000000"
              + "00".repeat(24)
              + "01000000"
              + "00".repeat(68)
              + macs
              + "0800",
          "259 5555d55500010000" + macs + "0800",
          "274 55555555555555d5" + macs + "0800",
          "281 " + macs + "2c000080 0800",
          "282 2c000080" + macs + "0800",
          "284 " + macs + "e0100539 0800",
          "285 " + macs + "dada 0000 c0000000 0800",
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
