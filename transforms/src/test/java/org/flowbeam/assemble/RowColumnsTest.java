package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.MILLI;
import static org.flowbeam.assemble.Talk.START_NANOS;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;
import static org.flowbeam.assemble.Talk.tcp;

import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

class RowColumnsTest {
  @Test
  void endpointsComeFromTheOriginatorsSide() {
    FlowRow flow = tcp().orig().syn(100).flow();
    assertThat(flow.getSrcIp()).isEqualTo("10.0.0.1");
    assertThat(flow.getSrcIpHi()).isZero();
    assertThat(flow.getSrcIpLo()).isEqualTo(0xffff_0a00_0001L);
    assertThat(flow.getSrcPort()).isEqualTo(40_000);
    assertThat(flow.getDstIp()).isEqualTo("198.51.100.2");
    assertThat(flow.getDstPort()).isEqualTo(80);
    assertThat(flow.getProto()).isEqualTo("tcp");
    assertThat(flow.getIpProto()).isEqualTo(6);
    assertThat(flow.getLocalOrig()).isTrue();
    assertThat(flow.getLocalResp()).isFalse();
    assertThat(flow.getCommunityId()).startsWith("1:");
    assertThat(flow.getFlowId()).hasSize(16);
  }

  @Test
  void silentSideHasNoLinkLayerAndNoTimes() {
    FlowRow flow = tcp().orig().syn(100).flow();
    assertThat(flow.getDstMac()).isNull();
    assertThat(flow.getDstTtlMin()).isNull();
    assertThat(flow.getDstDscp()).isNull();
    assertThat(flow.getDstLastTime()).isNull();
    assertThat(flow.getDstFirstDataTime()).isNull();
    assertThat(flow.getDstSynWindow()).isNull();
    assertThat(flow.getDstPackets()).isZero();
    assertThat(flow.getMaxIdleUs()).isNull();
    assertThat(flow.getServerRttUs()).isNull();
  }

  @Test
  void linkLayerAndHopLimitAreKeptPerSide() {
    byte[] frame =
        Packets.ethernet()
            .macs("02:00:00:00:00:0a", "02:00:00:00:00:0b")
            .vlan(5)
            .vlan(7)
            .ipv6("2001:db8::1", "2001:db8::2")
            .hopLimit(63)
            .dscp(46)
            .flowLabel(0xabcde)
            .udp(40_000, 9_999)
            .payload("x");
    FlowRow flow = talk().frame(frame).flow();
    assertThat(flow.getSrcMac()).isEqualTo("02:00:00:00:00:0a");
    assertThat(flow.getSrcVlanIds()).containsExactly(5, 7);
    assertThat(flow.getSrcTtlMin()).isEqualTo(63);
    assertThat(flow.getSrcTtlMax()).isEqualTo(63);
    assertThat(flow.getSrcDscp()).isEqualTo(46);
    assertThat(flow.getSrcFlowLabel()).isEqualTo(0xabcde);
    assertThat(flow.getDstVlanIds()).isNull();
  }

  @Test
  void volumeIsCountedPerSide() {
    Talk talk = established().orig().data(101, 501, 10).data(111, 501, 30).resp();
    FlowRow flow = talk.data(501, 141, 5).flow();
    assertThat(flow.getSrcPackets()).isEqualTo(4);
    assertThat(flow.getSrcDataPackets()).isEqualTo(2);
    assertThat(flow.getSrcPayloadBytes()).isEqualTo(40);
    assertThat(flow.getSrcMaxPayload()).isEqualTo(30);
    assertThat(flow.getSrcIpBytes()).isEqualTo(4 * 40 + 40);
    assertThat(flow.getSrcWireBytes()).isEqualTo(4 * 54 + 40);
    assertThat(flow.getDstPayloadBytes()).isEqualTo(5);
    assertThat(flow.getSrcFirstDataTime()).isEqualTo((START_NANOS + 3 * MILLI) / 1_000);
    assertThat(flow.getDstLastTime()).isEqualTo((START_NANOS + 5 * MILLI) / 1_000);
  }

  @Test
  void cutPacketsCountWhatWasCaptured() {
    FlowRow flow = established().orig().snap(60).data(101, 501, 10).flow();
    assertThat(flow.getSrcSnappedPackets()).isEqualTo(1);
    assertThat(flow.getSrcBytes()).isEqualTo(10);
    assertThat(flow.getSrcPayloadBytes()).isEqualTo(6);
  }

  @Test
  void packetsCutInsideTheirOptionsHaveNoFirstBytes() {
    Talk talk = established().orig().snap(58);
    talk.frame(talk.segment().seq(101).ack(501).timestamps(1, 2).mss(9).payload("payload"));
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcFirstBytes()).isNull();
    assertThat(flow.getSrcPayloadBytes()).isZero();
    assertThat(flow.getSrcBytes()).isEqualTo(7);
  }

  @Test
  void handshakeGivesRoundTripTimesAndOffers() {
    Talk talk = tcp().orig();
    talk.send(
        talk.segment().seq(100).syn().mss(1_460).windowScale(7).sackPermitted().timestamps(1, 0));
    talk.pause(4 * MILLI).resp().window(1_000).synAck(500, 101);
    talk.pause(MILLI).orig().ack(101, 501);
    FlowRow flow = talk.flow();
    assertThat(flow.getServerRttUs()).isEqualTo(5_000);
    assertThat(flow.getClientRttUs()).isEqualTo(2_000);
    assertThat(flow.getSrcSynWindow()).isEqualTo(65_535);
    assertThat(flow.getSrcMss()).isEqualTo(1_460);
    assertThat(flow.getSrcWscale()).isEqualTo(7);
    assertThat(flow.getSrcSack()).isTrue();
    assertThat(flow.getSrcTsOk()).isTrue();
    assertThat(flow.getDstSynWindow()).isEqualTo(1_000);
    assertThat(flow.getDstMss()).isNull();
    assertThat(flow.getDstSack()).isFalse();
    assertThat(flow.getSrcTcpFlags()).isEqualTo(2 | 16);
    assertThat(flow.getSrcSynPackets()).isEqualTo(1);
  }

  @Test
  void interArrivalTimesCoverBothSides() {
    Talk talk = talk().ports(40_000, 9_999).orig().udp(1).resp().udp(1).pause(2 * MILLI).udp(1);
    FlowRow flow = talk.flow(); // gaps of 1 ms and 3 ms
    assertThat(flow.getMaxIdleUs()).isEqualTo(3_000);
    assertThat(flow.getIatMeanUs()).isEqualTo(2_000);
    assertThat(flow.getIatStddevUs()).isEqualTo(1_000);
  }

  @Test
  void firstBytesFollowTheStreamNotThePackets() {
    Talk talk = established().orig().data(104, 501, "defghij").data(101, 501, "abc");
    assertThat(talk.data(111, 501, "klmnopqrstu").flow().getSrcFirstBytes())
        .isEqualTo("6162636465666768696a6b6c6d6e6f70");
  }

  @Test
  void firstBytesAreTheFirstCapturedWhenTheStreamsBeginIsMissing() {
    Talk talk = established().orig().data(105, 501, "efg").data(201, 501, "xyz");
    assertThat(talk.flow().getSrcFirstBytes()).isEqualTo("656667");
  }

  @Test
  void icmpHasTypesInsteadOfPorts() {
    byte[] echo =
        Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").icmp(8, 0).id(77).payload(new byte[56]);
    byte[] reply =
        Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").icmp(0, 0).id(77).payload(new byte[56]);
    FlowRow flow = talk().frame(echo).frame(reply).flow();
    assertThat(flow.getProto()).isEqualTo("icmp");
    assertThat(flow.getSrcPort()).isNull();
    assertThat(flow.getIcmpType()).isEqualTo(8);
    assertThat(flow.getIcmpCode()).isZero();
    assertThat(flow.getIcmpId()).isEqualTo(77);
    assertThat(flow.getSrcBytes()).isEqualTo(56);
    assertThat(flow.getDstBytes()).isEqualTo(56);
    assertThat(flow.getHistory()).isNull();
    assertThat(flow.getConnState()).isEqualTo("OTH");
    assertThat(flow.getSrcRetransmits()).isNull();
    assertThat(flow.getPartial()).isNull();
    assertThat(flow.getLatePackets()).isNull();
  }

  @Test
  void oneWayIcmpHasNoIdentifier() {
    byte[] unreachable =
        Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").icmp(3, 1).payload(new byte[28]);
    FlowRow flow = talk().frame(unreachable).flow();
    assertThat(flow.getIcmpType()).isEqualTo(3);
    assertThat(flow.getIcmpCode()).isEqualTo(1);
    assertThat(flow.getIcmpId()).isNull();
  }

  @Test
  void timesKeepTheirNanoseconds() {
    FlowRow flow = tcp().pause(1_234_567).orig().syn(100).flow();
    assertThat(flow.getStartTime()).isEqualTo(START_NANOS / 1_000 + 1_234);
    assertThat(flow.getStartNanos()).isEqualTo(567);
  }

  @Test
  void timesBefore1970RoundDown() {
    FlowRow flow = tcp().pause(-START_NANOS - 1).orig().syn(100).flow();
    assertThat(flow.getStartTime()).isEqualTo(-1);
    assertThat(flow.getStartNanos()).isEqualTo(999);
  }
}
