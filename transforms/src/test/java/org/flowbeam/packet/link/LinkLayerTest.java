package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.flowbeam.fixtures.packet.Link;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.decode.PacketDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
  private static final byte[] IPV4 =
      Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).payload("hello");
  private static final byte[] IPV6 =
      Packets.ipv6("fe80::1", "fe80::2").udp(5000, 53).payload("hello");

  @Test
  void ethernetPaddingIsNoPayload() {
    byte[] frame =
        Hex.bytes(
            "020000000002 020000000001 0800", // to, from, IPv4
            "45000021 00010000 401166c9 0a000001 0a000002", // total length 33
            "1388 0035 000d 0000", // UDP 5000 to 53, length 13, no checksum
            "68656c6c6f", // hello
            "000000000000"); // padding
    DecodedPacket p = Decode.ethernet(frame);
    assertKeyed(p, 4);
    assertThat(p.payloadLength).isEqualTo(5);
    assertThat(p.payloadCaptured).isEqualTo(5);
    assertThat(p.payloadOffset).isEqualTo(42);
    assertThat(p.ipLength).isEqualTo(33);
    assertThat(p.destinationMacOffset).isEqualTo(0);
    assertThat(p.sourceMacOffset).isEqualTo(6);
    assertThat(p.badIpChecksum).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8100, 0x88a8, 0x9100, 0x9200, 0x9300})
  void everyVlanTagTypeIsFollowed(int tagType) {
    byte[] frame =
        Packets.ethernet()
            .tag(tagType, 7)
            .vlan(4095)
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(5000, 53)
            .bytes();
    DecodedPacket p = Decode.ethernet(frame);
    assertKeyed(p, 4);
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(7, 4095);
  }

  @ParameterizedTest
  @CsvSource({"0021, 4", "0057, 6"})
  void pppoeSessionsCarryIp(String protocol, int version) {
    byte[] header =
        Hex.bytes(
            "020000000002 020000000001 8100 0005 8864", // to, from, VLAN 5, PPPoE session
            "11 00 002a 0023", // version 1 type 1, session data, session 42, length
            protocol);
    DecodedPacket p = Decode.ethernet(Packets.concat(header, version == 4 ? IPV4 : IPV6));
    assertKeyed(p, version);
    assertThat(p.vlanIds[0]).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "8864 1100 002a 0002 c021, NOT_IP", // link control protocol
    "8864 1165 002a 0002 0021, NOT_IP", // a code that is no session data
    "8864 2100 002a 0002 0021, NOT_IP", // another version
    "8864 1100 002a 0004 0f000800, NOT_IP", // HDLC framing, which PPPoE has not
    "8863 1109 0000 0000, NOT_IP", // discovery
    "8864 1100 002a 00, TRUNCATED_HEADER",
    "8864 1100 002a 0002, TRUNCATED_HEADER"
  })
  void pppoeWithoutIpSaysWhy(String afterAddresses, Unkeyed reason) {
    byte[] frame = Hex.bytes("020000000002 020000000001", afterAddresses);
    assertThat(Decode.ethernet(frame).unkeyed).isEqualTo(reason);
  }

  @Test
  void fabricPathCarriesTheFrameOfTheHosts() {
    byte[] fabric = Hex.bytes("020000000102 020000000101 8903 1401"); // switches, type, tag
    byte[] hosts = Packets.ethernet().vlan(9).ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    DecodedPacket p = Decode.ethernet(Packets.concat(fabric, hosts));
    assertKeyed(p, 4);
    assertThat(p.sourceMacOffset).isEqualTo(16 + 6);
    assertThat(p.vlanIds[0]).isEqualTo(9);
    assertThat(Decode.ethernet(Packets.concat(fabric, Arrays.copyOf(hosts, 13))).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
    byte[] twice = Packets.concat(fabric, fabric, hosts);
    assertThat(Decode.ethernet(twice).sourceMacOffset).isEqualTo(16 + 16 + 6);
  }

  @Test
  void vlanPriorityIsNoPartOfTheId() {
    byte[] frame = Packets.concat(Hex.bytes("020000000002 020000000001 8100 f005 0800"), IPV4);
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.vlanIds[0]).isEqualTo(5);
  }

  @Test
  void vlanStacksBeyondTheRecordedOnesAreStillDecoded() {
    Link link = Packets.ethernet();
    for (int id = 1; id <= 12; id++) {
      link.vlan(id);
    }
    DecodedPacket p = Decode.ethernet(link.ipv6("fe80::1", "fe80::2").udp(5000, 53).bytes());
    assertKeyed(p, 6);
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void snapHeaderOfOrganisationZeroCarriesIp() {
    byte[] header = Hex.bytes("020000000002 020000000001 0029", "aaaa03 000000 0800");
    assertKeyed(Decode.ethernet(Packets.concat(header, IPV4)), 4);
  }

  @ParameterizedTest
  @CsvSource({
    "0000 aaaa03 00000c 2000, NOT_IP", // SNAP of Cisco: CDP
    "0026 424203 0000 00 0000, NOT_IP", // spanning tree
    "0029 aaaa03 000000 0806, NOT_IP", // SNAP with ARP
    "0029 aaaa03 0000, TRUNCATED_HEADER",
    "0029 aaaa, TRUNCATED_HEADER",
    "0806 0001, NOT_IP", // ARP
    "88cc, NOT_IP", // LLDP
    "05ff 4500, NOT_IP", // neither a length nor an EtherType
    "8100 0001, TRUNCATED_HEADER", // a tag of two bytes
    "8100, TRUNCATED_HEADER",
    "0800, TRUNCATED_HEADER",
  })
  void framesWithoutIpSayWhy(String afterMacs, Unkeyed reason) {
    DecodedPacket p = Decode.ethernet(Hex.bytes("020000000002 020000000001", afterMacs));
    assertThat(p.unkeyed).isEqualTo(reason);
    assertThat(p.sourceMacOffset).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "3, 1", "4, 2", "5, 0", "6, 0"})
  void cookedPacketTypeIsTheDirection(int packetType, int direction) {
    byte[] v1 =
        Packets.sll().packetType(packetType).ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    byte[] v2 =
        Packets.sll2().packetType(packetType).ipv6("fe80::1", "fe80::2").udp(5000, 53).bytes();
    DecodedPacket first = Decode.frame(v1, LinkLayer.LINUX_SLL);
    DecodedPacket second = Decode.frame(v2, LinkLayer.LINUX_SLL2);
    assertKeyed(first, 4);
    assertKeyed(second, 6);
    assertThat(first.captureDirection).isEqualTo(direction);
    assertThat(second.captureDirection).isEqualTo(direction);
  }

  @Test
  void cookedHeaderOverridesTheDirectionOfTheCaptureFile() {
    byte[] frame = Packets.sll().packetType(4).ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    DecodedPacket p = new DecodedPacket();
    new PacketDecoder().decode(frame, 0, frame.length, frame.length, LinkLayer.LINUX_SLL, 1, p);
    assertThat(p.captureDirection).isEqualTo(PacketRecord.DIRECTION_OUT);
    byte[] bare = IPV4;
    new PacketDecoder().decode(bare, 0, bare.length, bare.length, LinkLayer.RAW, 1, p);
    assertThat(p.captureDirection).isEqualTo(PacketRecord.DIRECTION_IN);
  }

  @Test
  void cookedSenderIsKeptWhenItIsAMacAddress() {
    String address = "0200000000aa0000";
    byte[] ethernet = Hex.bytes("0000 0001 0006", address, "0800");
    byte[] tunnel = Hex.bytes("0000 0300 0004", address, "0800");
    DecodedPacket mac = Decode.frame(Packets.concat(ethernet, IPV4), LinkLayer.LINUX_SLL);
    DecodedPacket other = Decode.frame(Packets.concat(tunnel, IPV4), LinkLayer.LINUX_SLL);
    assertThat(mac.sourceMacOffset).isEqualTo(6);
    assertThat(mac.destinationMacOffset).isEqualTo(-1);
    assertThat(other.sourceMacOffset).isEqualTo(-1);
    assertKeyed(other, 4);
  }

  @Test
  void cookedSenderOfVersionTwoIsKeptWhenItIsAMacAddress() {
    byte[] header = Hex.bytes("86dd 0000 00000002 0001 00 06 0200000000aa0000");
    DecodedPacket p = Decode.frame(Packets.concat(header, IPV6), LinkLayer.LINUX_SLL2);
    assertKeyed(p, 6);
    assertThat(p.sourceMacOffset).isEqualTo(12);
  }

  @Test
  void cookedFramesMayCarryVlanTagsAndSnap() {
    byte[] vlan = Hex.bytes("0000 0001 0006 0200000000aa0000 8100", "0005 0800");
    byte[] snap = Hex.bytes("0000 0001 0006 0200000000aa0000 0004", "aaaa03 000000 0800");
    DecodedPacket p = Decode.frame(Packets.concat(vlan, IPV4), LinkLayer.LINUX_SLL);
    assertKeyed(p, 4);
    assertThat(p.vlanIds[0]).isEqualTo(5);
    assertKeyed(Decode.frame(Packets.concat(snap, IPV4), LinkLayer.LINUX_SLL), 4);
  }

  @Test
  void cookedNetlinkMessagesAreNotIp() {
    byte[] header = Hex.bytes("0004 0338 0000 0000000000000000 0800"); // ARPHRD_NETLINK
    DecodedPacket p = Decode.frame(Packets.concat(header, IPV4), LinkLayer.LINUX_SLL);
    assertThat(p.unkeyed).isEqualTo(Unkeyed.NOT_IP);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 14, 101})
  void rawPacketsTellTheirVersion(int linkType) {
    assertKeyed(Decode.frame(IPV4, linkType), 4);
    assertKeyed(Decode.frame(IPV6, linkType), 6);
    assertThat(Decode.frame(Hex.bytes("50 00"), linkType).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
    assertThat(Decode.frame(new byte[0], linkType).unkeyed).isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @Test
  void linkTypesOfOneVersionRefuseTheOther() {
    assertKeyed(Decode.frame(IPV4, LinkLayer.IPV4), 4);
    assertKeyed(Decode.frame(IPV6, LinkLayer.IPV6), 6);
    assertThat(Decode.frame(IPV6, LinkLayer.IPV4).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
    assertThat(Decode.frame(IPV4, LinkLayer.IPV6).unkeyed).isEqualTo(Unkeyed.BAD_HEADER);
  }

  @Test
  void bsdLoopbackIsReadInEitherByteOrder() {
    byte[] little =
        Packets.nullLoopback(ByteOrder.LITTLE_ENDIAN)
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(5000, 53)
            .bytes();
    byte[] big = Packets.loop().ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();
    assertKeyed(Decode.frame(little, LinkLayer.NULL), 4);
    assertKeyed(Decode.frame(big, LinkLayer.NULL), 4);
    assertKeyed(Decode.frame(big, LinkLayer.LOOP), 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"18000000", "1c000000", "1e000000", "0000001e", "0a000000"})
  void everySystemsNumberForIpv6IsKnown(String family) {
    assertKeyed(Decode.frame(Packets.concat(Hex.bytes(family), IPV6), LinkLayer.NULL), 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000800", "00080000"})
  void anEtherTypeInPlaceOfAFamilyIsRead(String type) {
    assertKeyed(Decode.frame(Packets.concat(Hex.bytes(type), IPV4), LinkLayer.NULL), 4);
  }

  @Test
  void otherAddressFamiliesAreNotIp() {
    byte[] appleTalk = Packets.concat(Hex.bytes("10000000"), IPV4);
    assertThat(Decode.frame(appleTalk, LinkLayer.NULL).unkeyed).isEqualTo(Unkeyed.NOT_IP);
  }

  @ParameterizedTest
  @CsvSource({"ff03 0021, 4", "0021, 4", "ff03 21, 4", "21, 4", "ff03 0057, 6", "57, 6"})
  void pppHeadersMayBeCompressed(String header, int version) {
    byte[] frame = Packets.concat(Hex.bytes(header), version == 4 ? IPV4 : IPV6);
    assertKeyed(Decode.frame(frame, LinkLayer.PPP), version);
    assertKeyed(Decode.frame(frame, LinkLayer.PPP_HDLC), version);
  }

  @Test
  void ciscoHdlcCarriesAnEtherType() {
    byte[] frame = Packets.concat(Hex.bytes("0f00 0800"), IPV4);
    assertKeyed(Decode.frame(frame, LinkLayer.PPP_HDLC), 4);
  }

  @ParameterizedTest
  @CsvSource({
    "ff03 c021 0101, NOT_IP", // link control protocol
    "ff03, TRUNCATED_HEADER",
    "ff03 00, TRUNCATED_HEADER",
    "ff, TRUNCATED_HEADER",
  })
  void pppFramesWithoutIpSayWhy(String frame, Unkeyed reason) {
    assertThat(Decode.frame(Hex.bytes(frame), LinkLayer.PPP).unkeyed).isEqualTo(reason);
  }

  @Test
  void otherLinkTypesAreUnknown() {
    for (int linkType = -1; linkType < 300; linkType++) {
      int type = linkType;
      boolean decoded = Arrays.stream(LinkLayer.decodedTypes()).anyMatch(t -> t == type);
      Unkeyed reason = Decode.frame(IPV4, linkType).unkeyed;
      assertThat(reason == Unkeyed.UNKNOWN_LINK_TYPE).as("link type %d", type).isEqualTo(!decoded);
    }
  }

  private static void assertKeyed(DecodedPacket p, int version) {
    assertThat(p.unkeyed).isNull();
    assertThat(p.ipVersion).isEqualTo(version);
    assertThat(p.protocol).isEqualTo(IpProtocol.UDP);
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
    assertThat(p.badTransportChecksum).isFalse();
  }
}
