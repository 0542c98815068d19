package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.UnkeyedPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What link headers tell besides the IP packet: columns of the fixtures' flows. */
class FixtureLinksTest {
  @ParameterizedTest
  @CsvSource({
    "link-mpls.pcap, 40000, mpls:16 mpls:17",
    "link-mpls.pcap, 40001, mpls:19 pw",
    "link-pppoe.pcap, 40000, pppoe:42",
    "link-pppoe-bare.pcap, 40000, pppoe:42",
    "link-nsh.pcap, 40000, nsh:7",
  })
  void labelsAndSessionsAreTunnelsWithoutEnds(String capture, int port, String tunnels)
      throws IOException {
    FlowRow flow = flow(capture, port);
    assertThat(flow.getTunnels()).containsExactly(tunnels.split(" ", -1));
    assertThat(flow.getOuterSrcIp()).isNull();
    assertThat(flow.getOuterSrcPort()).isNull();
    assertThat(flow.getIsTunnel()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "link-802.11.pcap, 02:00:00:00:00:01, 02:00:00:00:00:02",
    "link-802.11-radiotap.pcap, 02:00:00:00:00:01, 02:00:00:00:00:02",
    "link-mpls.pcap, 02:00:00:00:00:01, 02:00:00:00:00:02",
    "link-vn-tag.pcap, 02:00:00:00:00:01, 02:00:00:00:00:02",
    "link-juniper.pcap, 02:00:00:00:00:01, ",
    "link-pktap.pcap, 02:00:00:00:00:01, ",
    "link-switch-tag.pcap, 02:00:00:00:00:01, 02:00:00:00:00:02",
    "link-fddi.pcap, , ",
    "link-nflog.pcap, , ",
    "link-frame-relay.pcap, , ",
  })
  void addressesAreThoseOfTheHosts(String capture, String source, String destination)
      throws IOException {
    FlowRow flow = flow(capture, 40000);
    assertThat(flow.getSrcMac()).isEqualTo(source);
    assertThat(flow.getDstMac()).isEqualTo(destination);
    assertThat(flow.getTunnels() == null).isEqualTo(!capture.equals("link-mpls.pcap"));
  }

  @Test
  void framesWithoutIpAreCounted() throws IOException {
    assertThat(sweep("link-802.11.pcap").sources().get(0).getUnkeyedPackets())
        .containsExactly(new UnkeyedPackets("not_ip", 2L));
    assertThat(sweep("link-pppoe.pcap").sources().get(0).getUnkeyedPackets())
        .containsExactly(new UnkeyedPackets("not_ip", 1L));
  }

  @Test
  void aSwitchTagIsAVlanTagWhereItTookItsPlace() throws IOException {
    FlowRow flow = flow("link-switch-tag.pcap", 40000);
    assertThat(flow.getSrcVlanIds()).containsExactly(5);
    assertThat(flow.getDstVlanIds()).isNullOrEmpty();
  }

  @Test
  void checksumsLeftToTheCardAreNotBad() throws IOException {
    FlowRow udp = flow("ip-checksum-offloaded.pcap", 40000);
    assertThat(udp.getSrcOffloadedPackets()).isOne();
    assertThat(udp.getDstOffloadedPackets()).isZero();
    assertThat(flow("ip-checksum-offloaded.pcap", 40001).getSrcOffloadedPackets()).isOne();
    for (FlowRow flow : sweep("ip-checksum-offloaded.pcap").flows()) {
      assertThat(flow.getSrcBadChecksumPackets() + flow.getDstBadChecksumPackets()).isZero();
    }
  }

  /** The IP packet of 68 bytes in three parts, and the answer of 37 bytes in one. */
  @Test
  void aPacketInATunnelThatCameInFragmentsCountsItsIpBytesOnce() throws IOException {
    FlowRow flow = flow("fragments-of-tunnel.pcap", 40000);
    assertThat(flow.getTunnels()).containsExactly("ipip");
    assertThat(flow.getSrcPackets()).isEqualTo(3);
    assertThat(flow.getSrcFragments()).isEqualTo(3);
    assertThat(flow.getSrcIpBytes()).isEqualTo(20 + 8 + 40);
    assertThat(flow.getSrcWireBytes()).isEqualTo(3 * (14 + 20) + 20 + 8 + 40);
    assertThat(flow.getDstIpBytes()).isEqualTo(20 + 8 + 9);
  }

  @Test
  void lateCopiesOfFragmentsAreNoIncompleteDatagrams() throws IOException {
    assertThat(sweep("fragments-late-copies.pcap").sources().get(0).getUnkeyedPackets()).isEmpty();
  }

  private static FlowRow flow(String capture, int port) throws IOException {
    List<FlowRow> flows = new ArrayList<>(sweep(capture).flows());
    flows.removeIf(flow -> flow.getSrcPort() != port);
    assertThat(flows).hasSize(1);
    return flows.get(0);
  }

  private static PlainSweep.Result sweep(String capture) throws IOException {
    return PlainSweep.of(Captures.fixture(capture)).options(FlowOptions.defaults()).run();
  }
}
