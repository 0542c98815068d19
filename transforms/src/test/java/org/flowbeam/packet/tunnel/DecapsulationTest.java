package org.flowbeam.packet.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.packet.tunnel.TunnelSamples.gre;
import static org.flowbeam.packet.tunnel.TunnelSamples.in4;
import static org.flowbeam.packet.tunnel.TunnelSamples.in6;
import static org.flowbeam.packet.tunnel.TunnelSamples.inFrame;
import static org.flowbeam.packet.tunnel.TunnelSamples.outer4;
import static org.flowbeam.packet.tunnel.TunnelSamples.radio;
import static org.flowbeam.packet.tunnel.TunnelSamples.udp;
import static org.flowbeam.packet.tunnel.TunnelSamples.vxlan;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Header;
import org.flowbeam.fixtures.packet.Layer;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.tunnel.TunnelSamples.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecapsulationTest {
  static List<Sample> samples() {
    return TunnelSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aTunnelsPacketIsTheOneInside(Sample sample) {
    DecodedPacket p = Decode.ethernet(sample.frame());
    assertThat(p.unkeyed).isNull();
    assertThat(p.tunnels.texts()).containsExactly(sample.tunnels());
    assertThat(p.ipLayers).isEqualTo(1);
    assertThat(Decode.destination(p)).isIn(TunnelSamples.DESTINATION, TunnelSamples.DESTINATION6);
    assertThat(p.sourcePort).isEqualTo(1000);
    assertThat(p.destinationPort).isEqualTo(2000);
    assertThat(payload(p)).isEqualTo(TunnelSamples.PAYLOAD);
    assertThat(p.badIpChecksum || p.badTransportChecksum).isFalse();
    assertThat(p.wireLength).isEqualTo(sample.frame().length);
    assertThat(p.ipLength).isEqualTo((p.ipVersion == 4 ? 20 : 40) + 8 + 6);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theOuterPacketIsFoundWhereNoTunnelIsOpened(Sample sample) {
    DecodedPacket p = new DecodedPacket();
    byte[] frame = sample.frame();
    new PacketDecoder(DecodeOptions.DEFAULT.with(DecodeOptions.Tunnels.OUTER))
        .decode(frame, 0, frame.length, frame.length, LinkLayer.ETHERNET, 0, p);
    assertOuter(p, sample);
    new PacketDecoder().decode(frame, 0, frame.length, frame.length, LinkLayer.ETHERNET, 0, 0, p);
    assertOuter(p, sample);
  }

  private static void assertOuter(DecodedPacket p, Sample sample) {
    assertThat(Decode.source(p))
        .as(sample.name())
        .isIn(TunnelSamples.OUTER_SOURCE, TunnelSamples.OUTER_SOURCE6);
    assertThat(p.tunnels.texts()).isEmpty();
    assertThat(p.ipLayers).isZero();
  }

  /** As many bytes as the innermost IP header needs; one less, and the layer around it stays. */
  @ParameterizedTest
  @MethodSource("samples")
  void aCutInnerHeaderLeavesThePacketToTheTunnel(Sample sample) {
    byte[] frame = sample.frame();
    DecodedPacket whole = Decode.ethernet(frame);
    int header = whole.transportOffset;
    DecodedPacket cut = Decode.snapped(frame, header - 1, LinkLayer.ETHERNET);
    assertOuter(cut, sample);
    assertThat(cut.unkeyed).isNull();
    assertThat(cut.snapped).isTrue();
    DecodedPacket inner = Decode.snapped(frame, header, LinkLayer.ETHERNET);
    assertThat(inner.tunnels.texts()).containsExactly(sample.tunnels());
    assertThat(inner.unkeyed).isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theDedupHashOfTheIpScopeIsThatOfThePacketInside(Sample sample) {
    DecodedPacket p = Decode.ethernet(sample.frame());
    byte[] bare = Arrays.copyOfRange(p.bytes, p.ipOffset, p.ipOffset + p.ipCaptured);
    assertThat(hash(p)).isEqualTo(hash(Decode.raw(bare)));
  }

  private static String hash(DecodedPacket p) {
    byte[] out = new byte[PacketEncoder.maxLength(p)];
    int length = new PacketEncoder(true, DedupScope.IP).encode(p, 0, 0, 0, 0, out, 0);
    PacketRecord r = new PacketRecord().wrap(out, 0, length);
    return r.contentHashHigh() + " " + r.contentHashLow() + " " + r.hashedLength();
  }

  @Test
  void macsAndVlansAreThoseOfTheInnermostFrame() {
    byte[] frame =
        vxlan(Packets.ethernet().vlan(5).ipv4("192.0.2.1", "192.0.2.2").udp(50000, 4789))
            .ethernet()
            .macs("02:00:00:00:01:01", "02:00:00:00:01:02")
            .vlan(7)
            .vlan(8)
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(1, 2)
            .bytes();
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(7, 8);
    assertThat(Arrays.copyOfRange(frame, p.sourceMacOffset, p.sourceMacOffset + 6))
        .isEqualTo(Hex.bytes("020000000101"));
    assertThat(Arrays.copyOfRange(frame, p.destinationMacOffset, p.destinationMacOffset + 6))
        .isEqualTo(Hex.bytes("020000000102"));
  }

  @Test
  void vlansOfTheOuterFrameStayWhereTheInnerOneHasNone() {
    Layer outer = Packets.ethernet().vlan(5).ipv4("192.0.2.1", "192.0.2.2").udp(50000, 4789);
    DecodedPacket p = Decode.ethernet(inFrame(vxlan(outer)));
    assertThat(Arrays.copyOf(p.vlanIds, p.vlanCount)).containsExactly(5);
  }

  @Test
  void theInnermostOverlayNetworkCounts() {
    DecodedPacket one = Decode.ethernet(inFrame(vxlan(udp(4789))));
    assertThat(one.overlay).isEqualTo(43);
    byte[] nested =
        inFrame(
            vxlan(udp(4789))
                .ethernet()
                .ipv4("192.0.2.1", "192.0.2.2")
                .udp(50001, 6081)
                .header(0, 0, 0x65, 0x58, 0, 0, 1, 0));
    DecodedPacket two = Decode.ethernet(nested);
    assertThat(two.tunnels.texts()).containsExactly("vxlan:42", "geneve:1");
    assertThat(two.overlay).isEqualTo(2);
  }

  @Test
  void theOutermostEndsAreKeptAndEveryLayerCanBeHadAlone() {
    byte[] frame =
        in6(
            gre()
                .header(0, 0, 0x08, 0)
                .ipv4("192.0.2.1", "192.0.2.2")
                .udp(50001, 2152)
                .header(0x30, 255, 0, 0, 0, 0, 0, 1)
                .length(2, 8)
                .ipv4("192.0.2.3", "192.0.2.4")
                .protocol(41)
                .header());
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.tunnels.texts()).containsExactly("gre", "gtpu:1", "6in4");
    assertThat(p.ipLayers).isEqualTo(3);
    byte[] ends = new byte[p.tunnels.encodedLength()];
    p.tunnels.encode(ends, 0);
    assertThat(Address.text(ends, TunnelStack.SOURCE)).isEqualTo(TunnelSamples.OUTER_SOURCE);
    assertThat(Bits.u16(ends, TunnelStack.DESTINATION_PORT)).isZero();
    String[] destinations = {TunnelSamples.OUTER_DESTINATION, "192.0.2.2", "192.0.2.4"};
    for (int layers = 0; layers < 3; layers++) {
      new PacketDecoder()
          .decode(frame, 0, frame.length, frame.length, LinkLayer.ETHERNET, 0, layers, p);
      assertThat(Decode.destination(p)).isEqualTo(destinations[layers]);
      assertThat(p.tunnels.count()).isEqualTo(layers);
    }
  }

  @Test
  void theNinthLayerIsNotOpened() {
    Header in = outer4().protocol(4).header();
    for (int layer = 1; layer <= 9; layer++) {
      in = in.ipv4("192.0.2." + layer, "192.0.2.100").protocol(4).header();
    }
    DecodedPacket p = Decode.ethernet(in4(in));
    assertThat(p.tunnels.texts()).hasSize(8).containsOnly("ipip");
    assertThat(Decode.source(p)).isEqualTo("192.0.2.8");
    assertThat(p.protocol).isEqualTo(IpProtocol.IPV4);
  }

  @Test
  void outerFragmentsAreNotOpened() {
    byte[] payload = new byte[64];
    byte[] first =
        outer4()
            .fragment(0, true)
            .protocol(4)
            .header()
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(1, 2)
            .payload(payload);
    DecodedPacket p = Decode.ethernet(first);
    assertThat(p.tunnels.count()).isZero();
    assertThat(p.fragment).isTrue();
    assertThat(p.protocol).isEqualTo(IpProtocol.IPV4);
  }

  @Test
  void aFragmentInATunnelKeepsTheTunnel() {
    byte[] frame =
        vxlan(udp(4789))
            .ethernet()
            .ipv4("10.0.0.1", "10.0.0.2")
            .fragment(8, true)
            .protocol(17)
            .payload(new byte[16]);
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.fragment).isTrue();
    assertThat(p.tunnels.texts()).containsExactly("vxlan:42");
    assertThat(Decode.source(p)).isEqualTo("10.0.0.1");
  }

  @Test
  void arpInVxlanStaysInTheFlowOfTheCarrier() {
    byte[] frame = vxlan(udp(4789)).ethernet().etherType(0x0806).payload(new byte[28]);
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.unkeyed).isNull();
    assertThat(p.destinationPort).isEqualTo(4789);
    assertThat(p.tunnels.count()).isZero();
    assertThat(p.overlay).isZero();
    assertThat(p.payloadLength).isEqualTo(8 + 14 + 28);
    assertThat(p.sourceMacOffset).isEqualTo(6);
  }

  @Test
  void linkControlInL2tpStaysInTheFlowOfTheCarrier() {
    DecodedPacket p =
        Decode.ethernet(
            udp(1701).header(0, 2, 0, 1, 2, 3, 0xff, 3, 0xc0, 0x21).header(1, 1, 0, 4).bytes());
    assertThat(p.unkeyed).isNull();
    assertThat(p.tunnels.count()).isZero();
    assertThat(p.destinationPort).isEqualTo(1701);
  }

  /** Headers that break a rule of their tunnel, in front of a faultless packet. */
  static List<Sample> refused() {
    return List.of(
        new Sample("GRE with routing", in4(gre().header(0x40, 0, 0x08, 0, 0, 0, 0, 0))),
        new Sample("GRE version 2", in4(gre().header(0, 2, 0x08, 0))),
        new Sample("GRE of an unknown type", in4(gre().header(0, 0, 0x12, 0x34))),
        new Sample("GRE that says IPv4 before IPv6", in6(gre().header(0, 0, 0x08, 0))),
        new Sample(
            "ERSPAN II with version 3",
            inFrame(gre().header(0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x30, 0, 0, 1, 0, 0, 0, 0))),
        new Sample(
            "PPTP without payload flag",
            in4(gre().header(0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 1))),
        new Sample("VXLAN without VNI", inFrame(udp(4789).header(0, 0, 0, 0, 0, 0, 42, 0))),
        new Sample(
            "VXLAN with all flags but that of the VNI",
            inFrame(udp(4789).header(0xf7, 0, 0, 0, 0, 0, 42, 0))),
        new Sample("VXLAN-GPE without VNI", in4(udp(4790).header(0x04, 0, 0, 1, 0, 0, 42, 0))),
        new Sample("VXLAN-GPE version 1", in4(udp(4790).header(0x1c, 0, 0, 1, 0, 0, 42, 0))),
        new Sample("VXLAN-GPE, no protocol", in4(udp(4790).header(0x0c, 0, 0, 0, 0, 0, 42, 0))),
        new Sample(
            "VXLAN-GPE, NSH version 1",
            in4(udp(4790).header(0x0c, 0, 0, 4, 0, 0, 42, 0, 0x4f, 0xc2, 2, 1, 0, 0, 1, 255))),
        new Sample(
            "VXLAN-GPE, NSH shorter than itself",
            in4(udp(4790).header(0x0c, 0, 0, 4, 0, 0, 42, 0, 0x0f, 0xc1, 2, 1, 0, 0, 1, 255))),
        new Sample("VXLAN on another port", inFrame(vxlan(udp(8472)))),
        new Sample("Geneve version 1", inFrame(udp(6081).header(0x40, 0, 0x65, 0x58, 0, 0, 43, 0))),
        new Sample(
            "Geneve options behind the end",
            inFrame(udp(6081).header(0x3f, 0, 0x65, 0x58, 0, 0, 43, 0))),
        new Sample(
            "GTP version 2", in4(udp(2152).header(0x50, 255, 0, 0, 0, 0, 0, 1).length(2, 8))),
        new Sample("GTP prime", in4(udp(2152).header(0x20, 255, 0, 0, 0, 0, 0, 1).length(2, 8))),
        new Sample("GTP echo", in4(udp(2152).header(0x30, 1, 0, 0, 0, 0, 0, 1).length(2, 8))),
        new Sample(
            "GTP end marker", in4(udp(2152).header(0x30, 254, 0, 0, 0, 0, 0, 1).length(2, 8))),
        new Sample("GTP too long", in4(udp(2152).header(0x30, 255, 0, 0, 0, 0, 0, 1).length(2, 7))),
        new Sample(
            "GTP extension of no length",
            in4(
                udp(2152)
                    .header(0x34, 255, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x85, 0, 0, 0, 0)
                    .length(2, 8))),
        new Sample("Teredo of IPv4", in4(udp(3544).header())),
        new Sample("Teredo on another port, without a Teredo address", in6(udp(3545).header())),
        new Sample(
            "Teredo that does not fill its datagram",
            udp(3544)
                .header()
                .ipv6("2001::1", "2001::2")
                .payloadLength(7)
                .udp(1, 2)
                .payload("inside")),
        new Sample("L2TP control", in4(udp(1701).header(0xc8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1))),
        new Sample(
            "L2TP reserved bit", in4(udp(1701).header(0x10, 2, 0, 1, 2, 3, 0xff, 3, 0, 0x21))),
        new Sample(
            "L2TP offset behind the end", in4(udp(1701).header(2, 2, 0, 1, 2, 3, 0xff, 0xff))),
        new Sample("L2TPv3 session 0", inFrame(outer4().protocol(115).header(0, 0, 0, 0))),
        new Sample(
            "AYIYA that does not forward",
            in6(udp(5072).header(0x02, 0x02, 0x10, 41, 0, 0, 0, 0, 1))),
        new Sample("CAPWAP in DTLS", inFrame(udp(5247).header(1, 0x10, 2, 0, 0, 0, 0, 0))),
        new Sample("CAPWAP, a fragment", inFrame(udp(5247).header(0, 0x10, 2, 0x80, 0, 1, 0, 0))),
        new Sample("CAPWAP keep-alive", inFrame(udp(5247).header(0, 0x10, 2, 0x08, 0, 0, 0, 0))),
        new Sample("CAPWAP of one word", inFrame(udp(5247).header(0, 0x08, 2, 0, 0, 0, 0, 0))),
        new Sample(
            "CAPWAP header behind the end", inFrame(udp(5247).header(0, 0xf8, 2, 0, 0, 0, 0, 0))),
        new Sample(
            "CAPWAP of another radio",
            radio(udp(5247).header(0, 0x10, 7, 0, 0, 0, 0, 0), 0x0800)
                .ipv4("10.0.0.1", "10.0.0.2")
                .udp(1, 2)
                .bytes()),
        new Sample("EtherIP version 2", inFrame(outer4().protocol(97).header(0x20, 0))),
        new Sample("TZSP version 2", inFrame(udp(37008).header(2, 0, 0, 1, 1))),
        new Sample("TZSP keep-alive", inFrame(udp(37008).header(1, 4, 0, 1, 1))),
        new Sample("TZSP of Token Ring", inFrame(udp(37008).header(1, 0, 0, 6, 1))),
        new Sample("TZSP tag behind the end", inFrame(udp(37008).header(1, 0, 0, 1, 10, 0xff))),
        new Sample("DNS on VXLAN's port", udp(4789).payload("not a tunnel at all, only text")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatBreaksItsRulesStaysWhatItWas(Sample sample) {
    assertOuter(Decode.ethernet(sample.frame()), sample);
    assertThat(Decode.ethernet(sample.frame()).unkeyed).isNull();
  }

  @Test
  void behindAPortAnIpv4HeaderMustHaveTheRightChecksum() {
    byte[] frame =
        vxlan(udp(4789)).ethernet().ipv4("10.0.0.1", "10.0.0.2").badChecksum().udp(1, 2).bytes();
    assertThat(Decode.ethernet(frame).tunnels.count()).isZero();
    byte[] guest =
        vxlan(udp(4789)).ethernet().ipv4("10.0.0.1", "10.0.0.2").noChecksum().udp(1, 2).bytes();
    DecodedPacket offloaded = Decode.ethernet(guest);
    assertThat(offloaded.tunnels.texts()).as("left to the card").containsExactly("vxlan:42");
    assertThat(offloaded.offloadedChecksum).isTrue();
    byte[] announced =
        outer4().protocol(4).header().ipv4("10.0.0.1", "10.0.0.2").badChecksum().udp(1, 2).bytes();
    DecodedPacket p = Decode.ethernet(announced);
    assertThat(p.tunnels.texts()).containsExactly("ipip");
    assertThat(p.badIpChecksum).isTrue();
  }

  @Test
  void aPacketLongerThanItsCarrierIsNoneUnlessTheCarrierWasCutOrMirrorsIt() {
    Header ipip = outer4().protocol(4).header();
    byte[] lying = ipip.ipv4("10.0.0.1", "10.0.0.2").totalLength(1000).udp(1, 2).bytes();
    assertThat(Decode.ethernet(lying).tunnels.count()).isZero();

    byte[] carrierCut =
        outer4()
            .totalLength(1020)
            .protocol(4)
            .header()
            .ipv4("10.0.0.1", "10.0.0.2")
            .totalLength(1000)
            .udp(1, 2)
            .bytes();
    assertThat(Decode.ethernet(carrierCut).tunnels.texts()).containsExactly("ipip");

    byte[] mirrored =
        gre()
            .header(0x10, 0, 0x88, 0xbe, 0, 0, 0, 9, 0x10, 0, 0, 100, 0, 0, 0, 5)
            .ethernet()
            .ipv4("10.0.0.1", "10.0.0.2")
            .totalLength(1000)
            .udp(1, 2)
            .bytes();
    assertThat(Decode.ethernet(mirrored).tunnels.texts()).containsExactly("erspan:100");
  }

  @Test
  void badChecksumsOfTheCarrierAreNotThoseOfThePacketInside() {
    byte[] frame =
        inFrame(
            vxlan(
                Packets.ethernet()
                    .ipv4("192.0.2.1", "192.0.2.2")
                    .badChecksum()
                    .udp(50000, 4789)
                    .badChecksum()));
    DecodedPacket p = Decode.ethernet(frame);
    assertThat(p.tunnels.count()).isOne();
    assertThat(p.badIpChecksum || p.badTransportChecksum).isFalse();
  }

  @Test
  void aReservedFlagOfVxlanThatLooksLikeAnExtensionIsIgnored() {
    for (int reserved : new int[] {1, 2, 3, 4, 5, 0xff}) {
      byte[] frame = inFrame(udp(4789).header(0xff, 0xff, 0xff, reserved, 0, 0, 42, 0xff));
      assertThat(Decode.ethernet(frame).tunnels.texts()).containsExactly("vxlan:42");
    }
  }

  @Test
  void nestedServiceHeadersEndAtTheDeepestTunnel() {
    int[] nsh = {0x0f, 0xc2, 2, 4, 0, 0, 1, 255};
    Header inside = udp(4790).header(0x0c, 0, 0, 4, 0, 0, 42, 0);
    for (int i = 0; i < 2000; i++) {
      inside = inside.header(nsh);
    }
    DecodedPacket p = Decode.ethernet(in4(inside));
    assertThat(p.unkeyed).isNull();
    assertThat(p.tunnels.count()).isZero();
    assertThat(p.destinationPort).isEqualTo(4790);
  }

  @Test
  void vxlanIsFoundOnThePortsAskedForOnly() {
    PacketDecoder decoder = new PacketDecoder(DecodeOptions.DEFAULT.withVxlanPorts(8472));
    DecodedPacket p = new DecodedPacket();
    byte[] linux = inFrame(vxlan(udp(8472)));
    decoder.decode(linux, 0, linux.length, linux.length, LinkLayer.ETHERNET, 0, p);
    assertThat(p.tunnels.texts()).containsExactly("vxlan:42");
    byte[] standard = inFrame(vxlan(udp(4789)));
    decoder.decode(standard, 0, standard.length, standard.length, LinkLayer.ETHERNET, 0, p);
    assertThat(p.tunnels.texts()).isEmpty();
  }

  @Test
  void aRebuiltPacketKeepsTheTunnelsAroundItAndItsOwnAreOpened() {
    DecodedPacket p = Decode.ethernet(inFrame(vxlan(udp(4789))));
    byte[] rebuilt = in4(Packets.ipv4("172.16.0.1", "172.16.0.2").protocol(4).header());
    byte[] buffer = Packets.concat(new byte[12], rebuilt);
    new PacketDecoder().decodeIp(buffer, 12, rebuilt.length, rebuilt.length, p);
    assertThat(p.tunnels.texts()).containsExactly("vxlan:42", "ipip");
    assertThat(p.overlay).isEqualTo(43);
    assertThat(Decode.source(p)).isEqualTo(TunnelSamples.SOURCE);
    assertThat(payload(p)).isEqualTo(TunnelSamples.PAYLOAD);
  }

  private static String payload(DecodedPacket p) {
    return new String(
        p.bytes, p.payloadOffset, p.payloadCaptured, java.nio.charset.StandardCharsets.US_ASCII);
  }
}
