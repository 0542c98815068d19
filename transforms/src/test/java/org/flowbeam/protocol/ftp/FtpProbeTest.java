package org.flowbeam.protocol.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FtpProbeTest {
  private static final int ELSEWHERE = 2100;

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(ISO_8859_1));
  }

  private static Evidence server(int port, String start) {
    return Evidence.tcp(port, 40_000, bytes(start));
  }

  private static Evidence client(int port, String start) {
    return Evidence.tcp(40_000, port, bytes(start));
  }

  private static Match probe(Evidence evidence) {
    return new Ftp().probe(evidence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "220 (vsFTPd 3.0.3)\r\n",
        "220 ProFTPD Server ready.\r\n",
        "220-Welcome\r\n220-to our ftp\r\n",
        "220 ftp.example FTP server\n"
      })
  void aGreetingThatNamesFtpDecidesAlone(String greeting) {
    assertThat(probe(server(ELSEWHERE, greeting))).isEqualTo(Match.SERVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "220 ready\r\n",
        "220 ftp.example ready\r\n",
        "220 ftp.example ESMTP Postfix (not FTP)\r\n",
        "220 (vsFTPd 3",
        "22",
        "421 Busy.\r\n"
      })
  void anyOtherGreetingWaitsForTheClient(String greeting) {
    assertThat(probe(server(21, greeting))).isEqualTo(Match.NEED_MORE);
    Evidence last = server(ELSEWHERE, greeting).last(true);
    assertThat(probe(last)).isEqualTo(Match.NEED_MORE);
  }

  @Test
  void theOtherSideTellsFtpFromSmtp() {
    String greeting = "220 ready\r\n";
    assertThat(probe(server(ELSEWHERE, greeting).answered(bytes("USER bob\r\n"))))
        .isEqualTo(Match.SERVER);
    assertThat(probe(client(ELSEWHERE, "AUTH TLS\r\n").answered(bytes(greeting))))
        .isEqualTo(Match.CLIENT);
    for (String hello : new String[] {"EHLO example\r\n", "HELO example\r\n"}) {
      assertThat(probe(server(21, greeting).answered(bytes(hello)))).isEqualTo(Match.NO);
      assertThat(probe(client(21, hello).answered(bytes(greeting)))).isEqualTo(Match.NO);
    }
    assertThat(probe(client(ELSEWHERE, "AUTH PLAIN\r\n").answered(bytes(greeting))))
        .isEqualTo(Match.NEED_MORE);
  }

  @Test
  void theOtherSideTellsFtpFromPop3AndIrc() {
    assertThat(probe(client(21, "USER bob\r\n").answered(bytes("+OK ready\r\n"))))
        .isEqualTo(Match.NO);
    assertThat(probe(client(21, "USER bob\r\n").answered(bytes(":irc.example 001\r\n"))))
        .isEqualTo(Match.NO);
  }

  @Test
  void oneSideAloneNeedsThePortAndItsEnd() {
    for (String line : new String[] {"USER bob\r\n", "QUIT\r\n"}) {
      assertThat(probe(client(21, line))).isEqualTo(Match.NEED_MORE);
      assertThat(probe(client(21, line).last(true))).isEqualTo(Match.CLIENT_BY_PORT);
      assertThat(probe(client(110, line).last(true))).isEqualTo(Match.NEED_MORE);
    }
    for (String line : new String[] {"220 hello\r\n", "120 wait\r\n", "421 Busy.\r\n"}) {
      assertThat(probe(server(21, line).last(true))).isEqualTo(Match.SERVER_BY_PORT);
    }
  }

  @Test
  void aSessionInItsMidstIsFoundByBothSides() {
    assertThat(probe(client(ELSEWHERE, "RETR a\r\n").answered(bytes("150 Here\r\n"))))
        .isEqualTo(Match.CLIENT);
    assertThat(probe(server(ELSEWHERE, "226 Done\r\n").answered(bytes("PASV\r\n"))))
        .isEqualTo(Match.SERVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "OPTIONS", "2x0 a", "2200"})
  void otherProtocolsAreRefusedAtOnce(String start) {
    assertThat(probe(client(21, start))).isEqualTo(Match.NO);
  }

  @Test
  void onItsPortOnePacketTellsWhoIsTheClient() {
    assertThat(new Ftp().hint(client(21, "STOR a\r\n"))).isEqualTo(Match.CLIENT);
    assertThat(new Ftp().hint(server(21, "226 Done\r\n"))).isEqualTo(Match.SERVER);
    assertThat(new Ftp().hint(client(ELSEWHERE, "STOR a\r\n"))).isEqualTo(Match.NO);
  }
}
