package org.flowbeam.packet.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.flowbeam.fixtures.packet.Ipv4;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.link.LinkLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportLayerTest {
  private static Ipv4 ip() {
    return Packets.ipv4("10.0.0.1", "10.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({"6, 20", "17, 8", "136, 8", "132, 12", "1, 8", "50, 8", "51, 12"})
  void headerMustBeCapturedWhole(int protocol, int headerLength) {
    byte[] header = new byte[headerLength + 5];
    header[1] = 1; // AH of 12 bytes; ICMP echo reply, code 1
    header[12] = 0x50; // TCP data offset 5
    byte[] packet = ip().protocol(protocol).payload(header);
    assertThat(Decode.snapped(packet, 20 + headerLength, LinkLayer.RAW).unkeyed).isNull();
    assertThat(Decode.snapped(packet, 20 + headerLength - 1, LinkLayer.RAW).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
    byte[] short1 = ip().protocol(protocol).payload(Arrays.copyOf(header, headerLength - 1));
    assertThat(Decode.raw(Packets.concat(short1, new byte[20])).unkeyed) // padded frame
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void icmpWithoutIdentifierNeedsFourBytes() {
    byte[] packet = ip().icmp(3, 1).payload("quoted");
    DecodedPacket p = Decode.snapped(packet, 24, LinkLayer.RAW);
    assertThat(p.unkeyed).isNull();
    assertThat(p.sourcePort).isEqualTo(3);
    assertThat(p.destinationPort).isEqualTo(1);
    assertThat(p.payloadLength).isEqualTo(6);
    assertThat(Decode.snapped(packet, 23, LinkLayer.RAW).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void tcpDataOffsetBelowFiveIsBad() {
    byte[] packet = ip().tcp(1, 2).headerWords(4).payload("abc");
    assertThat(Decode.raw(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void tcpDataOffsetBeyondThePacketIsBad() {
    byte[] packet = ip().tcp(1, 2).headerWords(6).payload("abc");
    assertThat(Decode.raw(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
    assertThat(Decode.raw(ip().tcp(1, 2).headerWords(6).payload("abcd")).unkeyed).isNull();
  }

  @Test
  void tcpOptionsCutBySnapLengthKeepTheFlow() {
    byte[] packet = ip().tcp(1, 2).syn().mss(1460).windowScale(7).payload("abc");
    DecodedPacket p = Decode.snapped(packet, 42, LinkLayer.RAW);
    assertThat(p.unkeyed).isNull();
    assertThat(p.payloadLength).isEqualTo(3);
    assertThat(p.payloadCaptured).isZero();
  }

  @Test
  void udpLengthInsideTheIpPacketDecides() {
    DecodedPacket p = Decode.raw(ip().udp(1, 2).length(8 + 4).noChecksum().payload("abcdefgh"));
    assertThat(p.payloadLength).isEqualTo(4);
    assertThat(p.ipLength).isEqualTo(36);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 100, 65535})
  void impossibleUdpLengthLeavesTheIpLength(int length) {
    DecodedPacket p = Decode.raw(ip().udp(1, 2).length(length).payload("abcdefgh"));
    assertThat(p.unkeyed).isNull();
    assertThat(p.payloadLength).isEqualTo(8);
    assertThat(p.badTransportChecksum).isFalse(); // nothing to judge by
  }

  @Test
  void checksumsOfBuiltPacketsAreRight() {
    Random random = new Random(1);
    for (int length = 0; length < 200; length++) {
      byte[] data = new byte[length];
      random.nextBytes(data);
      for (byte[] packet : packets(data)) {
        DecodedPacket p = Decode.raw(packet);
        assertThat(p.unkeyed).isNull();
        assertThat(p.whole).isTrue();
        assertThat(p.badIpChecksum).isFalse();
        assertThat(p.badTransportChecksum).as("protocol %d, %d", p.protocol, length).isFalse();
        assertThat(p.offloadedChecksum).isFalse();
      }
    }
  }

  @Test
  void anyFlippedBitOfACoveredByteIsABadChecksum() {
    byte[] data = new byte[67];
    new Random(2).nextBytes(data);
    for (byte[] packet : packets(data)) {
      int header = Decode.raw(packet).payloadOffset;
      for (int bit = header * 8; bit < packet.length * 8; bit++) {
        byte[] flipped = packet.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(Decode.raw(flipped).badTransportChecksum).as("bit %d", bit).isTrue();
      }
    }
  }

  private static byte[][] packets(byte[] data) {
    String a = "2001:db8::1";
    String b = "2001:db8::2";
    return new byte[][] {
      ip().tcp(1, 2).payload(data),
      ip().udp(1, 2).payload(data),
      ip().udpLite(1, 2).payload(data),
      ip().icmp(8, 0).payload(data),
      ip().sctp(1, 2).payload(data),
      Packets.ipv6(a, b).tcp(1, 2).payload(data),
      Packets.ipv6(a, b).udp(1, 2).payload(data),
      Packets.ipv6(a, b).udpLite(1, 2).payload(data),
      Packets.ipv6(a, b).icmp6(128, 0).payload(data),
      Packets.ipv6(a, b).sctp(1, 2).payload(data),
    };
  }

  @Test
  void snappedPacketsAndFragmentsAreNotJudged() {
    byte[] bad = ip().tcp(1, 2).badChecksum().payload("abcdefgh");
    assertThat(Decode.raw(bad).badTransportChecksum).isTrue();
    assertThat(Decode.snapped(bad, bad.length - 1, LinkLayer.RAW).badTransportChecksum).isFalse();
    byte[] first = ip().fragment(0, true).tcp(1, 2).badChecksum().payload("abcdefgh");
    assertThat(Decode.raw(first).badTransportChecksum).isFalse();
  }

  @Test
  void barePseudoHeaderSumIsOffloaded() {
    byte[] tcp = ip().tcp(1, 2).offloadedChecksum().payload("abc");
    byte[] udp = Packets.ipv6("fe80::1", "fe80::2").udp(1, 2).offloadedChecksum().payload("abc");
    for (byte[] packet : new byte[][] {tcp, udp}) {
      DecodedPacket p = Decode.raw(packet);
      assertThat(p.offloadedChecksum).isTrue();
      assertThat(p.badTransportChecksum).isFalse();
    }
  }

  @Test
  void zeroIsOffloadedWhereTheChecksumOfIpv4IsToo() {
    byte[] tcp = ip().noChecksum().tcp(1, 2).payload("abc");
    byte[] icmp = ip().noChecksum().icmp(8, 0).payload("abc");
    tcp[20 + 16] = 0;
    tcp[20 + 17] = 0;
    icmp[20 + 2] = 0;
    icmp[20 + 3] = 0;
    for (byte[] packet : new byte[][] {tcp, icmp}) {
      DecodedPacket p = Decode.raw(packet);
      assertThat(p.badTransportChecksum).isFalse();
      assertThat(p.badIpChecksum).isFalse();
      assertThat(p.offloadedChecksum).isTrue();
    }
    tcp[20 + 17] = 1;
    assertThat(Decode.raw(tcp).badTransportChecksum).as("damage all the same").isTrue();
    byte[] right = ip().tcp(1, 2).payload("abc");
    right[20 + 16] = 0;
    right[20 + 17] = 0;
    assertThat(Decode.raw(right).badTransportChecksum).as("of TCP alone").isTrue();
  }

  @Test
  void zeroUdpChecksumMeansNoneInIpv4Only() {
    assertThat(Decode.raw(ip().udp(1, 2).noChecksum().payload("abc")).badTransportChecksum)
        .isFalse();
    byte[] v6 = Packets.ipv6("fe80::1", "fe80::2").udp(1, 2).noChecksum().payload("abc");
    assertThat(Decode.raw(v6).badTransportChecksum).isTrue();
  }

  @Test
  void udpLiteChecksumCoversWhatItSays() {
    byte[] packet =
        Hex.bytes(
            "45000022 00000000 40880000 0a000001 0a000002", // protocol 136, 34 bytes
            "0001 0002 0008 eb5b", // covers its 8 bytes
            "ffffffffffff");
    assertThat(Decode.raw(packet).badTransportChecksum).isFalse();
    packet[21] ^= 1; // a port
    assertThat(Decode.raw(packet).badTransportChecksum).isTrue();
  }

  @Test
  void zeroSctpChecksumIsOffloaded() {
    byte[] packet = ip().sctp(1, 2).payload("abcd");
    Arrays.fill(packet, 28, 32, (byte) 0);
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.offloadedChecksum).isTrue();
    assertThat(p.badTransportChecksum).isFalse();
  }

  @Test
  void authenticationHeaderEndsTheChain() {
    byte[] ah = Hex.bytes("06 04 0000 00001234 00000001 000102030405060708090a0b"); // 24 bytes
    byte[] v4 = ip().protocol(IpProtocol.AH).payload(Packets.concat(ah, new byte[20]));
    byte[] v6 =
        Packets.ipv6("fe80::1", "fe80::2")
            .protocol(IpProtocol.AH)
            .payload(Packets.concat(ah, new byte[20]));
    for (byte[] packet : new byte[][] {v4, v6}) {
      DecodedPacket p = Decode.raw(packet);
      assertThat(p.protocol).isEqualTo(IpProtocol.AH);
      assertThat(p.payloadLength).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 255}) // 8, 20 and 1,028 bytes in a packet that has 16
  void authenticationHeaderOfImpossibleLengthIsBad(int words) {
    byte[] ah = Hex.bytes("06 00 0000 00001234 00000001 00010203");
    ah[1] = (byte) words;
    assertThat(Decode.raw(ip().protocol(IpProtocol.AH).payload(ah)).unkeyed)
        .isEqualTo(Unkeyed.BAD_HEADER);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 41, 47, 89, 103, 112, 255, 59})
  void otherProtocolsHaveNoPortsAndArePayloadFromTheirFirstByte(int protocol) {
    DecodedPacket p = Decode.raw(ip().protocol(protocol).payload("abcdefgh"));
    assertThat(p.unkeyed).isNull();
    assertThat(p.protocol).isEqualTo(protocol);
    assertThat(p.sourcePort).isZero();
    assertThat(p.destinationPort).isZero();
    assertThat(p.payloadLength).isEqualTo(8);
    assertThat(Decode.raw(ip().protocol(protocol).bytes()).unkeyed).isNull();
  }
}
