package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.MILLI;
import static org.flowbeam.assemble.Talk.SECOND;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;
import static org.flowbeam.assemble.Talk.tcp;

import java.util.List;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

class EpochsTest {
  private static List<String> ends(Assembled rows) {
    return rows.flows.stream().map(row -> row.getHistory() + " " + row.getEndReason()).toList();
  }

  @Test
  void synWithAnotherNumberOpensANewEpoch() {
    assertThat(ends(tcp().orig().syn(100).syn(999).assembled()))
        .containsExactly("S reused", "S end_of_capture");
  }

  @Test
  void synWithTheSameNumberIsARetransmission() {
    assertThat(ends(tcp().orig().syn(100).pause(SECOND).syn(100).assembled()))
        .containsExactly("S end_of_capture");
  }

  @Test
  void synCapturedBehindItsOwnDataBelongsToIt() {
    Talk talk = tcp().orig().data(104, 501, 10).syn(100).data(101, 501, 3);
    FlowRow flow = talk.flow();
    assertThat(flow.getHistory()).isEqualTo("DS");
    assertThat(flow.getSrcBytes()).isEqualTo(13);
    assertThat(flow.getSrcOutOfOrder()).isEqualTo(1);
    assertThat(flow.getOriginatorRule()).isEqualTo("syn");
  }

  @Test
  void synOfATapWhoseClockIsLateBelongsToItsConnection() {
    Talk talk = tcp().resp().synAck(500, 101).data(501, 121, 10).ack(511, 131);
    talk.orig().syn(100).ack(101, 501).data(101, 501, 20).data(121, 511, 10);
    FlowRow flow = talk.flow();
    assertThat(flow.getConnState()).isEqualTo("S1");
    assertThat(flow.getSrcBytes()).isEqualTo(30);
    assertThat(flow.getDstBytes()).isEqualTo(10);
    assertThat(flow.getMissedBytes()).isZero();
  }

  @Test
  void synFarFromThePacketsBeforeItOpensANewEpoch() {
    assertThat(tcp().orig().data(100 + 65_538, 501, 10).syn(100).assembled().flows).hasSize(2);
  }

  @Test
  void closedEpochKeepsItsReasonWhenAReusedPortFollows() {
    Talk talk = established().orig().fin(101, 501).resp().fin(501, 102).orig().syn(7_000);
    assertThat(ends(talk.assembled())).containsExactly("ShAFf fin", "S end_of_capture");
  }

  @Test
  void synInsideAConnectionWaitsAndOpensWhenAnswered() {
    Talk talk = established().orig().data(101, 501, 10);
    talk.orig().syn(90_000).syn(90_000).resp().synAck(70_000, 90_001);
    Assembled rows = talk.assembled();
    assertThat(ends(rows)).containsExactly("ShAD reused", "Sh end_of_capture");
    assertThat(rows.flows.get(1).getSrcPackets()).isEqualTo(2);
    assertThat(rows.flows.get(1).getServerRttUs()).isEqualTo(1_000);
    assertThat(rows.anomalies).isEmpty();
  }

  @Test
  void synInsideAConnectionIsStrayWhenTheConnectionGoesOn() {
    Talk talk = established().orig().data(101, 501, 10).syn(900_000).resp().ack(501, 111);
    talk.orig().data(111, 501, 10);
    Assembled rows = talk.assembled();
    assertThat(ends(rows)).containsExactly("ShADSa end_of_capture");
    assertThat(rows.flow().getSrcBytes()).isEqualTo(20);
    assertThat(rows.flow().getSrcSynPackets()).isEqualTo(2);
    assertThat(rows.anomalyKinds()).containsExactly("syn_inside_connection src 1");
  }

  @Test
  void aPacketThatFitsNeitherConnectionDoesNotDecideAboutASyn() {
    Talk stray = exchanged().syn(900_000).resp().data(501, 111, 20).rst(70_000);
    Assembled rows = stray.orig().data(111, 521, 10).assembled();
    assertThat(rows.flow().getSrcBytes()).isEqualTo(20);
    assertThat(rows.flow().getSrcSynPackets()).isEqualTo(2);
    Talk reused = exchanged().syn(900_000).resp().data(501, 111, 20).synAck(70_000, 900_001);
    assertThat(reused.assembled().flows).hasSize(2);
  }

  /** Ten bytes, twenty in return, acknowledged: the next numbers are 111 and 521. */
  private static Talk exchanged() {
    Talk talk = established().orig().data(101, 501, 10).resp().data(501, 111, 20);
    return talk.orig().ack(111, 521);
  }

  @Test
  void aResetThatIsTakenBackByTheLastFinDidNotEndTheConnection() {
    Talk talk = established().orig().data(101, 501, 10).resp().data(501, 111, 50).rst(651);
    talk.orig().ack(111, 551); // the answer to a RST that is not exact
    talk.resp().data(551, 111, 50).data(601, 111, 50).data(651, 111, 50).fin(701, 111);
    assertThat(talk.orig().fin(111, 702).flow().getEndReason()).isEqualTo("fin");
  }

  @Test
  void anAckOfWhatWasNeverSentIsNoGapWhenAFinShowsIt() {
    Talk talk = exchanged().ack(111, 1_521).fin(111, 521).resp().fin(521, 112).orig().ack(112, 522);
    Assembled rows = talk.assembled();
    assertThat(rows.flow().getMissedBytes()).isZero();
    assertThat(rows.anomalyKinds()).isEmpty();
  }

  @Test
  void straySynChangesNeitherOriginatorNorOffers() {
    Talk talk = tcp().ports(40_000, 50_000).orig().data(101, 501, 10).resp().data(501, 111, 10);
    talk.syn(900_000).orig().data(111, 511, 10);
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcIp()).isEqualTo("10.0.0.1");
    assertThat(flow.getOriginatorRule()).isEqualTo("first");
    assertThat(flow.getDstSynPackets()).isEqualTo(1);
    assertThat(flow.getDstSynWindow()).isNull();
  }

  @Test
  void synInsideAConnectionWithNothingBehindItOpens() {
    assertThat(ends(established().orig().syn(900_000).assembled()))
        .containsExactly("ShA reused", "S end_of_capture");
  }

  @Test
  void anAnswerChoosesAmongSyns() {
    Talk first = tcp().orig().syn(100).syn(900_000).resp().synAck(500, 101);
    first.orig().ack(101, 501).data(101, 501, 20);
    Assembled rows = first.assembled();
    assertThat(ends(rows)).containsExactly("SShAD end_of_capture");
    assertThat(rows.flow().getSrcBytes()).isEqualTo(20);
    assertThat(rows.flow().getMissedBytes()).isZero();
    assertThat(rows.anomalyKinds()).containsExactly("syn_inside_connection src 1");
    Talk second = tcp().orig().syn(100).syn(900_000).syn(7).resp().synAck(500, 900_001);
    assertThat(ends(second.orig().data(900_001, 501, 20).assembled()))
        .containsExactly("S reused", "SShD end_of_capture");
  }

  @Test
  void synBetweenTheHandshakeIsStrayWhenThatGoesOn() {
    Talk talk = tcp().orig().syn(100).resp().synAck(500, 101).orig().syn(900_000).ack(101, 501);
    assertThat(ends(talk.data(101, 501, 20).assembled())).containsExactly("ShSAD end_of_capture");
  }

  @Test
  void manyForgedSynsDoNotCutAConnection() {
    Talk talk = established().orig().data(101, 501, 10);
    talk.syn(900_000).syn(800_000).syn(700_000).data(111, 501, 10);
    Assembled rows = talk.assembled();
    assertThat(rows.flow().getSrcBytes()).isEqualTo(20);
    assertThat(rows.anomalyKinds()).containsExactly("syn_inside_connection src 3");
  }

  @Test
  void synsThatNothingAnswersEachOpen() {
    assertThat(ends(tcp().orig().syn(100).syn(900_000).syn(900_000).syn(800_000).assembled()))
        .containsExactly("S reused", "S reused", "S end_of_capture");
  }

  @Test
  void synAcksThatAnswerOneSynAreOneConnection() {
    Talk one = tcp().resp().synAck(500, 101).synAck(900_000, 101).orig().ack(101, 900_001);
    Assembled rows = one.resp().data(900_001, 101, 30).assembled();
    assertThat(rows.flow().getDstBytes()).isEqualTo(30);
    Talk scan = tcp().resp().synAck(500, 101).synAck(900_000, 7_001);
    assertThat(scan.assembled().flows).hasSize(2);
  }

  @Test
  void resetAnswersTheSynInsideAConnection() {
    assertThat(ends(established().orig().syn(900_000).resp().rstAck(0, 900_001).assembled()))
        .containsExactly("ShA reused", "Sr rst");
  }

  @Test
  void manySynsInsideAConnectionAreNotHeldForever() {
    Talk talk = established().orig();
    for (int i = 0; i < 20; i++) {
      talk.syn(900_000);
    }
    Assembled rows = talk.assembled();
    assertThat(rows.flows).hasSize(2);
    assertThat(rows.flows.get(1).getSrcPackets()).isEqualTo(20);
  }

  @Test
  void idleGapOpensANewEpochOfUdp() {
    Talk talk = talk().ports(40_000, 9_999).orig().udp(1).pause(60 * SECOND - MILLI).udp(1);
    assertThat(ends(talk.assembled())).containsExactly("D idle", "D end_of_capture");
    Talk shorter = talk().ports(40_000, 9_999).orig().udp(1).pause(59 * SECOND).udp(1);
    assertThat(shorter.assembled().flows).hasSize(1);
  }

  @Test
  void idleTcpContinuesWhenItsNumbersDo() {
    Talk talk = established().orig().data(101, 501, 10).pause(3_600 * SECOND);
    talk.orig().data(111, 501, 10);
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcBytes()).isEqualTo(20);
    assertThat(flow.getMaxIdleUs()).isEqualTo(3_600_001_000L);
  }

  @Test
  void idleTcpEndsWhenItsNumbersDoNotContinue() {
    Talk talk = established().orig().data(101, 501, 10).pause(300 * SECOND);
    talk.orig().data(50_000_000, 501, 10);
    assertThat(ends(talk.assembled())).containsExactly("ShAD idle", "D end_of_capture");
  }

  @Test
  void idleTcpContinuesOneWindowAheadAndNotFurther() {
    Talk near = established().orig().pause(300 * SECOND).data(101 + 65_536, 501, 10);
    assertThat(near.assembled().flows).hasSize(1);
    Talk far = established().orig().pause(300 * SECOND).data(101 + 65_537, 501, 10);
    assertThat(far.assembled().flows).hasSize(2);
    Talk wrongAck = established().orig().pause(300 * SECOND).data(101, 501 + 65_537, 10);
    assertThat(wrongAck.assembled().flows).hasSize(2);
  }

  @Test
  void packetsAfterTheCloseBelongToItWithinTheLinger() {
    Talk talk = established().orig().fin(101, 501).resp().fin(501, 102);
    talk.orig().ack(102, 502).pause(119 * SECOND).ack(102, 502);
    FlowRow flow = talk.flow();
    assertThat(flow.getLatePackets()).isEqualTo(2);
    assertThat(flow.getEndTime()).isEqualTo(flow.getStartTime() + 4_000);
    assertThat(flow.getDurationUs()).isEqualTo(4_000);
    assertThat(flow.getLastPacketTime()).isEqualTo(flow.getStartTime() + 119_006_000);
    assertThat(flow.getEndReason()).isEqualTo("fin");
  }

  @Test
  void packetsLongAfterTheCloseAreANewEpoch() {
    Talk talk = established().orig().rst(101).pause(120 * SECOND).resp().ack(501, 101);
    assertThat(talk.assembled().flows).hasSize(2);
  }

  @Test
  void resetThatDoesNotFitDoesNotClose() {
    Talk talk = established().orig().rst(50_000_000).data(101, 501, 10);
    FlowRow flow = talk.flow();
    assertThat(flow.getEndReason()).isEqualTo("end_of_capture");
    assertThat(flow.getLatePackets()).isZero();
  }

  @Test
  void flowIsIdleOrCutByTheEndOfTheCapture() {
    assertThat(established().runEndsAfter(300 * SECOND - 1).flow().getEndReason())
        .isEqualTo("end_of_capture");
    assertThat(established().runEndsAfter(300 * SECOND).flow().getEndReason()).isEqualTo("idle");
  }

  @Test
  void epochsThatStartAtOneTimeHaveDifferentIds() {
    Talk talk = tcp().orig().syn(100).pause(-MILLI).syn(200).pause(-MILLI).syn(300);
    assertThat(talk.assembled().flows)
        .extracting(FlowRow::getStartTime)
        .containsOnly(Talk.START_NANOS / 1_000);
    assertThat(talk.assembled().flows).extracting(FlowRow::getFlowId).doesNotHaveDuplicates();
  }

  @Test
  void timesAtTheEndsOfTheirRangeDoNotOverflow() {
    Talk talk = talk().ports(40_000, 9_999).orig().pause(Long.MIN_VALUE - Talk.START_NANOS).udp(1);
    talk.pause(-1 - MILLI).udp(1); // wraps to the highest time
    assertThat(ends(talk.assembled())).containsExactly("D idle", "D end_of_capture");
    Talk tcp = tcp().orig().pause(Long.MIN_VALUE - Talk.START_NANOS).syn(100);
    FlowRow flow = tcp.pause(-1 - MILLI).syn(100).flow();
    assertThat(flow.getMaxIdleUs()).isEqualTo(Long.MAX_VALUE / 1_000);
    assertThat(flow.getDurationUs()).isPositive();
  }

  @Test
  void otherProtocolsEndIdleAfterAMinute() {
    byte[] gre = Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").protocol(47).payload(new byte[8]);
    Assembled rows = talk().frame(gre).pause(60 * SECOND).frame(gre).assembled();
    assertThat(rows.flows)
        .extracting(FlowRow::getEndReason)
        .containsExactly("idle", "end_of_capture");
    assertThat(rows.flows).extracting(FlowRow::getConnState).containsOnly("OTH");
    assertThat(rows.flows.get(0).getSrcPort()).isNull();
  }
}
