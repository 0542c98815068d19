package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.PrefacedContract;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.Script;
import org.junit.jupiter.api.Test;

class HttpBehindPrefaceTest extends PrefacedContract {
  @Override
  protected Protocol.Prefaced protocol() {
    return new Http();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        Script.tcp("a page", 80)
            .client("GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            .client("GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n")
            .server("HTTP/1.1 204 No Content\r\n\r\n"),
        Script.tcp("a long upload", 80)
            .client("POST /up HTTP/1.1\r\nHost: a.example\r\nContent-Length: 12000\r\n\r\n")
            .client("x".repeat(12_000))
            .server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"));
  }

  @Override
  protected List<Script> scriptsOfOneSide() {
    return List.of(Script.tcp("no answer", 80).client("HEAD / HTTP/1.0\r\n\r\n"));
  }

  private static Match probe(String begin) {
    Bytes bytes = Bytes.of(begin.getBytes(StandardCharsets.ISO_8859_1));
    return new Http().probePrefaced(Evidence.tcp(40_000, 4711, bytes));
  }

  @Test
  void onlyAWholeStartLineWillDo() {
    assertThat(probe("GET /a HTTP/1.1")).isEqualTo(Match.NEED_MORE);
    assertThat(probe("GET /a HTTP/1.1\r\n")).isEqualTo(Match.CLIENT);
    assertThat(probe("HTTP/1.1 404 Not Found\n")).isEqualTo(Match.SERVER);
    assertThat(probe("GET /a\r\n")).isEqualTo(Match.NO);
    assertThat(probe("GET a file from HTTP/1.1\r\n")).isEqualTo(Match.NO);
    assertThat(probe("TAKE /a HTTP/1.1\r\n")).isEqualTo(Match.NO);
    assertThat(probe("DESCRIBE rtsp://a.example/ RTSP/1.0\r\n")).isEqualTo(Match.NO);
    assertThat(probe("ICY 200 OK\r\n")).isEqualTo(Match.NO);
  }
}
