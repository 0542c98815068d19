package org.flowbeam.assemble;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;
import static org.flowbeam.assemble.Talk.tcp;

import java.util.List;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

/** What flows are made of packets that came in pieces. */
class FragmentFlowsTest {
  private static final String ORIG = "10.0.0.1";
  private static final String RESP = "198.51.100.2";

  private static List<byte[]> udp(String from, int port, String to, int toPort, byte[] payload) {
    return Packets.ethernet().ipv4(from, to).id(7).udp(port, toPort).fragments(24, payload);
  }

  @Test
  void fragmentsCountAsPacketsAndTheirDatagramAsPayload() {
    List<byte[]> frames = udp(ORIG, 40_000, RESP, 9, new byte[60]);
    FlowRow flow = talk().frames(frames).resp().ports(40_000, 9).udp(5).flow();
    assertThat(flow.getSrcPackets()).isEqualTo(3);
    assertThat(flow.getSrcFragments()).isEqualTo(3);
    assertThat(flow.getSrcDataPackets()).isEqualTo(1);
    assertThat(flow.getSrcPayloadBytes()).isEqualTo(60);
    assertThat(flow.getSrcBytes()).isEqualTo(60);
    assertThat(flow.getSrcMaxPayload()).isEqualTo(60);
    assertThat(flow.getSrcIpBytes()).isEqualTo(3 * 20 + 68);
    assertThat(flow.getSrcWireBytes()).isEqualTo(3 * 34 + 68);
    assertThat(flow.getHistory()).isEqualTo("Dd");
    assertThat(flow.getConnState()).isEqualTo("SF");
    assertThat(flow.getIatMeanUs()).isEqualTo(1000);
    assertThat(flow.getSrcBadChecksumPackets()).isZero();
    assertThat(flow.getFirstOffset()).isEqualTo(24);
  }

  @Test
  void aSegmentInFragmentsIsOneSegment() {
    byte[] request = "GET /in/pieces HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(US_ASCII);
    List<byte[]> frames =
        Packets.ethernet()
            .ipv4(ORIG, RESP)
            .id(7)
            .tcp(40_000, 80)
            .seq(101)
            .ack(501)
            .fragments(16, request);
    int next = 101 + request.length;
    FlowRow flow =
        established()
            .frames(frames)
            .resp()
            .ack(501, next)
            .fin(501, next)
            .orig()
            .fin(next, 502)
            .resp()
            .ack(502, next + 1)
            .flow();
    assertThat(flow.getConnState()).isEqualTo("SF");
    assertThat(flow.getHistory()).isEqualTo("ShADafF");
    assertThat(flow.getService()).isEqualTo("http");
    assertThat(flow.getSrcPackets()).isEqualTo(3 + frames.size());
    assertThat(flow.getSrcDeliveredBytes()).isEqualTo(request.length);
    assertThat(flow.getSrcRetransmits()).isZero();
    assertThat(flow.getLatePackets()).as("the last ACK").isEqualTo(1);
  }

  @Test
  void aSynInFragmentsOpensTheEpochThatItsFragmentsAreIn() {
    List<byte[]> syn =
        Packets.ethernet()
            .ipv4(ORIG, RESP)
            .id(7)
            .tcp(40_000, 80)
            .seq(9000)
            .syn()
            .mss(1460)
            .windowScale(7)
            .fragments(24, new byte[0]);
    assertThat(syn).hasSize(2);
    List<FlowRow> flows =
        established()
            .fin(101, 501)
            .resp()
            .fin(501, 102)
            .frames(syn)
            .resp()
            .synAck(7000, 9001)
            .assembled()
            .flows;
    assertThat(flows).extracting(FlowRow::getHistory).containsExactly("ShAFf", "Sh");
    assertThat(flows).extracting(FlowRow::getSrcPackets).containsExactly(3L, 2L);
    assertThat(flows).extracting(FlowRow::getSrcMss).containsExactly(null, 1460);
    assertThat(flows).extracting(FlowRow::getLatePackets).containsExactly(0L, 0L);
    assertThat(flows.get(1).getOriginatorRule()).isEqualTo("syn");
  }

  @Test
  void aConnectionGoesOnInFragmentsAfterAnIdleTime() {
    List<byte[]> frames =
        Packets.ethernet()
            .ipv4(ORIG, RESP)
            .id(7)
            .tcp(40_000, 80)
            .seq(101)
            .ack(501)
            .fragments(24, new byte[30]);
    FlowRow flow = established().pause(400 * Talk.SECOND).frames(frames).flow();
    assertThat(flow.getHistory()).isEqualTo("ShAD");
    assertThat(flow.getSrcPackets()).isEqualTo(2 + frames.size());
  }

  @Test
  void fragmentsDoNotHideWhatTheDatagramSaysOfItsSender() {
    byte[] answer = new byte[40]; // a DNS message with the response bit
    answer[2] = (byte) 0x81;
    answer[5] = 1;
    FlowRow flow = talk().frames(udp(RESP, 53, ORIG, 53, answer)).flow();
    assertThat(flow.getOriginatorRule()).isEqualTo("protocol");
    assertThat(flow.getSrcIp()).isEqualTo(ORIG);
    assertThat(flow.getDstPackets()).isEqualTo(2);
  }

  @Test
  void aPingInFragmentsHasItsType() {
    List<byte[]> ping =
        Packets.ethernet().ipv4(ORIG, RESP).icmp(8, 0).id(77).fragments(24, new byte[60]);
    FlowRow flow = talk().frames(ping).flow();
    assertThat(flow.getIcmpType()).isEqualTo(8);
    assertThat(flow.getIcmpCode()).isZero();
    assertThat(flow.getIcmpId()).isEqualTo(77);
    assertThat(flow.getSrcPackets()).isEqualTo(3);
  }

  @Test
  void aCopyThatComesInAnotherEpochIsAPacketOfThatEpoch() {
    FlowOptions short1 = FlowOptions.defaults().withIdleNanos(Talk.SECOND, Talk.SECOND, 1);
    List<byte[]> frames = udp(ORIG, 40_000, RESP, 9, new byte[30]);
    List<FlowRow> flows =
        talk()
            .options(short1)
            .frame(frames.get(0))
            .frame(frames.get(0))
            .frame(frames.get(1))
            .pause(5 * Talk.SECOND)
            .frame(frames.get(1))
            .assembled()
            .flows;
    assertThat(flows).extracting(FlowRow::getSrcPackets).containsExactly(3L, 1L);
    assertThat(flows).extracting(FlowRow::getSrcPayloadBytes).containsExactly(30L, 0L);
    assertThat(flows.get(1).getHistory()).isNull();
    assertThat(flows.get(1).getSrcIp()).isEqualTo(ORIG);
  }

  @Test
  void anOverlapIsAnAnomalyOfItsFlow() {
    List<byte[]> frames = udp(ORIG, 40_000, RESP, 9, new byte[60]);
    byte[] other =
        Packets.ethernet()
            .ipv4(ORIG, RESP)
            .id(7)
            .fragment(24, true)
            .protocol(17)
            .payload("x".repeat(24));
    Assembled all =
        talk()
            .frame(frames.get(0))
            .frame(frames.get(1))
            .frame(other)
            .frame(frames.get(2))
            .assembled();
    assertThat(all.anomalyKinds()).containsExactly("ip_fragment_overlap src 1");
    assertThat(all.flow().getSrcPackets()).isEqualTo(4);
    assertThat(all.anomalies.get(0).getOffset()).isEqualTo(24 + 2 * (16 + 58));
  }

  @Test
  void incompleteDatagramsOfTwoHostsAreOneAnomaly() {
    Talk talk = talk();
    for (int id = 1; id <= 50; id++) {
      talk.frame(
          Packets.ethernet()
              .ipv4(ORIG, RESP)
              .id(id)
              .fragment(0, true)
              .protocol(17)
              .payload("12345678"));
    }
    Assembled all = talk.assembled();
    assertThat(all.flows).isEmpty();
    assertThat(all.anomalies).hasSize(1);
    AnomalyRow row = all.anomalies.get(0);
    assertThat(row.getKind()).isEqualTo("ip_fragment_incomplete");
    assertThat(row.getCount()).isEqualTo(50);
    assertThat(row.getSrcIp()).isEqualTo(ORIG);
    assertThat(row.getDstIp()).isEqualTo(RESP);
    assertThat(row.getFlowId()).isNull();
    assertThat(row.getOffset()).isEqualTo(24);
    assertThat(row.getProtocol()).isEqualTo("ip");
    assertThat(row.getLastTs() - row.getFirstTs()).isEqualTo(49_000);
    long[] counted = new long[1];
    all.accounts.forEach(
        (source, inFlows, unkeyed, duplicates, suspected) ->
            counted[0] = unkeyed[Unkeyed.INCOMPLETE_FRAGMENT.code()]);
    assertThat(counted[0]).isEqualTo(50);
  }

  @Test
  void strictChecksumsIgnoreAllFragmentsOfADatagramWithABadOne() {
    List<byte[]> bad =
        Packets.ethernet()
            .ipv4(ORIG, RESP)
            .id(7)
            .udp(40_000, 9)
            .badChecksum()
            .fragments(24, new byte[60]);
    FlowRow reported = talk().frames(bad).flow();
    assertThat(reported.getSrcBadChecksumPackets()).isEqualTo(1);
    assertThat(reported.getHistory()).isEqualTo("CD");
    Assembled strict =
        talk()
            .options(FlowOptions.defaults().withChecksums(Checksums.STRICT))
            .frames(bad)
            .assembled();
    long[] ignored = new long[1];
    strict.accounts.forEach(
        (source, inFlows, unkeyed, duplicates, suspected) ->
            ignored[0] = unkeyed[Unkeyed.BAD_CHECKSUM.code()]);
    assertThat(ignored[0]).isEqualTo(3);
  }

  @Test
  void anAnswerToAFragmentedSynAckIsStillUnsolicited() {
    List<byte[]> synAck =
        Packets.ethernet()
            .ipv4(RESP, ORIG)
            .id(7)
            .tcp(80, 40_000)
            .seq(1)
            .syn()
            .ack(9)
            .mss(1460)
            .windowScale(7)
            .fragments(24, new byte[0]);
    Assembled all = tcp().frames(synAck).orig().rst(9).assembled();
    assertThat(all.anomalyKinds()).contains("unsolicited_syn_ack dst 1");
  }
}
