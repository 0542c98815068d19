package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagsTest {
  private static final String MACS = "020000000002 020000000001";
  private static final byte[] IPV4 = Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();

  @ParameterizedTest
  @CsvSource({
    "893f 0001 0002 00 00 0800", // 802.1BR: priority and ingress id, group and id, extensions
    "8909 01 01 0001 0007 0800", // Cisco MetaData: version 1, one word: option 1, group 7
    "8909 01 02 0001 0007 0000 0000 0800", // two words
    "d28b 0001 0010 0000000000000000 0800", // Arista: time, version, 64 bits
    "d28b 0001 0121 000000000000 0800", // 48 bits of UTC, of other hardware
    "88e5 00 00 00000001 0800", // MACsec, integrity only: control, short length, packet number
    "88e5 20 00 00000001 0200000000010001 0800", // the same with an SCI
    "8926 8002 0001 0800", // VN-Tag: destination and source interface
    "8100 0005 8926 0002 8001 8100 0007 0800", // between VLAN tags
    "dada 0000 c0100539 0800", // Marvell: reserved, ports and VLAN
    "8909 01 01 0001 0007 8926 8002 0001 0800",
    "8909 01 01 0001 0007 8100 0005 893f 0001 0002 00 00 0800", // one behind the other
  })
  void tagsAreFollowed(String tags) {
    DecodedPacket p = Decode.ethernet(Packets.concat(Hex.bytes(MACS, tags), IPV4));
    assertThat(p.unkeyed).isNull();
    assertThat(p.destinationPort).isEqualTo(53);
    assertThat(p.tunnels.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "88e5 0c 00 00000001 0800, NOT_IP", // encrypted and changed
    "88e5 08 00 00000001 0800, NOT_IP",
    "d28b 0002 0010 0000000000000000 0800, NOT_IP", // no time
    "d28b 0001 0030 0000000000000000 0800, NOT_IP", // of unknown length
    "d28b 0001 00, TRUNCATED_HEADER",
    "88e5, TRUNCATED_HEADER",
    "88e5 20 00 00000001 0200000000010001 08, TRUNCATED_HEADER",
    "8909 01, TRUNCATED_HEADER",
    "8909 01 ff 0001 0007 0800, TRUNCATED_HEADER",
    "893f 0001 0002 00 00 08, TRUNCATED_HEADER",
    "88e7 00000007, TRUNCATED_HEADER",
    "8909 01 01 0001 0007 0806, NOT_IP",
    "8926 8002 0001 08, TRUNCATED_HEADER",
    "8926 8002 0001 0806, NOT_IP",
    "dada 0000 c01005, TRUNCATED_HEADER",
    "22f3 00, TRUNCATED_HEADER",
    "22f3 0040 0001 0002 00000000, TRUNCATED_HEADER", // TRILL with an option
  })
  void tagsWithoutIpSayWhy(String tags, Unkeyed reason) {
    assertThat(Decode.ethernet(Hex.bytes(MACS, tags)).unkeyed).isEqualTo(reason);
  }

  @Test
  void backboneFramesAreThoseOfTheCustomers() {
    byte[] backbone =
        Hex.bytes(MACS, "88a8 0064 88e7 00 000007"); // backbone VLAN 100, service instance 7
    byte[] customer = Packets.ethernet().vlan(9).ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    DecodedPacket p = Decode.ethernet(Packets.concat(backbone, customer));
    assertThat(p.unkeyed).isNull();
    assertThat(p.destinationMacOffset).isEqualTo(backbone.length);
    assertThat(p.sourceMacOffset).isEqualTo(backbone.length + 6);
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(100, 9);
  }

  @ParameterizedTest
  @CsvSource({"0001, ''", "0041, 01020304", "07c1, '00'"})
  void trillCarriesTheFrameOfTheHosts(String first, String options) {
    int words = Integer.parseInt(first, 16) >>> 6;
    byte[] bridges =
        Packets.concat(
            Hex.bytes(MACS, "22f3", first, "0001 0002"), // to bridge 1, from bridge 2
            options.length() > 2 ? Hex.bytes(options) : new byte[4 * words]);
    byte[] hosts = Packets.ethernet().vlan(9).ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    DecodedPacket p = Decode.ethernet(Packets.concat(bridges, hosts));
    assertThat(p.unkeyed).isNull();
    assertThat(p.destinationMacOffset).isEqualTo(bridges.length);
    assertThat(p.vlanIds[0]).isEqualTo(9);
  }

  @Test
  void aServiceHeaderIsATunnel() {
    String nsh = "894f 0fc2 02 01 000007 ff"; // TTL 63, two words, MD type 2, IPv4, path 7
    DecodedPacket p = Decode.ethernet(Packets.concat(Hex.bytes(MACS, "8100 0005", nsh), IPV4));
    assertThat(p.unkeyed).isNull();
    assertThat(p.tunnels.texts()).containsExactly("nsh:7");
    assertThat(p.vlanIds[0]).isEqualTo(5);
    byte[] frame = Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    byte[] ethernet = Hex.bytes(MACS, "894f 0fc6 01 03 000008 ff", "00".repeat(16));
    DecodedPacket inner = Decode.ethernet(Packets.concat(ethernet, frame));
    assertThat(inner.unkeyed).isNull();
    assertThat(inner.tunnels.texts()).containsExactly("nsh:8");
    assertThat(inner.destinationMacOffset).isEqualTo(ethernet.length);
  }

  @ParameterizedTest
  @CsvSource({
    "0fc2 02 06 000007 ff, NOT_IP", // a next protocol that is not known
    "4fc2 02 01 000007 ff, BAD_HEADER", // version 1
    "0fc1 02 01 000007 ff, BAD_HEADER", // shorter than itself
    "0fc2 02 01 000007, TRUNCATED_HEADER",
    "0fff 02 01 000007 ff, TRUNCATED_HEADER",
  })
  void serviceHeadersWithoutIpSayWhy(String nsh, Unkeyed reason) {
    assertThat(Decode.ethernet(Hex.bytes(MACS, "894f", nsh)).unkeyed).isEqualTo(reason);
  }

  @Test
  void tagsWithoutEndAreWalkedInAFrameOfAnySize() {
    byte[] tag = Hex.bytes("00 000007 020000000002 020000000001 88e7");
    byte[][] nested = new byte[14_000][];
    Arrays.fill(nested, tag);
    byte[] endless = Packets.concat(Hex.bytes(MACS, "88e7"), Packets.concat(nested));
    assertThat(Decode.ethernet(endless).unkeyed).isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }
}
