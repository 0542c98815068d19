package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MplsTest {
  private static final String TO_ROUTER = "020000000002 020000000001";
  private static final byte[] IPV4 = Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
  private static final byte[] IPV6 = Packets.ipv6("fe80::1", "fe80::2").udp(5000, 53).bytes();

  @ParameterizedTest
  @ValueSource(strings = {"8847", "8848"})
  void everyLabelOfTheStackIsATunnel(String etherType) {
    byte[] header =
        Hex.bytes(
            TO_ROUTER,
            etherType,
            "00010 0 40", // label 16, not the last, TTL 64
            "fffff f 01"); // label 1048575, class 7, the last, TTL 1
    DecodedPacket p = Decode.ethernet(Packets.concat(header, IPV4));
    assertKeyed(p, 4);
    assertThat(p.tunnels.texts()).containsExactly("mpls:16", "mpls:1048575");
    assertThat(p.sourceMacOffset).isEqualTo(6);
  }

  @Test
  void firstNibbleTellsTheIpVersion() {
    byte[] header = Hex.bytes(TO_ROUTER, "8847 0001 0140");
    assertKeyed(Decode.ethernet(Packets.concat(header, IPV4)), 4);
    assertKeyed(Decode.ethernet(Packets.concat(header, IPV6)), 6);
  }

  @Test
  void whatIsNotIpIsAPseudowire() {
    byte[] header = Hex.bytes(TO_ROUTER, "8100 0007 8847 00010140");
    byte[] frame =
        Packets.ethernet()
            .macs("20:00:00:00:00:0a", "20:00:00:00:00:0b")
            .vlan(9)
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(5000, 53)
            .bytes();
    DecodedPacket p = Decode.ethernet(Packets.concat(header, frame));
    assertKeyed(p, 4);
    assertThat(p.tunnels.texts()).containsExactly("mpls:16", "pw");
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(9);
    assertThat(p.sourceMacOffset).isEqualTo(22 + 6);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, 00:00:00:00:00:0b", // control word without sequence, address that looks like one
    "00000001, 02:00:00:00:00:0b", // control word with sequence 1
    "'', 02:00:00:00:00:0b", // no control word, address that looks like one
    "'', 20:00:00:00:00:0b", // no control word
  })
  void controlWordIsToldFromAnAddress(String controlWord, String destination) {
    byte[] header = Hex.bytes(TO_ROUTER, "8847 00010140", controlWord);
    byte[] frame =
        Packets.ethernet()
            .macs("02:00:00:00:00:0a", destination)
            .ipv6("fe80::1", "fe80::2")
            .udp(5000, 53)
            .bytes();
    DecodedPacket p = Decode.ethernet(Packets.concat(header, frame));
    assertKeyed(p, 6);
    assertThat(p.destinationMacOffset).isEqualTo(header.length);
  }

  @ParameterizedTest
  @CsvSource({
    "00010140 10000000, NOT_IP", // associated channel (RFC 4385)
    "00010140 00000000 020000000002 020000000001 0806, NOT_IP", // ARP in a pseudowire
    "00010040 000101, TRUNCATED_HEADER", // second label cut
    "00010140, TRUNCATED_HEADER", // nothing below
    "00010140 20, TRUNCATED_HEADER", // pseudowire cut
    "00010140 50, TRUNCATED_HEADER", // no IP version: a cut pseudowire
  })
  void stacksWithoutIpSayWhy(String stack, Unkeyed reason) {
    DecodedPacket p = Decode.ethernet(Hex.bytes(TO_ROUTER, "8847", stack));
    assertThat(p.unkeyed).isEqualTo(reason);
  }

  @Test
  void labelsBeyondTheRecordedOnesAreStillFollowed() {
    byte[] labels = new byte[40];
    for (int i = 0; i < 10; i++) {
      labels[4 * i + 1] = (byte) (i + 1); // label 16 * (i + 1)
    }
    labels[38] = 1; // the last
    DecodedPacket p = Decode.ethernet(Packets.concat(Hex.bytes(TO_ROUTER, "8847"), labels, IPV4));
    assertKeyed(p, 4);
    assertThat(p.tunnels.count()).isEqualTo(TunnelStack.MAX_DEPTH);
  }

  @Test
  void pseudowiresInPseudowiresAreOpenedToTheDepthOfTunnels() {
    byte[] wire = Hex.bytes("200000000002 200000000001 8847 00010140");
    byte[][] nested = new byte[20_000][];
    Arrays.fill(nested, wire);
    byte[] endless = Packets.concat(nested);
    DecodedPacket p = Decode.ethernet(endless);
    assertThat(p.unkeyed).isEqualTo(Unkeyed.NOT_IP);
    assertThat(p.tunnels.count()).isEqualTo(TunnelStack.MAX_DEPTH);
  }

  @ParameterizedTest
  @CsvSource({"0281", "0283"})
  void pppCarriesLabelsToo(String protocol) {
    DecodedPacket p =
        Decode.frame(Packets.concat(Hex.bytes("ff03", protocol, "00010140"), IPV4), LinkLayer.PPP);
    assertKeyed(p, 4);
    assertThat(p.tunnels.texts()).containsExactly("mpls:16");
  }

  private static void assertKeyed(DecodedPacket p, int version) {
    assertThat(p.unkeyed).isNull();
    assertThat(p.ipVersion).isEqualTo(version);
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
  }
}
