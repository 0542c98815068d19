package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.StartBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProbeTest {
  private static Match probe(byte[] bytes) {
    return new Http().probe(Evidence.tcp(49152, 80, Bytes.of(bytes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'GET / HTTP/1.1\\n'|CLIENT",
        "'\\n\\nGET / HTTP/1.1\\n'|CLIENT",
        "'PROPFIND /a b HTTP/1.0\\n'|CLIENT",
        "'CONNECT a:1 HTTP/1.1\\n'|CLIENT",
        "'CCM_POST /x HTTP/1.1\\n'|CLIENT",
        "'GET HTTP/1.1\\n'|CLIENT",
        "'GET / HTTP/1.'|NEED_MORE",
        "'GET /'|NEED_MORE",
        "'CCM_'|NEED_MORE",
        "'HTTP/1.1 2'|SERVER",
        "'HTTP/1.0 '|SERVER",
        "'HTTP/1.'|NEED_MORE",
        "'H'|NEED_MORE",
        "'HELO a'|NO",
        "'HTTP/2.0 200'|SERVER",
        "'HTTP/1 200'|NO",
        "'HTTP/x.0 200'|NO",
        "'GET / HTTP/2.1\\n'|CLIENT",
        "'PRI * HTTP/2.0\\n\\nSM\\n\\n'|NO",
        "'OPTIONS sip:a@b SIP/2.0\\n'|NO",
        "'DESCRIBE rtsp://h/ RTSP/1.0\\n'|NO",
        "'GET /\\n'|CLIENT",
        "'GET http://a.example/\\n'|CLIENT",
        "'GET /a b\\n'|NO",
        "'GET /HTTP/1.1\\n'|NO",
        "'GET key\\n'|NO",
        "'\\nGET /\\n'|NO",
        "'POST /\\n'|NO",
        "'get / HTTP/1.1\\n'|NO",
        "'SSH-2.0-OpenSSH'|NO",
        "'EHLO a.example\\n'|NO",
        "'USER a\\n'|NO",
        "'GET \\0 HTTP/1.1\\n'|NO",
      })
  void firstBytesDecide(String escaped, Match match) {
    String start = escaped.replace("\\n", "\r\n").replace("\\0", "\0");
    byte[] bytes = start.getBytes(ISO_8859_1);
    assertThat(probe(bytes)).isEqualTo(match);
    for (int n = 0; n < bytes.length; n++) {
      assertThat(probe(Arrays.copyOf(bytes, n))).as("%d bytes", n).isIn(match, Match.NEED_MORE);
    }
  }

  @Test
  void aLongLineOfAKnownMethodIsEnough() {
    byte[] start = ("GET /" + "a".repeat(8 << 10)).getBytes(ISO_8859_1);
    assertThat(probe(start)).isEqualTo(Match.CLIENT);
  }

  @Test
  void datagramsAreNotOurs() {
    assertThat(new Http().startBytes(true)).isSameAs(StartBytes.NONE);
  }
}
