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
    "8909 01 01 0001 0007 0806, NOT_IP"
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

  @Test
  void tagsWithoutEndAreWalkedInAFrameOfAnySize() {
    byte[] tag = Hex.bytes("00 000007 020000000002 020000000001 88e7");
    byte[][] nested = new byte[14_000][];
    Arrays.fill(nested, tag);
    byte[] endless = Packets.concat(Hex.bytes(MACS, "88e7"), Packets.concat(nested));
    assertThat(Decode.ethernet(endless).unkeyed).isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }
}
