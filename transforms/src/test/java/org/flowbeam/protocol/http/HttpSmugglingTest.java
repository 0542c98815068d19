package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.List;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server should refuse is told, and read as most servers read it. */
class HttpSmugglingTest {
  private static ParserRun post(String headers, String body) {
    return run(
        Script.tcp("post", 80)
            .client("POST /1 HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body)
            .client("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"));
  }

  private static List<String> requests(ParserRun run) {
    return run.rows(Tables.HTTP).stream()
        .map(row -> row.getUri() + " " + row.getRequestBodyLen())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 3|Transfer-Encoding: chunked|', http_smuggling_cl_te",
    "'Transfer-Encoding: chunked, identity|', http_smuggling_te_not_final",
    "'Transfer-Encoding: xchunked, chunked|', http_smuggling_unknown_te",
    "'Transfer-Encoding: chunked|Transfer-Encoding: chunked|', http_smuggling_duplicate_te",
    "'Transfer-Encoding:| chunked|', http_smuggling_obs_fold",
    "'Transfer-Encoding : chunked|', http_smuggling_blank_before_colon",
  })
  void chunkedWins(String headers, String kind) {
    ParserRun run = post(headers.replace("|", "\r\n"), "2\r\nab\r\n0\r\n\r\n");
    assertThat(requests(run)).containsExactly("/1 2", "/2 0");
    assertThat(run.anomalies).containsExactly(kind + " CLIENT 0");
  }

  @Test
  void theFirstOfSeveralContentLengthsWins() {
    ParserRun run = post("Content-Length: 2\r\nContent-Length: 9\r\n", "ab");
    assertThat(requests(run)).containsExactly("/1 2", "/2 0");
    assertThat(run.anomalies).containsExactly("http_smuggling_double_content_length CLIENT 0");
  }

  @Test
  void equalContentLengthsAreFine() {
    ParserRun run = post("Content-Length: 2, 2\r\nContent-Length: 2\r\n", "ab");
    assertThat(requests(run)).containsExactly("/1 2", "/2 0");
    assertThat(run.anomalies).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1", "+2", "0x2", "2 2", "18446744073709551615", "9223372036854775808", "''"})
  void aContentLengthThatIsNoNumberCountsAsAbsent(String length) {
    ParserRun run = post("Content-Length: " + length + "\r\n", "");
    assertThat(requests(run)).containsExactly("/1 0", "/2 0");
    assertThat(run.anomalies).containsExactly("http_invalid_content_length CLIENT 0");
  }

  @Test
  void leadingZerosAreDecimal() {
    ParserRun run = post("Content-Length: 0000000000000000000000000000002\r\n", "ab");
    assertThat(requests(run)).containsExactly("/1 2", "/2 0");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void aTransferCodingOtherThanChunkedLeavesTheContentLength() {
    ParserRun run = post("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "ab");
    assertThat(requests(run)).containsExactly("/1 2", "/2 0");
    assertThat(run.anomalies)
        .containsExactly("http_smuggling_te_not_final CLIENT 0", "http_smuggling_cl_te CLIENT 0");
  }

  @Test
  void aBareCarriageReturnIsToldAndKept() {
    ParserRun run = post("X: a\rb\r\n", "");
    assertThat(run.anomalies).containsExactly("http_smuggling_bare_cr CLIENT 0");
    HttpRow row = run.rows(Tables.HTTP).get(0);
    assertThat(row.getRequestHeaders().get(1).getValue()).isEqualTo("a\\x0db");
  }

  @Test
  void ofSeveralHostsTheLastIsShown() {
    ParserRun run = post("Host: b\r\n", "");
    assertThat(run.anomalies).containsExactly("http_duplicate_host CLIENT 0");
    assertThat(run.rows(Tables.HTTP).get(0).getHost()).isEqualTo("b");
  }

  @Test
  void aFoldedValueIsJoinedByABlank() {
    ParserRun run = post("X: a\r\n \tb\r\n", "");
    HttpRow row = run.rows(Tables.HTTP).get(0);
    assertThat(row.getRequestHeaders().get(1).getValue()).isEqualTo("a b");
  }

  @Test
  void aLineWithoutColonIsToldAndLeftOut() {
    ParserRun run = post("not a header\r\n", "");
    assertThat(run.anomalies).containsExactly("http_bad_header_line CLIENT 0");
    assertThat(run.rows(Tables.HTTP).get(0).getRequestHeaders()).hasSize(1);
  }
}
