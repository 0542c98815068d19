package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.talk;
import static org.flowbeam.assemble.Talk.tcp;

import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

class OriginatorTest {
  private static final String ORIG = "10.0.0.1";
  private static final String RESP = "198.51.100.2";

  private static void expect(Talk talk, String src, String rule, String history) {
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcIp()).isEqualTo(src);
    assertThat(flow.getOriginatorRule()).isEqualTo(rule);
    assertThat(flow.getHistory()).isEqualTo(history);
  }

  @Test
  void senderOfTheSynOpens() {
    expect(tcp().ports(80, 40_000).orig().syn(100), ORIG, "syn", "S");
  }

  @Test
  void receiverOfTheSynAckOpens() {
    expect(
        tcp().ports(40_000, 50_000).resp().synAck(500, 101).orig().ack(101, 501),
        ORIG,
        "syn_ack",
        "^hA");
  }

  @Test
  void synCapturedBehindItsSynAckStillCounts() {
    Talk talk = tcp().resp().synAck(500, 101).orig().syn(100).ack(101, 501);
    expect(talk, ORIG, "syn", "^hSA");
    assertThat(talk.flow().getConnState()).isEqualTo("S1");
    assertThat(talk.flow().getPartial()).isFalse();
  }

  @Test
  void onlyServerPortIsTheResponders() {
    expect(tcp().ports(40_000, 80).resp().data(501, 101, 5), ORIG, "port", "^d");
    expect(tcp().ports(40_000, 80).orig().data(501, 101, 5), ORIG, "first", "D");
  }

  @Test
  void lowerOfTwoServerPortsIsTheResponders() {
    expect(tcp().ports(514, 80).resp().data(501, 101, 5), ORIG, "port", "^d");
    expect(tcp().ports(80, 514).resp().data(501, 101, 5), RESP, "first", "D");
  }

  @Test
  void firstSenderOpensWhenNothingElseIsKnown() {
    expect(tcp().ports(40_000, 50_000).resp().data(501, 101, 5), RESP, "first", "D");
  }

  @Test
  void httpRequestIsSentByTheClient() {
    expect(
        tcp().ports(40_000, 50_000).resp().data(501, 101, "GET / HTTP/1.1\r\n"),
        RESP,
        "protocol",
        "D");
    expect(
        tcp().ports(40_000, 50_000).resp().data(501, 101, "HTTP/1.1 200 OK\r\n"),
        ORIG,
        "protocol",
        "^d");
  }

  @Test
  void tlsClientHelloIsSentByTheClient() {
    String serverHello = "\u0016\u0003\u0003\u0000\u0010\u0002"; // record 22, message 2
    expect(tcp().ports(40_000, 50_000).resp().data(501, 101, serverHello), ORIG, "protocol", "^d");
    String clientHello = "\u0016\u0003\u0001\u0000\u0010\u0001"; // record 22, message 1
    expect(tcp().ports(80, 50_000).resp().data(501, 101, clientHello), RESP, "protocol", "D");
  }

  @Test
  void dnsResponseIsSentByTheServer() {
    byte[] response = new byte[12];
    response[2] = (byte) 0x80; // QR
    expect(talk().ports(53, 5353).resp().udp(response), ORIG, "protocol", "^d");
    byte[] query = new byte[12];
    expect(talk().ports(53, 5353).resp().udp(query), RESP, "protocol", "D");
  }

  @Test
  void multicastGroupOpensNothing() {
    byte[] response = new byte[12];
    response[2] = (byte) 0x84; // QR, AA
    Talk mdns = talk().hosts("224.0.0.251", "10.0.0.9").ports(5353, 5353).resp().udp(response);
    expect(mdns, "10.0.0.9", "first", "D");
    Talk broadcast = talk().hosts("255.255.255.255", "10.0.0.9").ports(6800, 67).resp().udp(5);
    expect(broadcast, "10.0.0.9", "first", "D");
  }

  @Test
  void icmpRequestIsSentByTheOriginatorEvenWhenOnlyTheReplyIsSeen() {
    byte[] reply = Packets.ethernet().ipv4(RESP, ORIG).icmp(0, 0).id(7).payload(new byte[8]);
    FlowRow flow = talk().frame(reply).flow();
    assertThat(flow.getSrcIp()).isEqualTo(ORIG);
    assertThat(flow.getOriginatorRule()).isEqualTo("protocol");
    assertThat(flow.getHistory()).isNull();
  }

  @Test
  void simultaneousOpenIsOneConnectionOfTheFirstSyn() {
    Talk talk = tcp().orig().syn(100).resp().syn(500).orig().synAck(100, 501);
    talk.resp().synAck(500, 101);
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcIp()).isEqualTo(ORIG);
    assertThat(flow.getConnState()).isEqualTo("S1");
  }

  @Test
  void synAckThatOnlyResetsAnswerIsUnsolicited() {
    Assembled rows = tcp().resp().synAck(500, 101).orig().rst(101).assembled();
    assertThat(rows.flow().getOriginatorRule()).isEqualTo("syn_ack");
    assertThat(rows.anomalyKinds()).containsExactly("unsolicited_syn_ack dst 1");
    Assembled answered = tcp().resp().synAck(500, 101).orig().ack(101, 501).assembled();
    assertThat(answered.anomalies).isEmpty();
  }
}
