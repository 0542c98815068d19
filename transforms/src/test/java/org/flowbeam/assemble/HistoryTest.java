package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.tcp;

import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  private static String history(Talk talk) {
    return talk.flow().getHistory();
  }

  @Test
  void dataAndAcksAppearOncePerSide() {
    Talk talk = established();
    talk.orig().data(101, 501, 10).data(111, 501, 10);
    talk.resp().ack(501, 121).ack(501, 121).data(501, 121, 10).data(511, 121, 10);
    talk.orig().ack(121, 521);
    assertThat(history(talk)).isEqualTo("ShADad");
  }

  @Test
  void retransmittedSynIsNotRepeated() {
    assertThat(history(tcp().orig().syn(100).syn(100).syn(100))).isEqualTo("S");
  }

  @Test
  void finIsRepeatedOnlyWhenItsEndMoves() {
    assertThat(history(established().orig().fin(101, 501).fin(101, 501))).isEqualTo("ShAF");
    assertThat(history(established().orig().fin(101, 501).fin(103, 501))).isEqualTo("ShAFF");
  }

  @Test
  void resetIsRepeatedOnlyWhenItsNumberMoves() {
    assertThat(history(established().orig().rst(101).rst(101).rst(105))).isEqualTo("ShARR");
  }

  @Test
  void retransmissionsAppearAtTheFirstTenthAndHundredth() {
    Talk talk = established().orig().data(101, 501, 10);
    for (int i = 0; i < 9; i++) {
      talk.data(101, 501, 10);
    }
    assertThat(history(talk)).isEqualTo("ShADT");
    assertThat(history(talk.data(101, 501, 10))).isEqualTo("ShADTT");
    for (int i = 0; i < 90; i++) {
      talk.data(101, 501, 10);
    }
    assertThat(history(talk)).isEqualTo("ShADTTT");
  }

  @Test
  void gapIsWrittenWhenThePeerAcknowledgesBytesNotSeen() {
    assertThat(history(established().orig().data(111, 501, 10).resp().ack(501, 121)))
        .isEqualTo("ShADaG");
  }

  @Test
  void gapIsNotWrittenForPartialConnections() {
    assertThat(history(tcp().orig().data(111, 501, 10).resp().ack(501, 121).orig().ack(150, 501)))
        .doesNotContain("G");
  }

  @Test
  void zeroWindowIsWrittenUnlessItMeansNothing() {
    assertThat(history(established().resp().window(0).ack(501, 101))).isEqualTo("ShAaw");
    assertThat(history(established().resp().window(0).rst(501))).isEqualTo("ShAr");
    assertThat(history(established().orig().fin(101, 501).resp().window(0).ack(501, 102)))
        .isEqualTo("ShAFa");
  }

  @Test
  void oddFlagsReplaceTheSimpleLetters() {
    assertThat(history(tcp().orig().flags(FIN | RST, 100, 0, 0))).isEqualTo("I");
    assertThat(history(tcp().orig().flags(SYN | FIN, 100, 0, 0))).isEqualTo("Q");
    assertThat(history(tcp().orig().flags(SYN | RST, 100, 0, 0))).isEqualTo("Q");
    assertThat(history(tcp().orig().flags(SYN | FIN | RST | ACK, 100, 0, 0))).endsWith("I");
  }

  @Test
  void historyIsBounded() {
    Talk talk = established().orig();
    for (int i = 0; i < 1_000; i++) {
      talk.rst(101 + i);
    }
    Assembled rows = talk.assembled();
    assertThat(rows.flow().getHistory()).hasSize(257).endsWith("RX");
    assertThat(rows.anomalyKinds()).contains("limit_reached src 1");
  }
}
