package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.tcp;
import static org.flowbeam.stream.Overflow.SLIDE;
import static org.flowbeam.stream.OverlapPolicy.FIRST;

import org.flowbeam.protocol.example.Lpm;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.stream.StreamOptions;
import org.junit.jupiter.api.Test;

/** Byte counts and the quality of TCP streams. */
class StreamTest {
  private static final long WRAP = 1L << 32;

  @Test
  void bytesAreTheDistanceWithoutSynAndFin() {
    Talk talk = established().orig().data(101, 501, 10).fin(111, 501);
    FlowRow flow = talk.resp().ack(501, 112).flow();
    assertThat(flow.getSrcBytes()).isEqualTo(10);
    assertThat(flow.getDstBytes()).isZero();
  }

  @Test
  void bytesThatWereAcknowledgedButNotCapturedCount() {
    FlowRow flow = established().resp().ack(501, 5_101).flow();
    assertThat(flow.getSrcBytes()).isEqualTo(5_000);
    assertThat(flow.getSrcPayloadBytes()).isZero();
    assertThat(flow.getSrcMissedBytes()).isEqualTo(5_000);
    assertThat(flow.getMissedBytes()).isEqualTo(5_000);
    assertThat(flow.getSrcGaps()).isEqualTo(1);
  }

  @Test
  void bytesOfAPartialConnectionCountFromTheFirstSeen() {
    FlowRow flow = tcp().orig().data(7_000, 501, 10).data(7_010, 501, 10).flow();
    assertThat(flow.getSrcBytes()).isEqualTo(20);
    assertThat(flow.getPartial()).isTrue();
  }

  @Test
  void numbersOfAResetDoNotCount() {
    assertThat(established().orig().rst(5_000).flow().getSrcBytes()).isZero();
  }

  @Test
  void numbersWrap() {
    for (long isn = WRAP - 30; isn < WRAP + 5; isn++) {
      Talk talk = tcp().orig().syn(isn).resp().synAck(500, isn + 1).orig().ack(isn + 1, 501);
      talk.data(isn + 1, 501, 10).data(isn + 21, 501, 10).data(isn + 11, 501, 10);
      FlowRow flow = talk.fin(isn + 31, 501).resp().ack(501, isn + 32).flow();
      assertThat(flow.getSrcBytes()).as("isn %d", isn).isEqualTo(30);
      assertThat(flow.getSrcOutOfOrder()).as("isn %d", isn).isEqualTo(1);
      assertThat(flow.getSrcRetransmits()).as("isn %d", isn).isZero();
      assertThat(flow.getHistory()).as("isn %d", isn).isEqualTo("ShADFa");
    }
  }

  @Test
  void bytesCountBeyondFourGigabytes() {
    Talk talk = established();
    for (int i = 0; i < 10; i++) {
      talk.orig().data(101 + i * (1L << 30), 501, 10).resp().ack(501, 111 + i * (1L << 30));
    }
    assertThat(talk.flow().getSrcBytes()).isEqualTo(9 * (1L << 30) + 10);
  }

  @Test
  void finMayLieMoreThanTwoGigabytesAwayWhenItIsAcknowledged() {
    Talk talk = established().orig().fin(101 + 3_000_000_000L, 501);
    assertThat(talk.flow().getSrcBytes()).isZero();
    assertThat(talk.flow().getConnState()).isEqualTo("S1");
    FlowRow flow = talk.resp().fin(501, 102 + 3_000_000_000L).flow();
    assertThat(flow.getSrcBytes()).isEqualTo(3_000_000_000L);
    assertThat(flow.getConnState()).isEqualTo("SF");
    assertThat(flow.getHistory()).isEqualTo("ShAFfG");
  }

  @Test
  void takenBackSynSentNoBytes() {
    assertThat(tcp().orig().syn(100).rst(90_000).flow().getSrcBytes()).isZero();
  }

  @Test
  void repeatedPayloadIsARetransmission() {
    Assembled rows = established().orig().data(101, 501, 10).data(101, 501, 10).assembled();
    assertThat(rows.flow().getSrcRetransmits()).isEqualTo(1);
    assertThat(rows.flow().getSrcOutOfOrder()).isZero();
    assertThat(rows.flow().getSrcBytes()).isEqualTo(10);
    assertThat(rows.flow().getSrcPayloadBytes()).isEqualTo(20);
    assertThat(rows.anomalyKinds()).containsExactly("retransmission src 1");
  }

  @Test
  void lateSegmentIsOutOfOrderAndNoGap() {
    Talk talk = established().orig().data(111, 501, 10).data(101, 501, 10).resp().ack(501, 121);
    Assembled rows = talk.assembled();
    assertThat(rows.flow().getSrcOutOfOrder()).isEqualTo(1);
    assertThat(rows.flow().getSrcRetransmits()).isZero();
    assertThat(rows.flow().getSrcGaps()).isZero();
    assertThat(rows.anomalyKinds()).containsExactly("out_of_order src 1");
  }

  @Test
  void gapIsCountedOnceHoweverOftenItIsAcknowledged() {
    Talk talk = established().orig().data(151, 501, 10).resp().ack(501, 121).ack(501, 121);
    Assembled rows = talk.ack(501, 161).ack(501, 161).assembled();
    assertThat(rows.flow().getSrcMissedBytes()).isEqualTo(50);
    assertThat(rows.flow().getSrcGaps()).isEqualTo(1);
    assertThat(rows.anomalyKinds()).containsExactly("gap src 1");
  }

  @Test
  void dataCapturedBehindItsAcknowledgementIsNotMissed() {
    Assembled rows = established().resp().ack(501, 111).orig().data(101, 501, 10).assembled();
    assertThat(rows.flow().getHistory()).isEqualTo("ShAaGD");
    assertThat(rows.flow().getSrcGaps()).isZero();
    assertThat(rows.flow().getSrcMissedBytes()).isZero();
    assertThat(rows.anomalies).isEmpty();
  }

  @Test
  void acknowledgedFinIsNoGap() {
    FlowRow flow = established().orig().fin(101, 501).resp().ack(501, 102).flow();
    assertThat(flow.getSrcGaps()).isZero();
  }

  @Test
  void keepaliveIsNoRetransmission() {
    Talk talk = established().orig().data(101, 501, 10).resp().ack(501, 111);
    FlowRow flow = talk.orig().ack(110, 501).data(110, 501, 1).resp().ack(501, 111).flow();
    assertThat(flow.getSrcKeepalives()).isEqualTo(2);
    assertThat(flow.getSrcRetransmits()).isZero();
  }

  @Test
  void repeatedAcknowledgementIsADuplicateWhileDataIsOutstanding() {
    Talk talk = established().orig().data(101, 501, 10).resp().ack(501, 101).ack(501, 101);
    assertThat(talk.ack(501, 101).flow().getDstDupAcks()).isEqualTo(2);
    assertThat(talk.ack(501, 111).ack(501, 111).flow().getDstDupAcks()).isEqualTo(2);
    assertThat(established().orig().ack(101, 501).flow().getSrcDupAcks()).isZero();
  }

  @Test
  void windowChangeIsNoDuplicateAcknowledgement() {
    Talk talk = established().orig().data(101, 501, 10).resp().ack(501, 101);
    assertThat(talk.window(100).ack(501, 101).flow().getDstDupAcks()).isZero();
  }

  @Test
  void zeroWindowsAreCounted() {
    FlowRow flow = established().resp().window(0).ack(501, 101).ack(501, 101).flow();
    assertThat(flow.getDstZeroWindows()).isEqualTo(2);
  }

  @Test
  void dataMoreThanAWindowAheadIsOutOfWindow() {
    Talk near = established().orig().data(101 + 65_536, 501, 10);
    assertThat(near.assembled().anomalyKinds()).isEmpty();
    Talk far = established().orig().data(101 + 65_537, 501, 10);
    assertThat(far.assembled().anomalyKinds()).containsExactly("out_of_window src 1");
  }

  @Test
  void scaledWindowReachesFurther() {
    Talk talk = tcp().orig();
    talk.send(talk.segment().seq(100).syn().windowScale(2)).resp();
    talk.send(talk.segment().seq(500).syn().ack(101).windowScale(4));
    talk.orig().send(talk.segment().seq(101).ack(501));
    talk.resp().ack(501, 101).orig().data(101 + 16 * 65_535, 501, 10);
    assertThat(talk.assembled().anomalyKinds()).isEmpty();
  }

  @Test
  void holesAreBounded() {
    Talk talk = established().orig();
    for (int i = 0; i < 200; i++) {
      talk.data(111 + i * 20, 501, 10);
    }
    Assembled rows = talk.assembled();
    assertThat(rows.anomalyKinds()).containsExactly("limit_reached src 72");
    assertThat(rows.flow().getHistory()).isEqualTo("ShADX");
  }

  @Test
  void payloadBeyondTheDepthIsReported() {
    StreamOptions shallow = new StreamOptions(15, 1 << 20, FIRST, SLIDE, true, true);
    Talk talk =
        established()
            .protocols(new Lpm())
            .streams(shallow)
            .orig()
            .data(101, 501, 10)
            .data(111, 501, 10);
    assertThat(talk.assembled().anomalyKinds()).containsExactly("stream_depth_reached src 1");
  }

  @Test
  void synWithDataCountsItsData() {
    Talk talk = tcp().orig();
    talk.frame(talk.segment().seq(100).syn().payload("hello"));
    FlowRow flow = talk.resp().synAck(500, 106).orig().ack(106, 501).flow();
    assertThat(flow.getSrcBytes()).isEqualTo(5);
    assertThat(flow.getHistory()).isEqualTo("ShA");
    assertThat(flow.getSrcFirstBytes()).isEqualTo("68656c6c6f");
  }
}
