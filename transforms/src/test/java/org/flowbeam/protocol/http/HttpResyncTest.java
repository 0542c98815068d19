package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
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

/** The next message is found wherever the one before ended. */
class HttpResyncTest {
  private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String LAST_OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static String ask(String method) {
    return method + " /a HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static List<String> told(Script script) {
    return rows(script).stream().map(HttpResyncTest::told).sorted().toList();
  }

  private static String told(HttpRow row) {
    return row.getTx() + " " + row.getUri() + " " + row.getStatusCode() + " " + row.getOutcome();
  }

  private static HttpRow last(ParserRun run) {
    return run.rows(Tables.HTTP).stream()
        .filter(row -> "/last".equals(row.getUri()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD 404", "GET 204", "GET 304"})
  void aBodyThatMayNotBeIsReadAndTheNextResponseFound(String what) {
    String response =
        "HTTP/1.1 " + what.substring(what.length() - 3) + " X\r\nContent-Length: 9\r\n\r\n";
    Script script =
        Script.tcp("unexpected body", 80)
            .client(ask(what.split(" ", -1)[0]))
            .server(response + "not found")
            .client(LAST)
            .server(LAST_OK);
    ParserRun run = run(script);
    assertThat(told(script)).hasSize(2).last().isEqualTo("1 /last 200 completed");
    assertThat(last(run).getResponseBodyLen()).isEqualTo(4);
    HttpRow first = run.rows(Tables.HTTP).get(0);
    assertThat(first.getResponseBodyLen()).isEqualTo(9);
    assertThat(first.getResponseSha256()).isNotNull();
    assertThat(first.getOutcome()).isEqualTo("completed");
    assertThat(run.anomalies).containsExactly("http_unexpected_body SERVER 0");
  }

  @Test
  void withoutThatBodyNothingIsOdd() {
    Script script =
        Script.tcp("no body", 80)
            .client(ask("HEAD"))
            .server("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n\r\n") // with an empty line
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).containsExactly("0 /a 200 completed", "1 /last 200 completed");
    assertThat(run(script).anomalies).isEmpty();
  }

  /** The server had answered, if not with a response, when it was asked again. */
  @ParameterizedTest
  @ValueSource(
      strings = {"x", "not found\r\n", "two\r\nlines", "RTSP/1.0 200 OK\r\n\r\n", "\0\u00ff"})
  void anAnswerThatIsNoResponseLeavesTheNextResponseToItsOwnRequest(String answer) {
    Script script =
        Script.tcp("odd answers", 80)
            .client(ask("GET"))
            .server(LAST_OK)
            .client(ask("POST"))
            .server(answer)
            .client(ask("GET"))
            .server(answer)
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script))
        .containsExactly(
            "0 /a 200 completed",
            "1 /a null no_response",
            "2 /a null no_response",
            "3 /last 200 completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>not found</html>", "two\r\nlines", "\0\u00ff\0\u00ff\0\u00ff"})
  void aFirstAnswerWithoutAHeadEndsWhereTheNextRequestSaysSo(String answer) {
    Script script =
        Script.tcp("no head", 80).client(ask("GET")).server(answer).client(LAST).server(LAST_OK);
    assertThat(told(script)).containsExactly("0 /a null completed", "1 /last 200 completed");
    assertThat(run(script).rows(Tables.HTTP).get(0).getResponseBodyLen())
        .isEqualTo(answer.length());
    assertThat(run(script).anomalies).containsExactly("http_response_without_head SERVER 0");
  }

  @Test
  void oddAnswersFromTheFirstOnLeaveTheNextResponseToItsOwnRequest() {
    Script script =
        Script.tcp("odd answers", 80)
            .client(ask("GET"))
            .server("not found")
            .client(ask("POST"))
            .server("not found either")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script))
        .containsExactly("0 /a null completed", "1 /a null no_response", "2 /last 200 completed");
  }

  /** It answers one of two, and nothing says which. */
  @Test
  void aResponseAmidOddAnswersIsPairedWithNone() {
    Script script =
        Script.tcp("odd answers", 80)
            .client(ask("GET"))
            .server(LAST_OK)
            .client(ask("POST"))
            .server("half an")
            .client(ask("GET"))
            .server(" answer\r\n" + LAST_OK)
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).contains("4 /last 200 completed").contains("1 /a null no_response");
  }

  /** Pipelined requests do not tell where their responses begin; a certain status line does. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "not found", "two\r\nlines", "HTTP/1.1 20", "HHTTP/1.", "\0\u00ff"})
  void aCertainStatusLineIsFoundBehindAnything(String stray) {
    Script script =
        Script.tcp("pipelined", 80)
            .client(ask("HEAD") + LAST)
            .server("HTTP/1.1 200 X\r\n\r\n" + stray + LAST_OK);
    assertThat(told(script)).containsExactly("0 /a 200 completed", "1 /last 200 completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "}", "more than said", "with\na line", "HTTP is not it"})
  void bytesBehindABodyDoNotHideTheNextResponse(String extra) {
    String first = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1";
    Script waited =
        Script.tcp("extra", 80).client(GET).server(first + extra).client(LAST).server(LAST_OK);
    assertThat(told(waited)).containsExactly("0 / 200 completed", "1 /last 200 completed");
    assertThat(last(run(waited)).getDstStreamOffset()).isEqualTo(first.length() + extra.length());
    Script pipelined = Script.tcp("extra", 80).client(GET + LAST).server(first + extra + LAST_OK);
    assertThat(told(pipelined)).containsExactly("0 / 200 completed", "1 /last 200 completed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhello", // no number
        "3\r\nabc\r\nzz\r\nhello",
        "3\r\nabcdef", // longer than it says
        "3\r\nabc\r\n\u00ff",
        "0\r\nX: no end of the trailers",
        "ff\r\nshorter than it says",
        "5\r\nhello\r\n" // and no last chunk
      })
  void aBrokenChunkDoesNotHideTheNextResponse(String body) {
    Script script =
        Script.tcp("chunk", 80).client(GET).server(CHUNKED + body).client(LAST).server(LAST_OK);
    assertThat(told(script)).last().isEqualTo("1 /last 200 completed");
    assertThat(rows(script)).hasSize(2);
  }

  @Test
  void aLengthThatIsTooLargeDoesNotHideTheNextResponse() {
    Script script =
        Script.tcp("short", 80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script))
        .containsExactly("0 / 200 incomplete_response", "1 /last 200 completed");
    HttpRow shorter = rows(script).get(0);
    assertThat(shorter.getResponseBodyLen()).isEqualTo(5);
    assertThat(shorter.getResponseSha256()).isNotNull();
    assertThat(shorter.getTruncated()).isTrue();
  }

  @Test
  void ofABrokenChunkTheRestIsTakenAsItCame() {
    Script script =
        Script.tcp("chunk", 80)
            .client(GET)
            .server(CHUNKED + "3\r\nabc\r\nzz\r\nhello")
            .client(LAST)
            .server(LAST_OK);
    ParserRun run = run(script);
    HttpRow broken = run.rows(Tables.HTTP).get(0);
    assertThat(broken.getOutcome()).isEqualTo("incomplete_response");
    assertThat(broken.getResponseBodyLen()).isEqualTo("abczz\r\nhello".length());
    assertThat(broken.getResponseSha256()).isNotNull();
    assertThat(broken.getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_bad_chunk SERVER 0");
  }

  @Test
  void aCaptureThatBeginsInABodyIsReadFromTheFirstRequestOn() {
    String body = "A".repeat(3000);
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
    Script script =
        Script.tcp("midstream", 80)
            .server(body)
            .client(ask("GET"))
            .server(ok)
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).containsExactly("0 /a 200 completed", "1 /last 200 completed");
    assertThat(run(script).anomalies).containsExactly("http_unexpected_data SERVER -1");
  }

  @Test
  void aServerAloneIsReadFromTheFirstCertainStatusLineOn() {
    ParserRun run = run(Script.tcp("one side", 80).server("tail of a body" + LAST_OK));
    HttpRow row = run.rows(Tables.HTTP).get(0);
    assertThat(row.getStatusCode()).isEqualTo(200);
    assertThat(row.getOutcome()).isEqualTo("orphan_response");
    assertThat(row.getDstStreamOffset()).isEqualTo("tail of a body".length());
  }

  @Test
  void whatLooksLikeAResponseIsNoneWhileNothingIsAsked() {
    String fake = "see\r\nHTTP/1.1 500 Fake\r\nContent-Length: 0\r\n\r\n";
    for (String response :
        List.of("HTTP/1.1 304 X\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")) {
      Script script =
          Script.tcp("fake", 80).client(GET).server(response + fake).client(LAST).server(LAST_OK);
      assertThat(rows(script)).hasSize(2);
      assertThat(told(script)).last().isEqualTo("1 /last 200 completed");
    }
  }

  @Test
  void aLineThatOnlyLooksLikeAStartLineIsNotCertain() {
    String text = "<p>HTTP/1.1 404 Not Found\r\nis what they say, and GET /x HTTP/1.1\r\nwas asked";
    Script script =
        Script.tcp("text", 80)
            .client(ask("HEAD") + LAST)
            .server("HTTP/1.1 200 X\r\n\r\n" + text + LAST_OK);
    assertThat(told(script)).containsExactly("0 /a 200 completed", "1 /last 200 completed");
    assertThat(rows(script).get(0).getResponseBodyLen()).isEqualTo(text.length());
  }

  @Test
  void behindAHoleInABodyTheNextResponseIsFoundWhereItsRequestSays() {
    Script script =
        Script.tcp("hole", 80)
            .client(ask("GET"))
            .server(CHUNKED + "ff\r\nabc")
            .gap(Direction.SERVER, 1000)
            .server("tail without a line end")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).last().isEqualTo("1 /last 200 completed");
  }

  @Test
  void aStartLineThatIsSplitWhereAnotherRequestComesStaysWhole() {
    Script script =
        Script.tcp("split", 80)
            .client(ask("GET"))
            .server("HTTP/1.1 2")
            .client(LAST)
            .server("00 OK\r\nContent-Length: 1\r\n\r\n1" + LAST_OK);
    assertThat(told(script)).containsExactly("0 /a 200 completed", "1 /last 200 completed");
  }

  @Test
  void aResponseThatIsFoundLateHasItsOwnTime() {
    Script script =
        Script.tcp("time", 80)
            .client(ask("HEAD") + LAST) // at 0 ms
            .server("HTTP/1.1 200 X\r\n\r\n") // at 1 ms
            .server("stray") // at 2 ms
            .server(" bytes") // at 3 ms
            .server(LAST_OK.substring(0, 3)) // at 4 ms
            .server(LAST_OK.substring(3)); // at 5 ms
    HttpRow row = last(run(script));
    assertThat(row.getResponseTs()).isEqualTo(row.getTs() + 4000);
  }

  @Test
  void aResponseWithoutAnEndEndsWhereTheNextRequestSaysSo() {
    Script script =
        Script.tcp("no length", 80)
            .client(GET)
            .server("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nmoved")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).containsExactly("0 / 302 completed", "1 /last 200 completed");
    assertThat(rows(script).get(0).getResponseBodyLen()).isEqualTo(5);
  }

  @Test
  void aBodyWithoutAnEndGoesOnWhenWhatFollowsIsNoResponse() {
    Script script =
        Script.tcp("no length", 80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\n\r\nfirst")
            .client(LAST)
            .server("HTTP/1.1 as a word")
            .fin(Direction.SERVER);
    assertThat(told(script)).containsExactly("0 / 200 completed", "1 /last null no_response");
    assertThat(rows(script).get(0).getResponseBodyLen())
        .isEqualTo("firstHTTP/1.1 as a word".length());
  }

  @Test
  void theResponseToAHeadThatWasNotSeenHasNoBody() {
    Script script =
        Script.tcp("orphan", 80)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script)).containsExactly("0 null 200 orphan_response", "1 /last 200 completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "x=1&y=2", "a body without a length\r\nof two lines"})
  void bytesBehindARequestDoNotHideTheNextOne(String extra) {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    Script waited =
        Script.tcp("extra", 80).client(GET + extra).server(ok).client(LAST).server(LAST_OK);
    assertThat(told(waited)).containsExactly("0 / 200 completed", "1 /last 200 completed");
    Script pipelined = Script.tcp("extra", 80).client(GET + extra + LAST).server(ok + LAST_OK);
    assertThat(told(pipelined)).containsExactly("0 / 200 completed", "1 /last 200 completed");
  }

  @Test
  void aBrokenChunkOfARequestDoesNotHideTheNextOne() {
    Script script =
        Script.tcp("chunk", 80)
            .client("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello")
            .server("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script))
        .containsExactly("0 /a 400 incomplete_request", "1 /last 200 completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 500", "Transfer-Encoding: chunked"})
  void aBodyThatWasAskedAboutAndRefusedIsNotWaitedFor(String framing) {
    Script script =
        Script.tcp("refused", 80)
            .client("POST /a HTTP/1.1\r\n" + framing + "\r\nExpect: 100-continue\r\n\r\n")
            .server("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno")
            .client("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello")
            .server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            .client(LAST)
            .server(LAST_OK);
    assertThat(told(script))
        .containsExactly("0 /a 417 completed", "1 /a 201 completed", "2 /last 200 completed");
    HttpRow refused = rows(script).get(0);
    assertThat(refused.getRequestBodyLen()).isZero();
    assertThat(refused.getTruncated()).isFalse();
    assertThat(rows(script).get(1).getRequestBodyLen()).isEqualTo(5);
    assertThat(run(script).anomalies).isEmpty();
  }

  @Test
  void aRefusedClientThatClosesOrStaysSilentIsComplete() {
    Script refused =
        Script.tcp("refused", 80)
            .client("PUT /a HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
            .server("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
    assertThat(told(refused)).containsExactly("0 /a 413 completed");
    assertThat(told(refused.endsBy(SessionEnd.CUT))).containsExactly("0 /a 413 completed");
    assertThat(told(refused.fin(Direction.CLIENT))).containsExactly("0 /a 413 completed");
  }

  @Test
  void aRefusedClientMaySendTheBodyAllTheSame() {
    Script script =
        Script.tcp("refused", 80)
            .client("PUT /a HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
            .server("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n")
            .client("here it i")
            .endsBy(SessionEnd.CUT);
    assertThat(rows(script).get(0).getRequestBodyLen()).isEqualTo(9);
  }

  @Test
  void aBodyThatBeginsLikeARequestIsABodyUnlessItWasRefused() {
    String inner = "GET /inner HTTP/1.1\r\nHost: i\r\n\r\n";
    Script script =
        Script.tcp("accepted", 80)
            .client("POST /a HTTP/1.1\r\nContent-Length: " + inner.length())
            .client("\r\nExpect: 100-continue\r\n\r\n")
            .server("HTTP/1.1 100 Continue\r\n\r\n")
            .client(inner)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(told(script)).containsExactly("0 /a 200 completed");
    assertThat(rows(script).get(0).getRequestBodyLen()).isEqualTo(inner.length());
  }
}
