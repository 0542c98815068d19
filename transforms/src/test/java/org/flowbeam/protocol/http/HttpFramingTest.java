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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFramingTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void contentLengthEndsABody() {
    HttpRow row = row(answered("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    assertThat(row.getResponseBodyLen()).isEqualTo(5);
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getTruncated()).isFalse();
  }

  @Test
  void chunksAreJoinedAndTheirExtensionsLeftOut() {
    HttpRow row = row(answered(CHUNKED + "005;name=\"a\"\r\nhello\r\n6 \r\n world\r\n0\r\n\r\n"));
    assertThat(row.getResponseBodyLen()).isEqualTo(11);
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  @Test
  void trailersFollowTheHeaders() {
    HttpRow row = row(answered(CHUNKED + "1\r\na\r\n0\r\nDigest: x\r\n\r\n"));
    assertThat(row.getResponseHeaders())
        .extracting(h -> h.getName() + "=" + h.getValue())
        .containsExactly("Transfer-Encoding=chunked", "Digest=x");
  }

  @Test
  void withoutALengthTheCloseEndsTheBody() {
    Script script = answered("HTTP/1.0 200 OK\r\n\r\nuntil the end").fin(Direction.SERVER);
    HttpRow row = row(script);
    assertThat(row.getResponseBodyLen()).isEqualTo(13);
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getResponseSha256()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CUT", "STOPPED"})
  void aBodyUntilCloseIsIncompleteWithoutTheClose(String end) {
    Script script = answered("HTTP/1.0 200 OK\r\n\r\nuntil the").endsBy(SessionEnd.valueOf(end));
    HttpRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("incomplete_response");
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getResponseBodyLen()).isEqualTo(9);
    assertThat(row.getResponseSha256()).isNull();
  }

  @Test
  void aResetCutsWhatIsNotComplete() {
    Script script =
        answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").endsBy(SessionEnd.RESET);
    assertThat(row(script).getOutcome()).isEqualTo("reset");
  }

  @Test
  void aResetBehindACompleteExchangeLeavesIt() {
    Script script =
        answered("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").endsBy(SessionEnd.RESET);
    assertThat(row(script).getOutcome()).isEqualTo("completed");
  }

  @Test
  void responsesToHeadHaveNoBodyWhateverTheySay() {
    Script script =
        Script.tcp("head", 80)
            .client("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + GET)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
            .server("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(rows(script)).extracting(HttpRow::getStatusCode).containsExactly(200, 204);
  }

  @Test
  void noContentAndNotModifiedHaveNoBody() {
    Script script =
        Script.tcp("bodyless", 80)
            .client(GET + GET + GET)
            .server("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n")
            .server("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(rows(script)).extracting(HttpRow::getStatusCode).containsExactly(204, 304, 200);
    assertThat(rows(script)).extracting(HttpRow::getOutcome).containsOnly("completed");
  }

  @Test
  void aRequestWithoutLengthHasNoBody() {
    Script script = Script.tcp("post", 80).client("POST / HTTP/1.1\r\nHost: a\r\n\r\n" + GET);
    assertThat(rows(script)).extracting(HttpRow::getMethod).containsExactly("POST", "GET");
  }

  @Test
  void interimResponsesLeaveTheLastOne() {
    Script script =
        answered("HTTP/1.1 100 Continue\r\n\r\n")
            .server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    HttpRow row = row(script);
    assertThat(row.getInfoCode()).isEqualTo(103);
    assertThat(row.getInfoMsg()).isEqualTo("Early Hints");
    assertThat(row.getStatusCode()).isEqualTo(200);
    assertThat(row.getDstStreamOffset()).isZero();
  }

  @Test
  void anInterimResponseAloneIsNoResponse() {
    HttpRow row = row(answered("HTTP/1.1 100 Continue\r\n\r\n"));
    assertThat(row.getOutcome()).isEqualTo("no_response");
    assertThat(row.getInfoCode()).isEqualTo(100);
    assertThat(row.getStatusCode()).isNull();
    assertThat(row.getResponseBodyLen()).isNull();
  }

  @Test
  void emptyLinesBeforeARequestAreSkipped() {
    HttpRow row = row(Script.tcp("empty lines", 80).client("\r\n\r\n" + GET));
    assertThat(row.getSrcStreamOffset()).isEqualTo(4);
  }

  @Test
  void linesMayEndWithABareLineFeed() {
    HttpRow row = row(answered("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"));
    assertThat(row.getResponseBodyLen()).isEqualTo(2);
  }

  @Test
  void aRequestThatEndsEarlyIsIncomplete() {
    Script script =
        Script.tcp("cut", 80)
            .client("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")
            .fin(Direction.CLIENT);
    HttpRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("incomplete_request");
    assertThat(row.getRequestBodyLen()).isEqualTo(3);
    assertThat(row.getTruncated()).isTrue();
  }

  @Test
  void headersOfAnIncompleteHeadAreKept() {
    HttpRow row = row(Script.tcp("cut", 80).client("GET /x HTTP/1.1\r\nHost: h\r\nUser-Ag"));
    assertThat(row.getHost()).isEqualTo("h");
    assertThat(row.getOutcome()).isEqualTo("incomplete_request");
  }

  @Test
  void aStatusLineWithoutReasonOrInLowerCaseIsRead() {
    HttpRow row = row(answered("http/1.1 200\r\nContent-Length: 0\r\n\r\n"));
    assertThat(row.getStatusCode()).isEqualTo(200);
    assertThat(row.getStatusMsg()).isEmpty();
    assertThat(row.getVersion()).isEqualTo("1.1");
  }

  @Test
  void dataBehindAMessageIsToldAndSkipped() {
    ParserRun run =
        run(
            Script.tcp("stray", 80)
                .client(GET + GET)
                .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nA")
                .server(" and more\r\nthan one line\r\n")
                .server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    assertThat(run.rows(Tables.HTTP)).hasSize(2);
    assertThat(run.anomalies).containsExactly("http_unexpected_data SERVER -1");
  }

  @Test
  void aBadChunkEndsItsMessageAndTheNextIsRead() {
    ParserRun run =
        run(
            Script.tcp("bad chunk", 80)
                .client(GET + GET)
                .server(CHUNKED + "xyz\r\nabc\r\n0\r\n\r\n")
                .server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    assertThat(run.rows(org.flowbeam.schemas.Tables.HTTP))
        .extracting(HttpRow::getOutcome)
        .containsExactly("incomplete_response", "completed");
    assertThat(run.anomalies).containsExactly("http_bad_chunk SERVER 0");
  }

  @Test
  void aHeadBeyondTheLimitIsFramedByAllTheSame() {
    String large = "X: " + "x".repeat(HeadReader.MAX_SHOWN_BYTES) + "\r\n";
    String many = "X: y\r\n".repeat(HeadReader.MAX_SHOWN_BYTES / 6);
    for (String headers : List.of(large, many)) {
      ParserRun run =
          run(
              Script.tcp("large", 80)
                  .client("POST /1 HTTP/1.1\r\n" + headers)
                  .client("Host: a\r\nContent-Length: 5\r\n\r\nhello" + GET));
      List<HttpRow> rows = run.rows(org.flowbeam.schemas.Tables.HTTP);
      assertThat(rows).extracting(HttpRow::getUri).containsExactlyInAnyOrder("/1", "/");
      assertThat(rows.get(0).getRequestBodyLen()).isEqualTo(5);
      assertThat(rows.get(0).getHost()).isEqualTo("a");
      assertThat(run.anomalies).contains("http_head_too_large CLIENT 0");
    }
  }

  @Test
  void aHeadWithoutAnEndIsGivenUpAndTheNextMessageIsRead() {
    String endless = "X: y\r\n".repeat(HeadReader.MAX_BYTES / 6 + 1);
    ParserRun run =
        run(Script.tcp("endless", 80).client("GET /1 HTTP/1.1\r\n" + endless + "\r\n" + GET));
    assertThat(run.rows(org.flowbeam.schemas.Tables.HTTP))
        .extracting(HttpRow::getUri)
        .containsExactlyInAnyOrder("/1", "/");
  }

  private static String many(int headers) {
    return "X: y\r\n".repeat(headers);
  }

  @Test
  void headersBeyondTheLimitFrameDecodeAndNameButAreNotShown() {
    String before = many(Head.MAX_HEADERS);
    ParserRun run =
        run(
            Script.tcp("many", 80)
                .client("POST /a HTTP/1.1\r\n" + before + "Host: h.example\r\n")
                .client("User-Agent: ua\r\nContent-Length: 30\r\n\r\n")
                .client("GET /inside HTTP/1.1\r\nHost:x\r\n")
                .client("GET /last HTTP/1.1\r\n\r\n")
                .server("HTTP/1.1 200 OK\r\n" + before + "Content-Length: 0\r\n")
                .server("Server: s\r\n\r\n")
                .server("HTTP/1.1 200 OK\r\n" + before + "Transfer-Encoding: chunked\r\n\r\n")
                .server("2\r\nok\r\n0\r\n\r\n"));
    List<HttpRow> rows = run.rows(org.flowbeam.schemas.Tables.HTTP);
    assertThat(rows).extracting(HttpRow::getUri).containsExactly("/a", "/last");
    assertThat(rows).extracting(HttpRow::getOutcome).containsOnly("completed");
    assertThat(rows.get(0).getRequestBodyLen()).isEqualTo(30);
    assertThat(rows.get(0).getHost()).isEqualTo("h.example");
    assertThat(rows.get(0).getUserAgent()).isEqualTo("ua");
    assertThat(rows.get(0).getServer()).isEqualTo("s");
    assertThat(rows.get(0).getRequestHeaders()).hasSize(Head.MAX_HEADERS);
    assertThat(rows.get(1).getResponseBodyLen()).isEqualTo(2);
    assertThat(run.serverName).isEqualTo("h.example");
    assertThat(run.anomalies).containsOnlyOnce("http_too_many_headers CLIENT 0");
  }

  @Test
  void aFoldBeyondTheLimitGoesOnWithItsOwnHeader() {
    ParserRun run =
        run(
            Script.tcp("fold", 80)
                .client("GET / HTTP/1.1\r\n" + many(Head.MAX_HEADERS))
                .client("Y: z\r\n lost\r\nHost:\r\n h.example\r\n\r\n"));
    assertThat(row(run).getHost()).isEqualTo("h.example");
    assertThat(row(run).getRequestHeaders())
        .extracting(org.flowbeam.schemas.HttpHeader::getValue)
        .containsOnly("y");
  }

  @Test
  void theFirstAndLastOfEndlessHeadersBeyondTheLimitCount() {
    String lengths = "Content-Length: 5\r\n" + "Content-Length: 6\r\n".repeat(999);
    String hosts = "Host: a\r\n".repeat(999) + "Host: b\r\n";
    ParserRun run =
        run(
            Script.tcp("endless", 80)
                .client("POST / HTTP/1.1\r\n" + many(Head.MAX_HEADERS) + lengths + hosts)
                .client("\r\nhello" + GET));
    assertThat(run.rows(org.flowbeam.schemas.Tables.HTTP)).hasSize(2);
    HttpRow row = run.rows(org.flowbeam.schemas.Tables.HTTP).get(0);
    assertThat(row.getRequestBodyLen()).isEqualTo(5);
    assertThat(row.getHost()).isEqualTo("b");
  }

  @Test
  void endlessHeadersOfOneNameHideNoOther() {
    String vias = "Via: 1.1 proxy\r\n".repeat(600);
    String lengths = "Content-Length: 5\r\n";
    ParserRun run =
        run(
            Script.tcp("vias", 80)
                .client("POST /1 HTTP/1.1\r\n" + vias + lengths + vias)
                .client("\r\nhello" + GET));
    List<HttpRow> rows = run.rows(org.flowbeam.schemas.Tables.HTTP);
    assertThat(rows).extracting(HttpRow::getUri).containsExactlyInAnyOrder("/1", "/");
    assertThat(rows.get(0).getRequestBodyLen()).isEqualTo(5);
    assertThat(rows.get(0).getProxied()).hasSizeBetween(Head.MAX_HEADERS, 600);
  }

  @Test
  void anExtensionOfAChunkMayBeLong() {
    String extension = ";x=" + "y".repeat(4_096);
    Script script =
        Script.tcp("extension", 80)
            .client(GET)
            .server(CHUNKED + "5" + extension.substring(0, 1_500))
            .server(extension.substring(1_500) + "\r\nhello\r\n0" + extension + "\r\n\r\n");
    ParserRun run = run(script);
    assertThat(row(run).getResponseBodyLen()).isEqualTo(5);
    assertThat(row(run).getOutcome()).isEqualTo("completed");
    assertThat(run.anomalies).isEmpty();
  }
}
