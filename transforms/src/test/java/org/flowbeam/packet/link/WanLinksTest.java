package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frame Relay, Cisco HDLC, PPP with a direction, PPPoE, and Linux's netfilter log. */
class WanLinksTest {
  private static final byte[] IPV4 = Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
  private static final byte[] IPV6 = Packets.ipv6("fe80::1", "fe80::2").udp(5000, 53).bytes();

  @ParameterizedTest
  @CsvSource({
    "107, 1841 03 cc, 4", // DLCI 100: address of two bytes, UI, NLPID of IPv4
    "107, 1841 03 8e, 6",
    "107, 1841 03 00 cc, 4", // padding before the NLPID
    "107, 184001 03 cc, 4", // address of three bytes
    "107, 18404001 03 cc, 4", // and of four
    "107, 1841 0800, 4", // Cisco: an EtherType
    "107, 1841 86dd, 6",
    "107, 1841 03 00 80 000000 0800, 4", // SNAP
    "107, 1841 03 00 80 0080c2 0007 020000000002 020000000001 0800, 4", // bridged Ethernet
    "107, 1841 03 cf 0021, 4", // PPP
    "107, 1841 8847 00010140, 4", // MPLS
    "104, 0f00 0800, 4", // Cisco HDLC: unicast, control, EtherType
    "104, 8f00 86dd, 6",
    "104, 0f00 8847 00010140, 4",
    "204, 00 ff03 0021, 4",
    "204, 01 0057, 6",
    "51, 1100 002a 0023 0021, 4", // PPPoE session 42
    "51, 1100 002a 0023 57, 6",
  })
  void linksCarryIp(int linkType, String header, int version) {
    DecodedPacket p =
        Decode.frame(Packets.concat(Hex.bytes(header), version == 4 ? IPV4 : IPV6), linkType);
    assertKeyed(p, version);
  }

  @ParameterizedTest
  @CsvSource({
    "107, 1841 03 81, NOT_IP", // CLNP
    "107, 0001 03 08 00, NOT_IP", // LMI
    "107, 1841 0806, NOT_IP", // ARP
    "107, 1941 03 cc, BAD_HEADER", // the first byte says that it is the last
    "107, 1840 4040 01, BAD_HEADER", // five bytes of address
    "107, 1841 03, TRUNCATED_HEADER",
    "107, 1841 03 00, TRUNCATED_HEADER",
    "107, 1841 03 80 000000, TRUNCATED_HEADER",
    "107, 1841, TRUNCATED_HEADER",
    "107, 18, TRUNCATED_HEADER",
    "107, '', TRUNCATED_HEADER",
    "104, 8f00 8035, NOT_IP", // SLARP
    "104, 0f00 08, TRUNCATED_HEADER",
    "204, '', TRUNCATED_HEADER",
    "204, 00 ff03 c021, NOT_IP",
    "51, 1109 0000 0000, NOT_IP", // discovery
    "51, 1100 002a, TRUNCATED_HEADER",
  })
  void framesWithoutIpSayWhy(int linkType, String frame, Unkeyed reason) {
    assertThat(Decode.frame(Hex.bytes(frame), linkType).unkeyed).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"00, 1", "01, 2"})
  void pppMayTellItsDirection(String first, int direction) {
    DecodedPacket p =
        Decode.frame(Packets.concat(Hex.bytes(first, "ff03 0021"), IPV4), LinkLayer.PPP_WITH_DIR);
    assertThat(p.captureDirection).isEqualTo(direction);
  }

  @Test
  void pppoeSessionIsATunnel() {
    byte[] header = Hex.bytes("020000000002 020000000001 8864 1100 002a 0023 0021");
    DecodedPacket p = Decode.ethernet(Packets.concat(header, IPV4));
    assertThat(p.tunnels.texts()).containsExactly("pppoe:42");
  }

  /** Attributes of one byte order, whatever that of the machine that reads them. */
  @ParameterizedTest
  @CsvSource({
    "02, 0800 0100 0800 01 00, 2400 0900, 4", // packet header: IPv4, hook 1; payload of 32 bytes
    "02, 0008 0001 0800 01 00, 0024 0009, 4", // the same in network order
    "0a, 0800 0100 86dd 01 00, 3400 0900, 6",
    "07, 0800 0100 0800 01 00, 2400 0900, 4", // of a bridge: the packet header tells
    "07, 0800 0100 86dd 01 00, 3400 0900, 6",
    "02, 0500 0a00 00 000000 0800 0500 00000001, 2400 0900, 4", // prefix, filled up; device
  })
  void netfilterLogsCarryIp(String family, String before, String payload, int version) {
    byte[] header = Hex.bytes(family, "00 0000", before, payload);
    DecodedPacket p =
        Decode.frame(Packets.concat(header, version == 4 ? IPV4 : IPV6), LinkLayer.NFLOG);
    assertKeyed(p, version);
    assertThat(p.sourceMacOffset).isEqualTo(-1);
  }

  @Test
  void netfilterLogsTellTheSendersAddress() {
    byte[] header =
        Hex.bytes(
            "02 00 0000",
            "1000 0800 0006 0000 0200000000aa 0000", // length 6, padding, address filled up to 8
            "2400 0900");
    DecodedPacket p = Decode.frame(Packets.concat(header, IPV4), LinkLayer.NFLOG);
    assertKeyed(p, 4);
    assertThat(p.sourceMacOffset).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({
    "02 00 00, TRUNCATED_HEADER",
    "02 00 0000, NOT_IP", // no attribute
    "02 00 0000 0800 0100 0800 0100, NOT_IP", // no payload
    "02 00 0000 0300 0100, BAD_HEADER", // shorter than itself
    "02 00 0000 0000 0000, BAD_HEADER",
    "02 00 0000 ffff 0100, TRUNCATED_HEADER",
    "02 00 0000 0400 0900, TRUNCATED_HEADER", // an empty payload
    "07 00 0000 0800 0100 0806 0100 0400 0900, NOT_IP", // ARP of a bridge
  })
  void damagedNetfilterLogsSayWhy(String frame, Unkeyed reason) {
    assertThat(Decode.frame(Hex.bytes(frame), LinkLayer.NFLOG).unkeyed).isEqualTo(reason);
  }

  private static void assertKeyed(DecodedPacket p, int version) {
    assertThat(p.unkeyed).isNull();
    assertThat(p.ipVersion).isEqualTo(version);
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
  }
}
