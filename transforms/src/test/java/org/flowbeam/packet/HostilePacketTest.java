package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flowbeam.fixtures.Packets;
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
    byte[] jumbo = Packets.ipv6(a, b).payloadLength(0).protocol(IpProtocol.HOP_BY_HOP).bytes();
    all.add(
        sample(
            LinkLayer.IPV6,
            Packets.concat(jumbo, Hex.bytes("11 00 c2 04 00011180 0001 0002 0000 0000"))));
    return all;
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
