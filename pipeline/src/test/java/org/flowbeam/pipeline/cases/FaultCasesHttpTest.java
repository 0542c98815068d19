package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small captures of HTTP that is framed wrongly or odd, beside the public captures. */
class FaultCasesHttpTest extends SweptCases {
  private static final String EXCHANGE =
      "method, host, uri, status_code, request_body_len, response_body_len, truncated";
  private static final String LAST = "GET|h.example|/last|200|0|9|false";

  FaultCasesHttpTest() {
    super(
        "K5-http-resync",
        "K6-header-257",
        "K7-expect-refused",
        "K8-not-utf8",
        "K10-empty-coded-body",
        "K13-minor/chunk-lf-only.pcap",
        "K13-minor/uri-userinfo-secret.pcap",
        "oracles/e-multipart-crlf-first.pcap",
        "oracles/k-http10-chunked-and-length.pcap",
        "oracles/l-status-20x.pcap");
  }

  private List<String> http(String capture, String columns) throws SQLException {
    return rows(capture, columns, "http");
  }

  private List<String> anomalies(String capture) throws SQLException {
    return rows(capture, "kind, side", "anomalies");
  }

  @ParameterizedTest
  @CsvSource({
    "s304-with-body, GET|h.example|/a|304|0|53|false, http_unexpected_body|dst",
    "head-with-body, HEAD|h.example|/a|404|0|9|false, http_unexpected_body|dst",
    "bad-chunk-no-newline, GET|h.example|/a|200|0|9|true, http_bad_chunk|dst",
    "h257-content-length, GET|h.example|/a|200|0|10|false, http_too_many_headers|dst",
    "h257-request-length, POST|h.example|/a|200|30|10|false, http_too_many_headers|src",
    "h257-host, GET|h.example|/a|200|0|10|false, http_too_many_headers|src",
    "expect-413-close-next-conn, PUT|h.example|/a|413|0|2|false,",
    "deflate-empty-chunked, GET|h.example|/a|200|0|0|false,",
    "gzip-empty-chunked, GET|h.example|/a|200|0|0|false,",
    "gzip-empty-request-chunked, POST|h.example|/a|200|0|10|false,",
    "chunk-lf-only, GET|h.example|/a|200|0|180|false, http_smuggling_bare_lf|dst",
    "filename-gbk, GET|h.example|/a|200|0|10|false,"
  })
  void theNextExchangeIsWhole(String capture, String first, String anomaly) throws SQLException {
    assertThat(http(capture, EXCHANGE)).containsExactly(first, LAST);
    assertThat(anomalies(capture)).isEqualTo(anomaly == null ? List.of() : List.of(anomaly));
  }

  @Test
  void threeHundredHeadersOnBothSidesStillFrame() throws SQLException {
    assertThat(http("headers-300", EXCHANGE))
        .containsExactly("GET|h.example|/a|200|0|10|false", LAST);
    assertThat(anomalies("headers-300"))
        .containsExactly("http_too_many_headers|dst", "http_too_many_headers|src");
  }

  @Test
  void theServerIsNamedByAHeaderPastThoseThatAreKept() throws SQLException {
    assertThat(rows("h257-host", "server_name", "flows")).containsExactly("h.example");
  }

  @Test
  void twoExchangesAreReadBehindTheTailOfABody() throws SQLException {
    assertThat(http("mid-stream-short-tail-then-next", EXCHANGE))
        .containsExactly("GET|h.example|/a|200|0|20|false", "GET|h.example|/b|200|0|20|false");
    assertThat(anomalies("mid-stream-short-tail-then-next"))
        .containsExactly("http_unexpected_data|dst");
  }

  @Test
  void aRequestThatExpectedInVainSendsItsBodyTheSecondTime() throws SQLException {
    assertThat(http("expect-417-then-again", EXCHANGE))
        .containsExactly(
            "POST|h.example|/a|417|0|2|false", "POST|h.example|/a|200|5|10|false", LAST);
    assertThat(anomalies("expect-417-then-again")).isEmpty();
  }

  @Test
  void anEmptyBodyWithACodingUntilTheEndIsWhole() throws SQLException {
    assertThat(http("gzip-empty-until-close", EXCHANGE))
        .containsExactly("GET|h.example|/a|200|0|0|false");
    assertThat(anomalies("gzip-empty-until-close")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "uri-latin1, /caf\\xe9?q=\\xff",
    "uri-latin1-collide-1, /f\\xe9",
    "uri-latin1-collide-2, /f\\xff"
  })
  void bytesOfAUriThatAreNotUtf8StayDistinct(String capture, String uri) throws SQLException {
    assertThat(http(capture, "uri")).containsExactly(uri, "/last");
  }

  @Test
  void bytesOfNamesThatAreNotUtf8StayDistinct() throws SQLException {
    assertThat(http("filename-gbk", "response_filename"))
        .containsExactly("\\xb2\\xe2\\xca\\xd4.doc", "null");
    assertThat(rows("ch-sni-latin1", "server_name", "tls")).containsExactly("caf\\xe9.example");
    assertThat(rows("ch-sni-latin1", "server_name", "flows")).containsExactly("caf\\xe9.example");
  }

  @Test
  void aPasswordInAUriIsInNoColumn() throws SQLException {
    assertThat(http("uri-userinfo-secret", EXCHANGE))
        .containsExactly("GET|o.example|http://user:***@o.example/|200|0|10|false", LAST);
    for (Table<?> table : Tables.ALL) {
      if (run.folder().resolve(table.name()).toFile().exists()) {
        assertThat(
                run.rows(
                    "select * from (select to_json(t)::varchar as row from {%s} t)"
                            .formatted(table.name())
                        + " where row like '%Secret99%'"))
            .as(table.name())
            .isEmpty();
      }
    }
  }

  @Test
  void aMultipartBodyThatBeginsWithAnEmptyLineKeepsItsFileNames() throws SQLException {
    assertThat(http("e-multipart-crlf-first", "method, status_code, request_filename"))
        .containsExactly("POST|200|iVOWebWBCLKvFqxScD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k-http10-chunked-and-length", "l-status-20x"})
  void evadedBodiesHaveTheHashOfTheFile(String capture) throws SQLException {
    assertThat(http(capture, "method, response_body_len, left(response_sha256, 16)"))
        .containsExactly("GET|68|275a021bbfb6489e");
    assertThat(anomalies(capture)).isNotEmpty();
  }
}
