package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
import static org.flowbeam.protocol.http.Sessions.answered;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.rows;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class HttpPairingTest {
  private static String get(int number) {
    return "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  /** A response whose status tells which one it is. */
  private static String response(int number) {
    return "HTTP/1.1 " + (210 + number) + " R\r\nContent-Length: 4\r\n\r\nbody";
  }

  private static List<String> pairs(Script script) {
    return rows(script).stream()
        .map(row -> row.getTx() + " " + row.getUri() + " " + row.getStatusCode())
        .sorted()
        .toList();
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    Script script =
        Script.tcp("pipeline", 80)
            .client(get(1) + get(2) + get(3))
            .server(response(1) + response(2) + response(3));
    assertThat(pairs(script)).containsExactly("0 /1 211", "1 /2 212", "2 /3 213");
  }

  @Test
  void aResponseWithoutRequestIsARowOfItsOwn() {
    Script script = Script.tcp("orphan", 80).server(response(1)).client(get(2)).server(response(2));
    ParserRun run = run(script);
    assertThat(pairs(script)).containsExactly("0 null 211", "1 /2 212");
    HttpRow orphan = run.rows(Tables.HTTP).get(0);
    assertThat(orphan.getOutcome()).isEqualTo("orphan_response");
    assertThat(orphan.getSrcStreamOffset()).isNull();
    assertThat(orphan.getRequestBodyLen()).isNull();
    assertThat(orphan.getTransDepth()).isEqualTo(1);
    assertThat(run.anomalies).containsExactly("http_response_without_request SERVER 0");
  }

  @Test
  void requestsWithoutResponseAreRowsAtTheEnd() {
    Script script = Script.tcp("silent", 80).client(get(1) + get(2)).endsBy(SessionEnd.CUT);
    assertThat(rows(script)).extracting(HttpRow::getOutcome).containsOnly("no_response");
    assertThat(pairs(script)).containsExactly("0 /1 null", "1 /2 null");
  }

  @Test
  void aResponseMayComeBeforeTheRequestIsComplete() {
    Script script =
        Script.tcp("early", 80)
            .client("POST /big HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc")
            .server("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
            .client("def" + get(2))
            .server(response(2));
    assertThat(pairs(script)).containsExactly("0 /big 413", "1 /2 212");
    HttpRow early = rows(script).get(0);
    assertThat(early.getOutcome()).isEqualTo("completed");
    assertThat(early.getRequestBodyLen()).isEqualTo(6);
    assertThat(early.getLatencyUs()).isNull();
  }

  @Test
  void aRequestBehindAnAnsweredBodyThatIsShorterThanSaidIsNoPartOfIt() {
    Script script =
        Script.tcp("short", 80)
            .client("POST /short HTTP/1.1\r\nContent-Length: 600\r\n\r\nabc")
            .server(response(1))
            .client(get(2))
            .server(response(2));
    assertThat(pairs(script)).containsExactly("0 /short 211", "1 /2 212");
    HttpRow cut = rows(script).get(0);
    assertThat(cut.getRequestBodyLen()).isEqualTo(3);
    assertThat(cut.getTruncated()).isTrue();
  }

  @Test
  void whatOnlyBeginsLikeARequestBehindAnEarlyAnswerIsBody() {
    String rest = "GET /2 is what I want\r\n";
    Script script =
        Script.tcp("like a request", 80)
            .client("POST /big HTTP/1.1\r\nContent-Length: " + (3 + rest.length()) + "\r\n\r\nabc")
            .server(response(1))
            .client(rest + get(2))
            .server(response(2));
    assertThat(pairs(script)).containsExactly("0 /big 211", "1 /2 212");
    assertThat(rows(script).get(0).getRequestBodyLen()).isEqualTo(3 + rest.length());
  }

  @Test
  void theOldestOfTooManyPendingRequestsIsGivenUpAndTheRestStaysInOrder() {
    int requests = Exchanges.MAX_PENDING + 2;
    Script script = Script.tcp("many", 80);
    StringBuilder asked = new StringBuilder();
    StringBuilder answers = new StringBuilder();
    for (int i = 0; i < requests; i++) {
      asked.append(get(i));
      answers.append("HTTP/1.1 200 ").append(i).append("\r\nContent-Length: 0\r\n\r\n");
    }
    ParserRun run = run(script.client(asked.toString()).server(answers.toString()));
    List<HttpRow> rows = run.rows(Tables.HTTP);
    assertThat(rows).hasSize(requests + 2);
    for (HttpRow row : rows) {
      if (row.getOutcome().equals("completed")) {
        assertThat(row.getUri()).isEqualTo("/" + row.getStatusMsg());
      }
    }
    assertThat(rows).filteredOn(r -> r.getOutcome().equals("no_response")).hasSize(2);
    assertThat(rows).filteredOn(r -> r.getOutcome().equals("orphan_response")).hasSize(2);
    assertThat(run.anomalies).contains("http_too_many_pending CLIENT 4097");
  }

  @Test
  void aHoleInsideABodyOfKnownLengthCountsAsBody() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1) + get(2))
            .server("HTTP/1.1 211 R\r\nContent-Length: 10\r\n\r\nabc")
            .gap(Direction.SERVER, 5)
            .server("de" + response(2));
    assertThat(pairs(script)).containsExactly("0 /1 211", "1 /2 212");
    HttpRow holed = rows(script).get(0);
    assertThat(holed.getResponseBodyLen()).isEqualTo(10);
    assertThat(holed.getTruncated()).isTrue();
    assertThat(holed.getOutcome()).isEqualTo("completed");
    assertThat(holed.getResponseSha256()).isNull();
  }

  @Test
  void aHoleInsideAChunkCountsAsBody() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1))
            .server("HTTP/1.1 211 R\r\nTransfer-Encoding: chunked\r\n\r\na\r\nabc")
            .gap(Direction.SERVER, 7)
            .server("\r\n0\r\n\r\n");
    HttpRow holed = row(script);
    assertThat(holed.getResponseBodyLen()).isEqualTo(10);
    assertThat(holed.getOutcome()).isEqualTo("completed");
    assertThat(holed.getTruncated()).isTrue();
  }

  @Test
  void aResponseBehindAHoleInAHeadIsPairedWithTheNextRequest() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1))
            .server("HTTP/1.1 211 R\r\nContent-Le")
            .gap(Direction.SERVER, 9)
            .server("\r\nbody\r\n")
            .client(get(2))
            .server(response(2));
    assertThat(pairs(script)).containsExactly("0 /1 211", "1 /2 212");
    HttpRow holed = rows(script).get(0);
    assertThat(holed.getOutcome()).isEqualTo("incomplete_response");
    assertThat(holed.getTruncated()).isTrue();
  }

  @Test
  void aLostResponseLeavesItsRequestAlone() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1))
            .gap(Direction.SERVER, response(1).length())
            .client(get(2))
            .server(response(2));
    assertThat(pairs(script)).containsExactly("0 /1 null", "1 /2 212");
  }

  @Test
  void requestsThatWaitedWhenResponsesWereLostStayWithout() {
    Script script =
        Script.tcp("pipelined hole", 80)
            .client(get(1) + get(2) + get(3))
            .gap(Direction.SERVER, 3)
            .server("\r\n" + response(2) + response(3))
            .client(get(4))
            .server(response(4));
    assertThat(pairs(script))
        .containsExactly(
            "0 /1 null", "1 /2 null", "2 /3 null", "3 null 212", "4 null 213", "5 /4 214");
  }

  @Test
  void aLostRequestLeavesItsResponseAlone() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1))
            .server(response(1))
            .gap(Direction.CLIENT, get(2).length())
            .server(response(2))
            .client(get(3))
            .server(response(3));
    assertThat(pairs(script)).containsExactly("0 /1 211", "1 null 212", "2 /3 213");
  }

  @Test
  void requestsBehindAHoleThatWasNoticedLateDoNotShiftThePairs() {
    Script script =
        Script.tcp("late hole", 80)
            .client(get(1))
            .server(response(1))
            // requests 2 (lost) and 3 wait behind the hole while their responses come
            .server(response(2))
            .server(response(3))
            .gap(Direction.CLIENT, get(2).length())
            .client(get(3))
            .client(get(4))
            .server(response(4))
            .client(get(5))
            .server(response(5));
    assertThat(pairs(script))
        .containsExactly(
            "0 /1 211", "1 null 212", "2 null 213", "3 /3 null", "4 /4 214", "5 /5 215");
  }

  @Test
  void aPartOfALineBehindAHoleIsNotARequest() {
    Script script =
        Script.tcp("hole", 80)
            .client(get(1))
            .gap(Direction.CLIENT, 4)
            .client("PATCH /x HTTP/1.1\r\nHost: h\r\n\r\n" + get(2)); // may be PROPPATCH
    assertThat(rows(script)).extracting(HttpRow::getUri).containsExactly("/1", "/2");
  }

  @Test
  void aBodyThatEndsInsideAHoleIsComplete() {
    Script script =
        answered("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab").gap(Direction.SERVER, 100);
    HttpRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getResponseBodyLen()).isEqualTo(4);
  }

  @Test
  void latencyGoesFromTheEndOfTheRequestToTheFinalResponse() {
    Script script =
        Script.tcp("latency", 80)
            .client("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n") // at 0 ms
            .client("abc") // at 1 ms
            .server("HTTP/1.1 100 Continue\r\n\r\n") // at 2 ms
            .server("HTTP/1.1 200 OK\r\n") // at 3 ms
            .server("Content-Length: 0\r\n\r\n");
    HttpRow row = row(script);
    assertThat(row.getLatencyUs()).isEqualTo(2000);
    assertThat(row.getResponseTs()).isEqualTo(row.getTs() + 3000);
  }

  @Test
  void offsetsPointToTheStartLines() {
    Script script =
        Script.tcp("offsets", 80).client(GET + get(2)).server(response(1) + response(2));
    HttpRow second = rows(script).get(1);
    assertThat(second.getSrcStreamOffset()).isEqualTo(GET.length());
    assertThat(second.getDstStreamOffset()).isEqualTo(response(1).length());
  }

  @Test
  void aFewBytesBeforeTheNextResponseAreTold() {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
    ParserRun run =
        run(
            Script.tcp("surplus", 80)
                .client(GET)
                .server(ok + "hello")
                .client(GET)
                .server(ok + "abc"));
    assertThat(run.rows(Tables.HTTP))
        .extracting(HttpRow::getOutcome)
        .containsExactly("completed", "completed");
    assertThat(run.anomalies).singleElement().asString().startsWith("http_unexpected_data SERVER");
  }
}
