package org.flowbeam.protocol.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static ProxyHeader read(byte[] header) {
    for (int n = 0; n < header.length; n++) {
      assertThat(ProxyHeader.probe(Bytes.of(Arrays.copyOf(header, n))))
          .as("%d bytes", n)
          .isIn(Match.NEED_MORE, Match.CLIENT);
    }
    assertThat(ProxyHeader.probe(Bytes.of(header))).isEqualTo(Match.CLIENT);
    ProxyHeader read = Objects.requireNonNull(ProxyHeader.read(Bytes.of(header)));
    assertThat(read.lengthBytes()).isEqualTo(header.length);
    return read;
  }

  private static String told(byte[] header) {
    ProxyHeader.Endpoints ends = read(header).endpoints();
    return ends == null
        ? "none"
        : ends.srcIp() + " " + ends.srcPort() + " " + ends.dstIp() + " " + ends.dstPort();
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.1 192.0.2.2 5 443, 192.0.2.1 5 192.0.2.2 443",
    "PROXY TCP6 2001:DB8::0:1 ::1 65535 0, 2001:db8::1 65535 ::1 0",
    "PROXY UNKNOWN, none",
    "PROXY UNKNOWN ffff::1 ::2 1 2, none",
  })
  void linesOfVersion1(String line, String told) {
    assertThat(told((line + "\r\n").getBytes(ISO_8859_1))).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "21 11 000c c0000201 c0000202 0005 01bb, 192.0.2.1 5 192.0.2.2 443",
    "21 11 000f c0000201 c0000202 0005 01bb 040000, 192.0.2.1 5 192.0.2.2 443", // with a TLV
    "21 21 0024 20010db8000000000000000000000001 00000000000000000000000000000001 0001 0002,"
        + " 2001:db8::1 1 ::1 2",
    "20 00 0000, none", // LOCAL: the proxy's own check
    "20 11 000c c0000201 c0000202 0005 01bb, none",
    "21 00 0000, none", // UNSPEC
    "21 11 0003 c00002, none", // too short for its addresses
  })
  void binaryHeadersOfVersion2(String rest, String told) {
    assertThat(told(hex(SIGNATURE + rest))).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 192.0.2.2 5 443\n",
        "PROXY TCP4 192.0.2.1 host.example 5 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 5 65536\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 5\r\n",
        "PROXY UDP4 192.0.2.1 192.0.2.2 5 443\r\n",
        "PROXY \r\n",
        "PROPFIND / HTTP/1.1\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\n",
      })
  void otherLinesAreNone(String line) {
    assertThat(ProxyHeader.probe(Bytes.of(line.getBytes(ISO_8859_1)))).isEqualTo(Match.NO);
  }

  @Test
  void aLineWithoutAnEndIsNone() {
    byte[] line = ("PROXY UNKNOWN " + "x".repeat(100)).getBytes(ISO_8859_1);
    assertThat(ProxyHeader.probe(Bytes.of(line))).isEqualTo(Match.NO);
  }

  @Test
  void whatFollowsIsHandedOverHoweverItWasCut() {
    String header = "PROXY TCP4 192.0.2.1 192.0.2.2 5 443\r\n";
    String all = header + "rest";
    for (int cut = 1; cut < all.length(); cut++) {
      ParserRun run =
          ParserRun.of(
              new ProxyProtocol(),
              Script.tcp("cut at " + cut, 443)
                  .client(all.substring(0, cut))
                  .client(all.substring(cut)));
      // The run ends with the piece that hands something over.
      String rest = cut <= header.length() ? "rest" : all.substring(header.length(), cut);
      assertThat(run.handedOver.get(Direction.CLIENT))
          .isEqualTo(HexFormat.of().formatHex(rest.getBytes(ISO_8859_1)));
    }
  }

  @Test
  void bytesOfTheServerBeforeItsEndAreHandedOverToo() {
    ParserRun run =
        ParserRun.of(
            new ProxyProtocol(),
            Script.tcp("early server", 25).client("PROXY UNK").server("220 x").client("NOWN\r\n"));
    assertThat(run.handedOver)
        .containsOnlyKeys(Direction.SERVER)
        .containsEntry(Direction.SERVER, "3232302078");
  }
}
