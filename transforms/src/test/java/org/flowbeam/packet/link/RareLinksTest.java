package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.decode.PacketDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Link types that few captures have. */
class RareLinksTest {
  private static final byte[] IPV4 = Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
  private static final byte[] IPV6 = Packets.ipv6("fe80::1", "fe80::2").udp(5000, 53).bytes();

  /** To 02-00-00-00-00-02 from 02-00-00-00-00-01. */
  private static final String MACS = "020000000002020000000001";

  /** MACS and ZEROn, n zero bytes, are abbreviations. */
  private static byte[] bytes(String text) {
    return Hex.bytes(
        Pattern.compile("ZERO(\\d+)")
            .matcher(text.replace("MACS", MACS))
            .replaceAll(zeros -> "00".repeat(Integer.parseInt(zeros.group(1)))));
  }

  @ParameterizedTest
  @CsvSource({
    "10, 57 MACS aaaa03 000000 0800, 4", // FDDI: asynchronous LLC of priority 7
    "10, d0 MACS aaaa03 000000 86dd, 6", // synchronous
    "10, 50 MACS 060603, 4", // LLC of IP
    "10, 50 MACS fefe03 8e, 6", // LLC of network layers
    "6, 10 40 MACS aaaa03 000000 0800, 4", // Token Ring: access control, LLC
    "6, 10 40 020000000002 820000000001 0630 0011 0020 aaaa03 000000 0800, 4", // route of 6 bytes
    "7, be 50 d4 00 0001, 4", // ARCnet: from, to, IP, whole, sequence number
    "7, be 50 c4 00 0001, 6",
    "7, be 50 f0, 4", // RFC 1051
    "7, be 50 d4 ff 0001 d4 00 0001, 4", // an exception frame
    "129, be 50 ea08 d4 00 0001, 4", // with the offset of Linux
    "129, be 50 ea08 c4 00 0001, 6",
    "129, be 50 ea08 f0, 4",
    "122, ZERO16 aaaa03 000000 0800, 4", // Fibre Channel
    "138, ZERO16 0800, 4", // IEEE 1394
    "138, ZERO16 86dd, 6",
    "242, ZERO40 0800 0000, 4", // InfiniBand
    "242, ZERO40 86dd 0000, 6",
  })
  void localNetworksCarryIp(int linkType, String header, int version) {
    assertKeyed(linkType, header, version);
  }

  @ParameterizedTest
  @CsvSource({
    "100, aaaa03 000000 0800, 4", // RFC 2684
    "100, fefe03 cc, 4",
    "100, 03 cc, 4", // Cisco
    "100, 03 8e, 6",
    "100, aaaa03 0080c2 0007 0000 MACS 0800, 4", // bridged, without FCS
    "100, aaaa03 0080c2 0001 0000 MACS 86dd, 6", // and with
    "11, aaaa03 000000 0800, 4",
    "106, aaaa03 000000 86dd, 6", // classical IP
    "106, '', 4",
    "19, '', 4",
    "123, 02 00 0064 aaaa03 000000 0800, 4", // LLC, path 0, channel 100
    "123, 81 01 0005 0001 MACS 0800, 4", // an emulated LAN
    "166, 00 03 0021, 4", // PPP of pppd: received, control, protocol
    "166, 01 57, 6", // without control and with a short protocol
    "205, 00 0f00 0800, 4", // Cisco HDLC
    "206, 01 1841 03 cc, 4", // Frame Relay
    "182, c001 1841 03 cc, 4", // FRF.16: begin and end
    "182, c0ff 1841 03 8e, 6",
    "219, 00010040 00011140, 4", // MPLS
    "8, 00 45 0000000000000000000000000000, 4", // SLIP: received
    "8, 01 45 0000000000000000000000000000, 6",
    "109, 02000000 00001001 00000000, 4", // ENC: family, SPI, flags
    "117, 3d02 00 00 ZERO15 ZERO40 000000 0000, 4", // PFLOG: 61 bytes, filled up to 64
    "117, 6418 00 00 ZERO16 ZERO40 ZERO40, 6", // 100 bytes
    "226, 01 02 0000 ZERO20, 4", // IPNET
    "99, 000000000000 0800 ZERO36, 4", // Symantec's firewall, header of 44 bytes
    "99, 000000000000 86dd ZERO36, 6",
    "3, 9a9c6e868a40e0 9a9c6e868a4061 03 cc, 4", // AX.25: to, from, UI, IP
    "3, 9a9c6e868a40e0 9a9c6e868a4060 9a9c6e868a40e1 13 cc, 4", // by way of a third one
    "3, 9a9c6e868a40e0 9a9c6e868a4061 22 cc, 4", // numbered
    "202, 00 9a9c6e868a40e0 9a9c6e868a4061 03 cc, 4",
  })
  void pointToPointLinksCarryIp(int linkType, String header, int version) {
    assertKeyed(linkType, header, version);
  }

  @ParameterizedTest
  @CsvSource({
    "281, MACS 2c000080 0800, 4", // Broadcom: tag behind the addresses
    "282, 2c000080 MACS 86dd, 6", // and in front
    "284, MACS c0100539 0800, 4", // Marvell
    "285, MACS dada 0000 c0000000 0800, 4", // Marvell with an EtherType
    "285, MACS 9100 0000 c0000000 86dd, 6", // which can be set
    "240, 00000000 MACS 0800, 4", // netANALYZER
    "241, 00000000 55555555555555d5 MACS 0800, 4", // with preamble
    "259, 5555d555000100ff MACS 0800, 4", // EPON
    "274, 55555555555555d5 MACS 0800, 4", // mPacket: express
    "274, 55555555555555e6 MACS 86dd, 6", // or the start of one that may be interrupted
    "143, 00 00 0000 0000 MACS 0800, 4", // DOCSIS
    "143, 01 03 0000 010203 0000 MACS 0800, 4", // extended header of three bytes
    "192, 00 00 0800 01000000 MACS 0800, 4", // PPI: Ethernet
    "192, 00 00 0c00 0c000000 00000000, 6", // raw IP behind a field
    "197, 0000000000000000 02 04 0000 0000 0000 0000 MACS 0800, 4", // ERF: Ethernet
    "197, 0000000000000000 82 04 0000 0000 0000 8300000000000000 0200000000000000 0000 MACS 0800, 4",
    "197, 0000000000000000 01 04 0000 0000 0000 ff03 0021, 4", // HDLC
    "197, 0000000000000000 04 04 0000 0000 0000 00000640 aaaa03 000000 0800, 4", // AAL5
    "197, 0000000000000000 16 04 0000 0000 0000, 4",
    "197, 0000000000000000 17 04 0000 0000 0000, 6",
    "258, 6c000000 01000000 01000000 ZERO24 01000000 ZERO68 MACS 0800, 4", // PKTAP: Ethernet
    "258, 70000000 01000000 0c000000 ZERO24 01000000 ZERO68 00000000, 6", // raw IP
    "149, 6c000000 01000000 00000000 ZERO24 01000000 ZERO68 02000000, 4", // loopback
  })
  void framesInOtherFramesCarryIp(int linkType, String header, int version) {
    assertKeyed(linkType, header, version);
  }

  @ParameterizedTest
  @CsvSource({
    "178, 4d4743 00 MACS 0800, 4", // Ethernet
    "178, 4d4743 80 0010 0301 0106 010e 0102 8c00 0404 4c01 0000 MACS 0800, 4", // extensions
    "178, 4d4743 02 00000002, 4", // no link layer: family, IP
    "178, 4d4743 82 0003 0301 01 00000002, 6",
    "167, 4d4743 01 540000000002 020000000001 0800, 4", // an address like a cookie
    "168, 4d4743 01 8864 1100 002a 0023 0021, 4", // PPPoE behind its EtherType
    "179, 4d4743 01 ff03 0021, 4", // PPP
    "180, 4d4743 01 1841 03 cc, 4", // Frame Relay
    "181, 4d4743 01 0f00 86dd, 6", // Cisco HDLC
    "130, 4d4743 01 0001 0021, 4", // multilink PPP: cookie of 2
    "130, 4d4743 01 54000000 ff03 0057, 6", // link services: of 4
    "130, 4d4743 01 4700000000000000, 4", // adaptive services: of 8 with the protocol
    "130, 4d4743 01 4700000000100000, 6",
    "130, 4d4743 01 4700000000200000 00010140, 4",
    "131, 4d4743 01 0001 03 cc, 4", // multilink Frame Relay
    "131, 4d4743 01 54000000 03 8e, 6",
    "134, 4d4743 01 00000001 03 cc, 4",
    "134, 4d4743 01 540000000000 03 cc, 4",
    "134, 4d4743 01 c001 1841 03 cc, 4", // of a member of the bundle
    "137, 4d4743 01 00000000 aaaa03 000000 0800, 4", // ATM
    "137, 4d4743 01 00000000, 4", // IP alone
    "135, 4d4743 01 0000000000000000 fefe03 8e, 6",
    "135, 4d4743 01 0000000000000000 03 cc, 4",
    "133, 4d4743 01 0000 02 00 0000 0000, 4", // GGSN
    "133, 4d4743 01 0000 06 00 0000 0000, 6",
    "136, 4d4743 01 0000000000000000, 4", // services
    "164, 4d4743 01 0000000000000000, 6", // monitor
    "132, 4d4743 01 0001 40 03 00001001 0a000001 0a000002, 4", // IPsec
  })
  void juniperFramesCarryIp(int linkType, String header, int version) {
    assertKeyed(linkType, header, version);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 41 MACS aaaa03 000000 0800, NOT_IP", // station management
    "10, 57 MACS 424203, NOT_IP",
    "10, 57 0200, TRUNCATED_HEADER",
    "6, 10 00 MACS 00 00, NOT_IP", // MAC frame
    "6, 10 40 020000000002 820000000001, TRUNCATED_HEADER", // the route is missing
    "6, 10 40 020000000002 820000000001 0130, BAD_HEADER", // a route of one byte
    "7, be 50 d4 01 0001, NOT_IP", // first of two parts
    "7, be 50 d5 00 0001, NOT_IP", // ARP
    "7, be 50 d4 ff 0001 d4, TRUNCATED_HEADER",
    "129, be 50 ea08 d5 00 0001, NOT_IP",
    "129, be 50 ea, TRUNCATED_HEADER",
    "100, 42, TRUNCATED_HEADER",
    "100, 03 81, NOT_IP",
    "123, 02 00 0005 aaaa03 000000 0800, NOT_IP", // signalling
    "166, 00, TRUNCATED_HEADER",
    "182, 8001 1841 03 cc, NOT_IP", // begin of a packet
    "182, e001 1841 03 cc, NOT_IP", // control
    "182, c0, TRUNCATED_HEADER",
    "8, 00 45, TRUNCATED_HEADER",
    "117, 2c02 ZERO62, BAD_HEADER",
    "117, 3d02, TRUNCATED_HEADER",
    "3, 9a9c6e868a40e0 9a9c6e868a4061 03 f0, NOT_IP", // text
    "3, 9a9c6e868a40e0 9a9c6e868a4061 3f cc, NOT_IP", // a command
    "3, 9a9c6e868a40e0 9a, TRUNCATED_HEADER",
    "202, 01 9a9c6e868a40e0 9a9c6e868a4061 03 cc, NOT_IP", // a setting of the modem
    "281, MACS 2c000080 08, TRUNCATED_HEADER",
    "285, MACS dada 0000 c0, TRUNCATED_HEADER",
    "284, MACS c0100539 0806, NOT_IP",
    "274, 5555555555555561 MACS 0800, NOT_IP", // goes on
    "143, c0 00 0000 0000 MACS 0800, NOT_IP", // management
    "197, 0000000000000000 30 04 0000 0000 0000, NOT_IP", // padding
    "197, 0000000000000000 82 04 0000 0000 0000 8000, TRUNCATED_HEADER",
    "258, 00000000 01000000 01000000 ZERO24 01000000 ZERO68, BAD_HEADER",
    "258, 6c000000 00000000 01000000 ZERO24 01000000 ZERO68, NOT_IP", // no packet
    "258, 6c000000 01000000 02010000 ZERO24 01000000 ZERO68, UNKNOWN_LINK_TYPE", // nested
    "258, 6c000000, TRUNCATED_HEADER",
    "149, 4500, UNKNOWN_LINK_TYPE", // what anybody wants it to be
    "178, 4d4744 00 MACS 0800, BAD_HEADER",
    "178, 4d4743 80 ffff 00, TRUNCATED_HEADER",
    "178, 4d4743 02 00000002 50, NOT_IP",
    "178, 4d47, TRUNCATED_HEADER",
    "137, 4d4743 01 80000000 aaaa03 000000 0800, NOT_IP", // a cell
    "135, 4d4743 01 0000000000000010 aaaa03 000000 0800, NOT_IP",
    "133, 4d4743 01 0000 01 00 0000 0000, NOT_IP",
    "132, 4d4743 01 0001 40 09 00001001 0a000001 0a000002, NOT_IP",
    "130, 4d4743 01 47000000, TRUNCATED_HEADER",
    "130, 4d4743 01 4700000000300000, NOT_IP", // of the ISO
  })
  void framesWithoutIpSayWhy(int linkType, String frame, Unkeyed reason) {
    assertThat(Decode.frame(bytes(frame), linkType).unkeyed).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 00 45 0000000000000000000000000000, 1",
    "8, 01 45 0000000000000000000000000000, 2",
    "117, 3d02 ZERO20 ZERO36 0000 01 000000, 1",
    "117, 3d02 ZERO20 ZERO36 0000 02 000000, 2",
    "117, 3d02 ZERO20 ZERO36 0000 00 000000, 0",
    "123, 02 00 0064 aaaa03 000000 0800, 1",
    "123, 82 00 0064 aaaa03 000000 0800, 2",
    "166, 00 03 0021, 1",
    "205, 01 0f00 0800, 2",
    "206, 00 1841 03 cc, 1",
    "178, 4d4743 01 MACS 0800, 1",
    "178, 4d4743 00 MACS 0800, 2",
    "258, 6c000000 01000000 01000000 ZERO24 01000000 ZERO68 MACS 0800, 1",
    "258, 6c000000 01000000 01000000 ZERO24 02000000 ZERO68 MACS 0800, 2",
    "258, 6c000000 01000000 01000000 ZERO24 00000000 ZERO68 MACS 0800, 0",
  })
  void headersTellTheDirection(int linkType, String header, int direction) {
    DecodedPacket p = Decode.frame(Packets.concat(bytes(header), IPV4), linkType);
    assertThat(p.unkeyed).isNull();
    assertThat(p.captureDirection).isEqualTo(direction);
  }

  @Test
  void aDirectionOfTheCaptureFileStaysWhereTheHeaderTellsNone() {
    byte[] frame = Packets.concat(bytes("02000000 00001001 00000000"), IPV4);
    DecodedPacket p = new DecodedPacket();
    new PacketDecoder()
        .decode(frame, 0, frame.length, frame.length, LinkLayer.ENC, PacketRecord.DIRECTION_IN, p);
    assertThat(p.captureDirection).isEqualTo(PacketRecord.DIRECTION_IN);
  }

  @Test
  void marvellsTagTakesThePlaceOfTheVlanTag() {
    byte[] tagged = Packets.concat(bytes("MACS e0100539 0800"), IPV4);
    byte[] untagged = Packets.concat(bytes("MACS c0100539 0800"), IPV4);
    byte[] twice = Packets.concat(bytes("MACS dada 0000 e0100539 8100 0007 0800"), IPV4);
    assertThat(vlans(tagged, LinkLayer.DSA_TAG_DSA)).containsExactly(0x539);
    assertThat(vlans(untagged, LinkLayer.DSA_TAG_DSA)).isEmpty();
    assertThat(vlans(twice, LinkLayer.DSA_TAG_EDSA)).containsExactly(0x539, 7);
  }

  private static int[] vlans(byte[] frame, int linkType) {
    DecodedPacket p = Decode.frame(frame, linkType);
    assertThat(p.unkeyed).isNull();
    return Arrays.copyOf(p.vlanIds, p.vlanCount);
  }

  @ParameterizedTest
  @ValueSource(ints = {143, 167, 178, 192, 240, 258, 259, 274, 281, 282, 284, 285})
  void addressesAreThoseOfTheEthernetFrame(int linkType) {
    String header =
        switch (linkType) {
          case 143 -> "00 00 0000 0000 MACS 0800";
          case 167, 178 -> "4d4743 01 MACS 0800";
          case 192 -> "00 00 0800 01000000 MACS 0800";
          case 240 -> "00000000 MACS 0800";
          case 258 -> "6c000000 01000000 01000000 ZERO24 01000000 ZERO68 MACS 0800";
          case 259 -> "5555d555000100ff MACS 0800";
          case 274 -> "55555555555555d5 MACS 0800";
          case 281 -> "MACS 2c000080 0800";
          case 282 -> "2c000080 MACS 0800";
          case 284 -> "MACS c0100539 0800";
          default -> "MACS dada 0000 c0000000 0800";
        };
    DecodedPacket p = Decode.frame(Packets.concat(bytes(header), IPV4), linkType);
    assertThat(Arrays.copyOfRange(p.bytes, p.destinationMacOffset, p.destinationMacOffset + 12))
        .isEqualTo(Hex.bytes(MACS));
    assertThat(p.sourceMacOffset).isEqualTo(p.destinationMacOffset + 6);
  }

  private static void assertKeyed(int linkType, String header, int version) {
    DecodedPacket p =
        Decode.frame(Packets.concat(bytes(header), version == 4 ? IPV4 : IPV6), linkType);
    assertThat(p.unkeyed).isNull();
    assertThat(p.ipVersion).isEqualTo(version);
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
    assertThat(p.badIpChecksum || p.badTransportChecksum).isFalse();
  }
}
