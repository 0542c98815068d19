package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
import static org.flowbeam.protocol.http.Sessions.answered;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.run;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients take for a response although it breaks the rules has its body in the row. */
class HttpOddResponsesTest {
  private static final String BODY = "\r\nContent-Length: 4\r\n\r\nbody";

  private static HttpRow assertHasBody(Script script, String... anomalies) {
    ParserRun run = run(script.fin(Direction.SERVER));
    HttpRow row = row(run);
    assertThat(row.getResponseBodyLen()).isEqualTo(4);
    assertThat(row.getResponseSha256())
        .isEqualTo("230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5");
    assertThat(run.anomalies).containsExactly(anomalies);
    return row;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP 200 ok|1.1|200|ok", // the version is the request's
        "HTTP/2.1 200 ok|2.1|200|ok",
        "HTTP/0.9 200 ok|0.9|200|ok",
        "HTTP/1.01 200 ok|1.01|200|ok",
        "HTTP/1.1 20x ok|1.1||20x ok",
        "HTTP/1.1 2xx ok|1.1||2xx ok",
        "HTTP/1.1 20 ok|1.1|20|ok",
        "HTTP/1.1 0200 ok|1.1|200|ok",
        "HTTP/1.1 0204 ok|1.1|204|ok",
        "HTTP/1.1 2040 ok|1.1|2040|ok",
        "HTTP/1.1 200\\0 ok|1.1|200|\\x00 ok",
        "HTTP/1.1\\0200\\0ok|1.1|200|\\x00ok",
        "HTTP/1.1\\v200\\vok|1.1|200|\\x0bok",
        "HTTP/1.1 200\\rX: y|1.1|200|\\x0dX: y",
        "HTTP/1.1foobar|1.1||foobar",
        "HTTP/1.1|1.1||''",
        "\\0HTTP/1.1 200 ok|1.1|200|ok",
        "\\rHTTP/1.1 200 ok|1.1|200|ok",
        " \\rHTTP/1.1 200 ok|1.1|200|ok",
        "xyzHTTP/1.1 200 ok|1.1|200|ok",
      })
  void oddStatusLinesAreResponses(String line, String version, Integer code, String reason) {
    String sent = line.replace("\\0", "\0").replace("\\r", "\r").replace("\\v", "\u000b");
    HttpRow row = assertHasBody(answered(sent + BODY), "http_bad_status_line SERVER 0");
    assertThat(row.getVersion()).isEqualTo(version);
    assertThat(row.getStatusCode()).isEqualTo(code);
    assertThat(row.getStatusMsg()).isEqualTo(reason);
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ICY 200 OK", "icy 200 OK", "ICY 200"})
  void radioIsAResponseWithoutAVersion(String line) {
    HttpRow row = assertHasBody(answered(line + BODY), "http_bad_status_line SERVER 0");
    assertThat(row.getStatusCode()).isEqualTo(200);
    assertThat(row.getStatusMsg()).isEqualTo(line.length() > 7 ? "OK" : "");
    assertThat(row.getVersion()).isEqualTo("1.1"); // that of the request
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  @Test
  void radioGoesOnUntilTheConnectionEnds() {
    Script script = answered("ICY 200 OK\r\nicy-metaint: 8192\r\n\r\nsong").server("song");
    HttpRow row = row(script.fin(Direction.SERVER));
    assertThat(row.getResponseBodyLen()).isEqualTo(8);
    assertThat(row.getResponseHeaders()).hasSize(1);
  }

  @Test
  void aRequestBehindRadioHasItsOwnResponse() {
    Script script =
        answered("ICY 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            .client(GET)
            .server("HTTP/1.1 200 OK" + BODY);
    assertThat(run(script).rows(Tables.HTTP))
        .extracting(HttpRow::getStatusCode)
        .containsExactly(404, 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ICY", "ICY ", "ICY OK", "ICYX 200 OK", "icy road"})
  void whatOnlyBeginsLikeRadioIsABody(String body) {
    HttpRow row = row(run(answered(body).fin(Direction.SERVER)));
    assertThat(row.getStatusCode()).isNull();
    assertThat(row.getResponseBodyLen()).isEqualTo(body.length());
  }

  @Test
  void anEmptyLineBeforeTheStatusLineIsSkipped() {
    assertHasBody(answered("\r\nHTTP/1.1 200 OK" + BODY));
  }

  @Test
  void anAnswerWithoutAHeadIsABody() {
    HttpRow row = assertHasBody(answered("body"), "http_response_without_head SERVER 0");
    assertThat(row.getStatusCode()).isNull();
    assertThat(row.getResponseHeaders()).isNull();
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getDstStreamOffset()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " \r\n",
        "foobar\r\n",
        "SIP/2.0 200 ok\r\n",
        " \n\t\n",
        "long prefix, no line end"
      })
  void linesBeforeTheStatusLineAreSkipped(String before) {
    Script script = answered(before + "HTTP/1.1 200 ok" + BODY);
    HttpRow row = assertHasBody(script, "http_unexpected_data SERVER 0");
    assertThat(row.getStatusCode()).isEqualTo(200);
  }

  @Test
  void bytesOfAServerThatSpokeFirstAreNoAnswer() {
    ParserRun run = run(Script.tcp("banner", 80).server("body").client(GET));
    assertThat(row(run).getOutcome()).isEqualTo("no_response");
    assertThat(run.anomalies).containsExactly("http_unexpected_data SERVER -1");
  }

  @ParameterizedTest
  @CsvSource({"100", "102", "199"})
  void anInterimResponseWithABodyIsTheFinalOne(int code) {
    String odd = "http_unexpected_body SERVER 0";
    HttpRow row = assertHasBody(answered("HTTP/1.1 " + code + " ok" + BODY), odd);
    assertThat(row.getStatusCode()).isEqualTo(code);
  }

  @Test
  void anInterimResponseWithALengthAndNoBodyIsNone() {
    String interim = "HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\n";
    HttpRow row = assertHasBody(answered(interim + "HTTP/1.1 200 OK" + BODY));
    assertThat(row.getInfoCode()).isEqualTo(100);
    assertThat(row.getStatusCode()).isEqualTo(200);
  }

  @Test
  void aSwitchThatNobodyAskedForIsAResponse() {
    HttpRow row = assertHasBody(answered("HTTP/1.1 101 ok" + BODY));
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getStatusCode()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 ok\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 ok\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody"
      })
  void whatIsNotChunkedAfterAllHasItsContentLength(String response) {
    ParserRun run =
        run(
            Script.tcp("not chunked", 80)
                .client(GET + GET)
                .server(response + "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
    HttpRow row = run.rows(Tables.HTTP).get(0);
    assertThat(row.getResponseBodyLen()).isEqualTo(4);
    assertThat(row.getResponseSha256()).isNotNull();
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(run.rows(Tables.HTTP)).hasSize(2);
    assertThat(run.anomalies)
        .containsExactly("http_smuggling_cl_te SERVER 0", "http_bad_chunk SERVER 0");
  }

  @Test
  void withoutContentLengthItEndsWithTheConnection() {
    HttpRow row =
        assertHasBody(
            answered("HTTP/1.1 200 ok\r\nTransfer-Encoding: chunked\r\n\r\nbody"),
            "http_bad_chunk SERVER 0");
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("incomplete_response");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4\r\r\nbody\r\n0\r\n\r\n",
        "4\f\r\nbody\r\n0\r\n\r\n",
        "\t4\r\nbody\r\n0\r\n\r\n",
        "\r\n4\r\nbody\r\n0\r\n\r\n",
        "4 \u0000;x\r\nbody\r\n0\r\n\r\n",
      })
  void chunkLinesThatReadersTakeAreTakenAndTold(String body) {
    HttpRow row =
        assertHasBody(
            answered("HTTP/1.1 200 ok\r\nTransfer-Encoding: chunked\r\n\r\n" + body),
            "http_odd_chunk SERVER 0");
    assertThat(row.getTruncated()).isFalse();
  }

  @Test
  void aBareLineFeedInChunkLinesIsTold() {
    ParserRun run =
        run(answered("HTTP/1.1 200 ok\r\nTransfer-Encoding: chunked\r\n\r\n4\nbody\n0\n\n"));
    assertThat(row(run).getResponseBodyLen()).isEqualTo(4);
    assertThat(row(run).getTruncated()).isFalse();
    assertThat(run.anomalies).contains("http_smuggling_bare_lf SERVER 0").hasSize(4);
    assertThat(run.anomalies).containsOnly("http_smuggling_bare_lf SERVER 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n\r\r\n", "\r\n\r\r\r\n", "\n \n", "\r\n\t\r\n"})
  void aHeadMayEndWithALineThatIsNotQuiteEmpty(String end) {
    ParserRun run =
        run(answered("HTTP/1.1 200 ok\r\nContent-Length: 4" + end + "body").fin(Direction.SERVER));
    assertThat(row(run).getResponseBodyLen()).isEqualTo(4);
    assertThat(row(run).getResponseSha256()).isNotNull();
  }

  @Test
  void aBlankLineBeforeAHeaderIsAFold() {
    ParserRun run = run(answered("HTTP/1.1 200 ok\r\nA: b\r\n \r\nContent-Length: 4\r\n\r\nbody"));
    assertThat(row(run).getResponseBodyLen()).isEqualTo(4);
    assertThat(row(run).getResponseHeaders()).hasSize(2);
    assertThat(run.anomalies).containsExactly("http_smuggling_obs_fold SERVER 0");
  }
}
