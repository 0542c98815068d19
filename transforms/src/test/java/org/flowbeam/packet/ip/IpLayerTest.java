package org.flowbeam.packet.ip;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Ipv6;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.link.LinkLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpLayerTest {
  private static final String A = "2001:db8::1";
  private static final String B = "2001:db8::2";

  @Test
  void ipv4OptionsAreSteppedOver() {
    byte[] packet =
        Packets.ipv4("10.0.0.1", "10.0.0.2").options(7, 7, 4, 0, 0, 0, 0).tcp(1, 2).payload("ab");
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.transportOffset).isEqualTo(28);
    assertThat(p.payloadLength).isEqualTo(2);
    assertThat(p.badIpChecksum).isFalse();
    assertThat(p.badTransportChecksum).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void ipv4HeaderBelowFiveWordsIsBad(int words) {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").headerWords(words).tcp(1, 2).bytes();
    assertThat(Decode.raw(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void ipv4TotalLengthInsideTheHeaderIsBad() {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").totalLength(19).tcp(1, 2).bytes();
    assertThat(Decode.raw(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void ipv4HeaderBeyondTheCaptureIsTruncated() {
    byte[] packet =
        Packets.ipv4("10.0.0.1", "10.0.0.2").options(7, 7, 4, 0, 0, 0, 0).tcp(1, 2).bytes();
    assertThat(Decode.snapped(packet, 27, LinkLayer.RAW).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void wrongVersionIsBad() {
    byte[] packet =
        Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").version(6).tcp(1, 2).payload(new byte[40]);
    assertThat(Decode.ethernet(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void zeroLengthInALongFrameReachesToItsEnd() {
    byte[] v4 =
        Packets.ethernet()
            .ipv4("10.0.0.1", "10.0.0.2")
            .totalLength(0)
            .tcp(1, 2)
            .payload(new byte[3000]);
    byte[] v6 = Packets.ethernet().ipv6(A, B).payloadLength(0).tcp(1, 2).payload(new byte[3000]);
    for (byte[] frame : new byte[][] {v4, v6}) {
      DecodedPacket p = Decode.ethernet(frame);
      assertThat(p.unkeyed).isNull();
      assertThat(p.payloadLength).isEqualTo(3000);
      assertThat(p.ipLength).isEqualTo(frame.length - 14);
      assertThat(p.badIpChecksum).isFalse();
      assertThat(p.badTransportChecksum).isFalse();
      assertThat(Decode.snapped(frame, 100, LinkLayer.ETHERNET).payloadLength).isEqualTo(3000);
    }
  }

  @Test
  void zeroLengthInAShortFrameIsBad() {
    byte[] frame =
        Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").totalLength(0).tcp(1, 2).payload("123456");
    assertThat(frame).hasSize(60);
    assertThat(Decode.ethernet(frame).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void zeroIpv6LengthWithoutTcpIsAnEmptyPacket() {
    byte[] frame = Packets.ethernet().ipv6(A, B).payloadLength(0).udp(1, 2).payload(new byte[100]);
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.ipLength).isEqualTo(40);
    assertThat(p.unkeyed).isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void lengthBeyondTheFrameIsCountedByTheWire() {
    byte[] packet =
        Packets.ipv4("10.0.0.1", "10.0.0.2").totalLength(1500).tcp(1, 2).payload(new byte[60]);
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.unkeyed).isNull();
    assertThat(p.ipLength).isEqualTo(100);
    assertThat(p.payloadLength).isEqualTo(60);
    assertThat(p.whole).isFalse();
    assertThat(p.badTransportChecksum).isFalse(); // not judged
  }

  @Test
  void wireLengthBelowTheCapturedLengthIsOverruled() {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").tcp(1, 2).payload(new byte[60]);
    DecodedPacket p = new DecodedPacket();
    for (int wire : new int[] {0, 50, -1, Integer.MIN_VALUE}) {
      new PacketDecoder().decode(packet, 0, packet.length, wire, LinkLayer.RAW, 0, p);
      assertThat(p.payloadLength).isEqualTo(60);
      assertThat(p.snapped).isFalse();
    }
  }

  @Test
  void snappedPayloadIsCountedByTheHeader() {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").tcp(1, 2).payload(new byte[1000]);
    DecodedPacket p = Decode.snapped(packet, 140, LinkLayer.RAW);
    assertThat(p.snapped).isTrue();
    assertThat(p.payloadLength).isEqualTo(1000);
    assertThat(p.payloadCaptured).isEqualTo(100);
    assertThat(p.ipCaptured).isEqualTo(140);
  }

  @Test
  void ipv4FragmentsHaveAddressesAndIdButNoPorts() {
    byte[] packet =
        Packets.ipv4("10.0.0.1", "10.0.0.2").id(0xbeef).fragment(8, false).udp(1, 2).bytes();
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.unkeyed).isNull();
    assertThat(p.fragment).isTrue();
    assertThat(p.fragmentId).isEqualTo(0xbeef);
    assertThat(p.protocol).isEqualTo(IpProtocol.UDP);
    assertThat(p.sourcePort).isZero();
    assertThat(Decode.source(p)).isEqualTo("10.0.0.1");
  }

  @Test
  void firstFragmentsHaveNoPortsBeforeTheirDatagramIsWhole() {
    byte[] v4 =
        Packets.ipv4("10.0.0.1", "10.0.0.2").fragment(0, true).udp(1, 2).payload(new byte[8]);
    byte[] v6 = Packets.ipv6(A, B).fragment(99, 0, true).udp(1, 2).payload(new byte[8]);
    for (byte[] packet : new byte[][] {v4, v6}) {
      DecodedPacket p = Decode.raw(packet);
      assertThat(p.unkeyed).isNull();
      assertThat(p.fragment).isTrue();
      assertThat(p.destinationPort).isZero();
      assertThat(p.payloadLength).isZero();
      assertThat(p.whole).isFalse();
    }
  }

  @Test
  void ipv6FragmentsAreKnownByTheFragmentHeader() {
    byte[] packet = Packets.ipv6(A, B).fragment(0xdeadbeef, 8, true).udp(1, 2).bytes();
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.unkeyed).isNull();
    assertThat(p.fragment).isTrue();
    assertThat(p.fragmentId).isEqualTo(0xdeadbeef);
    assertThat(p.protocol).isEqualTo(IpProtocol.UDP);
  }

  @Test
  void atomicIpv6FragmentsAreWholePackets() {
    byte[] packet = Packets.ipv6(A, B).fragment(7, 0, false).udp(1, 2).payload("abc");
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.fragment).isFalse();
    assertThat(p.whole).isTrue();
    assertThat(p.badTransportChecksum).isFalse();
    assertThat(p.payloadLength).isEqualTo(3);
  }

  @Test
  void everyExtensionHeaderIsSteppedOver() {
    byte[] packet =
        Packets.ipv6(A, B)
            .extension(IpProtocol.HOP_BY_HOP, 5, 2, 0, 0)
            .extension(IpProtocol.DESTINATION_OPTIONS, 1, 4, 0, 0, 0, 0)
            .extension(IpProtocol.ROUTING, 4, 0)
            .fragment(1, 0, false)
            .extension(IpProtocol.DESTINATION_OPTIONS, 1, 12)
            .extension(IpProtocol.MOBILITY)
            .extension(IpProtocol.HIP)
            .extension(IpProtocol.SHIM6)
            .tcp(1, 2)
            .payload("abc");
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.unkeyed).isNull();
    assertThat(p.protocol).isEqualTo(IpProtocol.TCP);
    assertThat(p.payloadLength).isEqualTo(3);
    assertThat(p.badTransportChecksum).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {IpProtocol.MOBILITY, IpProtocol.HIP, IpProtocol.SHIM6})
  void messagesThatEndTheChainAreTheProtocol(int protocol) {
    byte[] packet =
        Packets.ipv6(A, B).extension(protocol, 1).protocol(IpProtocol.NO_NEXT_HEADER).bytes();
    assertThat(Decode.raw(packet).protocol).isEqualTo(protocol);
    byte[] other =
        Packets.ipv6(A, B)
            .extension(IpProtocol.DESTINATION_OPTIONS, 1, 4)
            .protocol(IpProtocol.NO_NEXT_HEADER)
            .bytes();
    assertThat(Decode.raw(other).protocol).isEqualTo(IpProtocol.NO_NEXT_HEADER);
  }

  @Test
  void chainOfExtensionHeadersIsBounded() {
    Ipv6 longest = Packets.ipv6(A, B);
    for (int i = 0; i < IpLayer.MAX_EXTENSION_HEADERS - 1; i++) {
      longest.extension(IpProtocol.DESTINATION_OPTIONS, 1, 4);
    }
    assertThat(Decode.raw(longest.udp(1, 2).bytes()).unkeyed).isNull();
    longest.extension(IpProtocol.DESTINATION_OPTIONS, 1, 4);
    assertThat(Decode.raw(longest.udp(1, 2).bytes()).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void offsetsOfTheLongestChainFitTheRecord() {
    Ipv6 longest = Packets.ipv6(A, B);
    for (int i = 0; i < IpLayer.MAX_EXTENSION_HEADERS - 1; i++) {
      longest.extension(IpProtocol.DESTINATION_OPTIONS, new int[2046]);
    }
    DecodedPacket p = Decode.raw(longest.tcp(1, 2).mss(1460).payload("hello"));
    assertThat(p.unkeyed).isNull();
    byte[] record = new byte[PacketEncoder.maxLength(p)];
    int length = new PacketEncoder(true, DedupScope.IP).encode(p, 0, 0, 0, 0, record, 0);
    PacketRecord r = new PacketRecord().wrap(record, 0, length);
    assertThat(Bits.u16(record, r.transportOffset() + 2)).isEqualTo(2);
    assertThat(r.payloadCarried()).isEqualTo(5);
    assertThat(record[r.payloadOffset()]).isEqualTo((byte) 'h');
  }

  @Test
  void extensionHeaderBeyondThePacketIsBad() {
    byte[] packet = Packets.ipv6(A, B).extension(IpProtocol.ROUTING, 4).udp(1, 2).bytes();
    packet[41] = 100; // 808 bytes long
    assertThat(Decode.raw(packet).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
    assertThat(Decode.snapped(packet, packet.length - 1, LinkLayer.RAW).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void jumboPayloadOptionIsTheLength() {
    byte[] udp = Hex.bytes("0001 0002 0000 0000"); // length 0, no checksum
    byte[] data = new byte[70_000];
    byte[] header = Packets.ipv6(A, B).payloadLength(0).protocol(IpProtocol.HOP_BY_HOP).bytes();
    byte[] jumbo = Hex.bytes("11 00 c2 04 00011180"); // UDP follows; 8 + 8 + 70,000 = 0x11180
    byte[] frame = Packets.concat(header, jumbo, udp, data, new byte[5]);
    DecodedPacket p = Decode.raw(frame);
    assertThat(p.unkeyed).isNull();
    assertThat(p.payloadLength).isEqualTo(70_000);
    assertThat(p.ipLength).isEqualTo(40 + 0x11180);
  }

  @Test
  void jumboPayloadOptionBelow64KiBIsBad() {
    byte[] header = Packets.ipv6(A, B).payloadLength(0).protocol(IpProtocol.HOP_BY_HOP).bytes();
    byte[] frame = Packets.concat(header, Hex.bytes("11 00 c2 04 0000ffff"), new byte[100]);
    assertThat(Decode.raw(frame).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void routingHeaderWithSegmentsLeftNamesTheRealDestination() {
    String segment = "20010db8000000000000000000000099";
    byte[] header = Packets.ipv6(A, B).payloadLength(32).protocol(IpProtocol.ROUTING).bytes();
    byte[] tail = Packets.concat(Hex.bytes(segment), Hex.bytes("0001 0002 0008 0000"));
    byte[] type0 = Packets.concat(header, Hex.bytes("11 02 00 01 00000000"), tail);
    byte[] type4 = Packets.concat(header, Hex.bytes("11 02 04 01 00000000"), tail);
    byte[] arrived = Packets.concat(header, Hex.bytes("11 02 00 00 00000000"), tail);
    assertThat(Decode.destination(Decode.raw(type0))).isEqualTo("2001:db8::99");
    assertThat(Decode.destination(Decode.raw(type4))).isEqualTo("2001:db8::99");
    assertThat(Decode.destination(Decode.raw(arrived))).isEqualTo(B);
  }

  @Test
  void homeAddressOptionNamesTheRealSource() {
    byte[] header =
        Packets.ipv6(A, B).payloadLength(32).protocol(IpProtocol.DESTINATION_OPTIONS).bytes();
    byte[] options =
        Hex.bytes(
            "11 02 0102 0000", "c910 20010db8000000000000000000000077", "0001 0002 0008 0000");
    assertThat(Decode.source(Decode.raw(Packets.concat(header, options))))
        .isEqualTo("2001:db8::77");
  }

  @Test
  void unfinishedSourceRouteNamesTheRealDestination() {
    int[] route = {1, 131, 11, 4, 10, 0, 0, 8, 10, 0, 0, 9};
    byte[] underway = Packets.ipv4("10.0.0.1", "10.0.0.2").options(route).tcp(1, 2).bytes();
    route[3] = 12; // the pointer is behind the last address
    byte[] arrived = Packets.ipv4("10.0.0.1", "10.0.0.2").options(route).tcp(1, 2).bytes();
    route[3] = 4;
    route[2] = 200; // longer than the header
    byte[] broken = Packets.ipv4("10.0.0.1", "10.0.0.2").options(route).tcp(1, 2).bytes();
    assertThat(Decode.destination(Decode.raw(underway))).isEqualTo("10.0.0.9");
    assertThat(Decode.destination(Decode.raw(arrived))).isEqualTo("10.0.0.2");
    assertThat(Decode.destination(Decode.raw(broken))).isEqualTo("10.0.0.2");
  }

  @Test
  void ipv4HeaderChecksumOfZeroIsOffloaded() {
    byte[] whole = Packets.ipv4("10.0.0.1", "10.0.0.2").noChecksum().tcp(1, 2).bytes();
    byte[] fragment =
        Packets.ipv4("10.0.0.1", "10.0.0.2").noChecksum().fragment(8, true).tcp(1, 2).bytes();
    for (byte[] packet : new byte[][] {whole, fragment}) {
      DecodedPacket p = Decode.raw(packet);
      assertThat(p.badIpChecksum).isFalse();
      assertThat(p.offloadedChecksum).isTrue();
      assertThat(p.badTransportChecksum).isFalse();
    }
  }

  @Test
  void anIpv4HeaderChecksumOfZeroThatIsRightIsRight() {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").protocol(253).bytes();
    int id = (packet[4] & 0xff) << 8 | (packet[5] & 0xff);
    int rest = (packet[10] & 0xff) << 8 | (packet[11] & 0xff);
    packet[4] = (byte) ((id + rest) >>> 8); // what the checksum made up for
    packet[5] = (byte) (id + rest);
    packet[10] = 0;
    packet[11] = 0;
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.badIpChecksum).isFalse();
    assertThat(p.offloadedChecksum).isFalse();
  }

  @Test
  void badIpv4HeaderChecksumIsSeen() {
    byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2").badChecksum().tcp(1, 2).bytes();
    DecodedPacket p = Decode.raw(packet);
    assertThat(p.badIpChecksum).isTrue();
    assertThat(p.badTransportChecksum).isFalse();
    assertThat(p.unkeyed).isNull();
  }
}
