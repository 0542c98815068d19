package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.run;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/0.9 (RFC 1945, 5 and 6): a request without version and header lines, a body alone. */
class HttpSimpleTest {
  private static Script asked(String request) {
    return Script.tcp("HTTP/0.9", 80).client(request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /a?b=c\r\n", "GET /a?b=c\n", "GET /a?b=c\r\n\r\n"})
  void theAnswerGoesOnUntilTheConnectionEnds(String request) {
    ParserRun run = run(asked(request).server("<html>").server("</html>").fin(Direction.SERVER));
    HttpRow row = row(run);
    assertThat(row.getMethod()).isEqualTo("GET");
    assertThat(row.getUri()).isEqualTo("/a?b=c");
    assertThat(row.getVersion()).isEqualTo("0.9");
    assertThat(row.getHost()).isNull();
    assertThat(row.getStatusCode()).isNull();
    assertThat(row.getRequestBodyLen()).isEqualTo(0);
    assertThat(row.getResponseBodyLen()).isEqualTo(13);
    assertThat(row.getResponseMime()).isEqualTo("text/html");
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void anAnswerWithAHeadIsRead() {
    String response = "HTTP/1.0 400 Bad Request\r\nContent-Length: 3\r\n\r\nno!";
    HttpRow row = row(run(asked("GET /\r\n").server(response)));
    assertThat(row.getStatusCode()).isEqualTo(400);
    assertThat(row.getResponseBodyLen()).isEqualTo(3);
    assertThat(row.getVersion()).isEqualTo("1.0"); // the response's, where there is one
  }

  @Test
  void whatFollowsTheRequestBelongsToNoMessage() {
    ParserRun run =
        run(asked("GET /\r\nHost: a.example\r\n\r\n").server("x").fin(Direction.SERVER));
    assertThat(row(run).getHost()).isNull();
    assertThat(run.anomalies).containsExactly("http_unexpected_data CLIENT -1");
  }

  @Test
  void onlyTheFirstLineOfAConnectionIsSuchARequest() {
    String first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    ParserRun run =
        run(
            asked(first)
                .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .client("GET /b\r\n"));
    assertThat(run.rows(Tables.HTTP)).hasSize(1);
    assertThat(run.anomalies).containsExactly("http_unexpected_data CLIENT -1");
  }
}
