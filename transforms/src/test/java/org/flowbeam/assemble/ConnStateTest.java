package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;
import static org.flowbeam.assemble.Talk.tcp;

import org.junit.jupiter.api.Test;

/** Each of Zeek's thirteen states, with the history and the end that go with it. */
class ConnStateTest {
  private static void expect(Talk talk, String state, String history, String endReason) {
    var flow = talk.flow();
    assertThat(flow.getConnState()).isEqualTo(state);
    assertThat(flow.getHistory()).isEqualTo(history);
    assertThat(flow.getEndReason()).isEqualTo(endReason);
  }

  @Test
  void synWithoutAnswerIsS0() {
    expect(tcp().orig().syn(100), "S0", "S", "end_of_capture");
  }

  @Test
  void handshakeAloneIsS1() {
    expect(established(), "S1", "ShA", "end_of_capture");
  }

  @Test
  void bothFinsAreSf() {
    expect(
        established().orig().fin(101, 501).resp().fin(501, 102).orig().ack(102, 502),
        "SF",
        "ShAFf",
        "fin");
  }

  @Test
  void refusedSynIsRej() {
    expect(tcp().orig().syn(100).resp().rstAck(0, 101), "REJ", "Sr", "rst");
  }

  @Test
  void resetsOfBothWithoutDataAreRej() {
    expect(tcp().orig().syn(100).resp().rstAck(0, 101).orig().rst(101), "REJ", "SrR", "rst");
  }

  @Test
  void finOfTheOriginatorOnlyIsS2() {
    expect(
        established().orig().fin(101, 501).resp().ack(501, 102), "S2", "ShAFa", "end_of_capture");
  }

  @Test
  void finOfTheResponderOnlyIsS3() {
    expect(established().resp().fin(501, 101).orig().ack(101, 502), "S3", "ShAf", "end_of_capture");
  }

  @Test
  void resetByTheOriginatorIsRsto() {
    expect(established().orig().data(101, 501, 10).rst(111), "RSTO", "ShADR", "rst");
  }

  @Test
  void resetByTheResponderIsRstr() {
    expect(established().orig().data(101, 501, 10).resp().rst(501), "RSTR", "ShADr", "rst");
  }

  @Test
  void synThenResetWithoutAnAnswerIsRstos0() {
    expect(tcp().orig().syn(100).rst(101), "RSTOS0", "SR", "rst");
  }

  @Test
  void resetByTheResponderWithoutAnOriginatorIsRstrh() {
    expect(tcp().resp().synAck(500, 101).rst(501), "RSTRH", "^hr", "rst");
  }

  @Test
  void synAndFinWithoutAnAnswerAreSh() {
    expect(tcp().orig().syn(100).fin(101, 0), "SH", "SF", "end_of_capture");
  }

  @Test
  void synAckAndFinWithoutAnOriginatorAreShr() {
    expect(tcp().resp().synAck(500, 101).fin(501, 101), "SHR", "^hf", "end_of_capture");
  }

  @Test
  void packetsFromTheMiddleOfAConnectionAreOth() {
    expect(tcp().orig().data(101, 501, 10).resp().ack(501, 111), "OTH", "Da", "end_of_capture");
  }

  @Test
  void udpIsSfWhenAnsweredAndS0WhenNot() {
    expect(talk().ports(40_000, 9_999).orig().udp(5).resp().udp(7), "SF", "Dd", "end_of_capture");
    expect(talk().ports(40_000, 9_999).orig().udp(5), "S0", "D", "end_of_capture");
  }

  @Test
  void udpFromTheServerOnlyIsShr() {
    expect(talk().ports(40_000, 514).resp().udp(5), "SHR", "^d", "end_of_capture");
  }

  @Test
  void finFromBothWithoutSynIsSf() {
    expect(tcp().orig().fin(101, 501).resp().fin(501, 102), "SF", "Ff", "fin");
  }

  @Test
  void resetAfterBothFinsKeepsSf() {
    expect(
        established().orig().fin(101, 501).resp().fin(501, 102).orig().rst(102),
        "SF",
        "ShAFfR",
        "fin");
  }
}
