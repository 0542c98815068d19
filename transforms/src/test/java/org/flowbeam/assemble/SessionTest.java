package org.flowbeam.assemble;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;

import java.util.List;
import java.util.function.BiFunction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.protocol.example.Lpm;
import org.flowbeam.protocol.smtp.SmtpProtocol;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Undelivered;
import org.junit.jupiter.api.Test;

/** How a flow finds its parser, with the example protocol: its client begins with LPM1. */
class SessionTest {
  private static final String QUESTION = "LPM1\0\4ping"; // 10 bytes
  private static final String ANSWER = "\0\4pong"; // 6 bytes

  @Test
  void theFirstBytesDecideWhateverThePort() {
    Assembled rows =
        talk().protocols(new Lpm()).ports(40_000, 443).orig().data(101, 501, QUESTION).assembled();
    assertThat(rows.flow().getService()).isEqualTo("lpm");
    assertThat(rows.flow().getServiceRule()).isEqualTo("content");
    assertThat(requests(rows)).containsExactly("ping");
  }

  @Test
  void whatWasSentBeforeTheProtocolWasFoundIsReplayedInOrder() {
    Talk talk = lpm().resp().data(501, 101, ANSWER); // the server is first: it answers nobody
    talk.orig().data(101, 507, "LPM1").data(105, 507, "\0\4ping");
    Assembled rows = talk.resp().data(507, 111, ANSWER).assembled();
    assertThat(column(rows, "request")).containsExactly("ping");
    assertThat(column(rows, "response")).containsExactly("pong");
    assertThat(column(rows, "dst_stream_offset")).containsExactly(6L);
    assertThat(rows.flow().getDstDeliveredBytes()).isEqualTo(12);
  }

  @Test
  void aServerThatSpokeFirstWithoutSynBecomesTheResponder() {
    Talk talk = talk().ports(40_000, 50_000).protocols(new Lpm());
    talk.resp().data(501, 101, ANSWER).orig().data(101, 507, QUESTION);
    FlowRow flow = talk.flow();
    assertThat(flow.getSrcPort()).isEqualTo(40_000);
    assertThat(flow.getOriginatorRule()).isEqualTo("protocol");
  }

  @Test
  void anUnknownProtocolCountsItsBytesAsSuch() {
    FlowRow flow = lpm().orig().data(101, 501, "LPM2").flow();
    assertThat(flow.getService()).isNull();
    assertThat(flow.getSrcUndelivered()).containsExactly(new Undelivered("no_parser", 4L));
  }

  @Test
  void aParserThatFailsStopsAndIsReportedOnce() {
    Talk talk = lpm().orig().data(101, 501, "LPM1\177\177").data(107, 501, "more").resp();
    Assembled rows = talk.data(501, 111, ANSWER).assembled();
    assertThat(rows.anomalyKinds()).containsExactly("lpm_malformed src 1");
    FlowRow flow = rows.flow();
    assertThat(flow.getSrcDeliveredBytes()).isEqualTo(6);
    assertThat(flow.getSrcUndelivered()).containsExactly(new Undelivered("stopped", 4L));
    assertThat(flow.getDstUndelivered()).containsExactly(new Undelivered("stopped", 6L));
  }

  @Test
  void aDatagramOfNoProtocolDoesNotEndTheSearch() {
    ProtocolParser silent = (from, data, timeNanos) -> {};
    Talk talk = talk().protocols(startingWith('K', (flow, out) -> silent)).orig();
    FlowRow flow = talk.udp(5).udp("Known".getBytes(US_ASCII)).flow();
    assertThat(flow.getService()).isEqualTo("starts with K");
    assertThat(flow.getSrcUndelivered()).containsExactly(new Undelivered("no_parser", 5L));
    assertThat(flow.getSrcDeliveredBytes()).isEqualTo(5);
  }

  @Test
  void aParserHandsOverToAnotherFromTheByteThatItNames() {
    Protocol first =
        startingWith(
            'S',
            (flow, out) ->
                (from, data, timeNanos) ->
                    flow.handOver(from, data.slice(5, data.length() - 5), flow.streamOffset() + 5));
    Talk talk = established().protocols(first, new Lpm());
    talk.orig().data(101, 501, "SHIFTLPM1\0\4").data(112, 501, "ping");
    Assembled rows = talk.resp().data(501, 116, ANSWER).assembled();
    assertThat(rows.flow().getService()).isEqualTo("starts with S,lpm");
    assertThat(rows.flow().getServiceRule()).isEqualTo("hand_over");
    assertThat(column(rows, "response")).containsExactly("pong");
    assertThat(column(rows, "src_stream_offset")).containsExactly(9L);
    assertThat(rows.flow().getSrcDeliveredBytes()).isEqualTo(15);
  }

  @Test
  void aFlowThatIsHandedOverForEverEnds() {
    Protocol first =
        startingWith(
            'S',
            (flow, out) ->
                (from, data, timeNanos) -> flow.handOver(from, data, flow.streamOffset()));
    FlowRow flow = established().protocols(first).orig().data(101, 501, "SHIFT").flow();
    assertThat(flow.getSrcUndelivered()).containsExactly(new Undelivered("no_parser", 5L));
  }

  @Test
  void aBugOfAParserIsReportedWithItsPlaceAndTheFlowGoesOn() {
    Protocol broken =
        startingWith(
            'S',
            (flow, out) ->
                (from, data, timeNanos) -> {
                  throw new IllegalStateException("forgot a case");
                });
    Talk talk = established().protocols(broken).orig().data(101, 501, "SHIFT");
    Assembled rows = talk.data(106, 501, "more").assembled();
    AnomalyRow anomaly = rows.anomalies.get(0);
    assertThat(anomaly.getKind()).isEqualTo("starts with S_parser_failed");
    assertThat(anomaly.getSeverity()).isEqualTo("critical");
    assertThat(anomaly.getDetail()).contains("forgot a case at org.flowbeam.assemble.SessionTest");
    assertThat(anomaly.getOffset()).isNotNull();
    assertThat(rows.flow().getSrcPackets()).isEqualTo(4);
    assertThat(rows.flow().getSrcUndelivered()).containsExactly(new Undelivered("stopped", 4L));
  }

  /** A mail server that calls its client: the server is the originator, whatever its role. */
  @Test
  void isOrigTellsWhoOpenedTheFlowAndNotWhoIsTheClient() {
    Talk talk = established().protocols(new SmtpProtocol());
    String commands = "EHLO c.test\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n";
    String replies = "250 m.test\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n";
    String message = "Subject: one\r\n\r\ntext\r\n.\r\n";
    talk.orig().data(101, 501, "220 m.test ESMTP\r\n");
    talk.resp().data(501, 119, commands);
    talk.orig().data(119, 501 + commands.length(), replies);
    talk.resp().data(501 + commands.length(), 119 + replies.length(), message);
    Assembled rows = talk.assembled();
    assertThat(rows.flow().getSrcPort()).isEqualTo(40_000);
    assertThat(rows.exchanges)
        .filteredOn(row -> row.getSchema().getField("is_orig") != null)
        .extracting(
            row -> row.getSchema().getName() + row.get(row.getSchema().getField("is_orig").pos()))
        .containsExactlyInAnyOrder("MailRowfalse", "FileRowfalse");
  }

  /** A protocol that is known by its first byte, always the client's. */
  private static Protocol startingWith(
      char first, BiFunction<FlowContext, SessionOutput, ProtocolParser> parser) {
    return new Protocol() {
      @Override
      public String name() {
        return "starts with " + first;
      }

      @Override
      public List<Table<?>> tables() {
        return List.of();
      }

      @Override
      public StartBytes startBytes(boolean datagrams) {
        return StartBytes.of(String.valueOf(first));
      }

      @Override
      public Match probe(Evidence evidence) {
        return evidence.start().u8(0) == first ? Match.CLIENT : Match.NO;
      }

      @Override
      public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
        return parser.apply(flow, out);
      }
    };
  }

  private static Talk lpm() {
    return established().protocols(new Lpm());
  }

  private static List<Object> requests(Assembled rows) {
    return column(rows, "request");
  }

  private static List<Object> column(Assembled rows, String name) {
    return rows.exchanges.stream()
        .map(row -> row.get(row.getSchema().getField(name).pos()))
        .toList();
  }
}
