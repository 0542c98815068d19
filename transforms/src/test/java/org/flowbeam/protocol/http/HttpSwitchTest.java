package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.HexFormat;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class HttpSwitchTest {
  private static final String CONNECT = "CONNECT b.example:443 HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private static String hex(String latin1) {
    return HexFormat.of().formatHex(latin1.getBytes(ISO_8859_1));
  }

  @Test
  void aTunnelIsHandedOverWithWhatFollowsTheHeads() {
    ParserRun run =
        run(
            Script.tcp("tunnel", 3128)
                .client(CONNECT + "early")
                .client(" data")
                .server(ESTABLISHED + "from the server"));
    assertThat(run.handedOver.get(Direction.CLIENT)).isEqualTo(hex("early data"));
    assertThat(run.handedOver.get(Direction.SERVER)).isEqualTo(hex("from the server"));
    HttpRow row = row(run);
    assertThat(row.getOutcome()).isEqualTo("switched");
    assertThat(row.getHost()).isEqualTo("b.example:443");
    assertThat(row.getUri()).isEqualTo("b.example:443");
    assertThat(row.getTruncated()).isFalse();
    assertThat(run.serverName).isEqualTo("b.example");
  }

  @Test
  void whatFollowsASwitchOnEitherSideIsTheNextProtocols() {
    Script script = Script.tcp("tunnel", 3128).client(CONNECT).server(ESTABLISHED);
    assertThat(run(script).handedOver).isEmpty();
    assertThat(run(script.client("late")).handedOver).containsOnlyKeys(Direction.CLIENT);
  }

  @Test
  void aRefusedTunnelGoesOnAsHttp() {
    ParserRun run =
        run(
            Script.tcp("refused", 3128)
                .client(CONNECT)
                .client(GET)
                .server("HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n")
                .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertThat(run.handedOver).isEmpty();
    assertThat(run.rows(Tables.HTTP))
        .extracting(row -> row.getMethod() + " " + row.getStatusCode() + " " + row.getOutcome())
        .containsExactly("CONNECT 407 completed", "GET 200 completed");
    assertThat(run.rows(Tables.HTTP).get(1).getTs() % 1_000_000).isEqualTo(1000);
  }

  @Test
  void anUpgradeIsHandedOver() {
    ParserRun run =
        run(
            Script.tcp("websocket", 80)
                .client("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
                .server("HTTP/1.1 101 Switching Protocols\r\n\r\nframe"));
    HttpRow row = row(run);
    assertThat(row.getOutcome()).isEqualTo("switched");
    assertThat(row.getStatusCode()).isEqualTo(101);
    assertThat(row.getInfoCode()).isEqualTo(101);
    assertThat(run.handedOver.get(Direction.SERVER)).isEqualTo(hex("frame"));
  }

  @Test
  void anUpgradeThatTheServerIgnoresGoesOnAsHttp() {
    ParserRun run =
        run(
            Script.tcp("h2c", 80)
                .client("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n")
                .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .client(GET)
                .server("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
    assertThat(run.rows(Tables.HTTP)).extracting(HttpRow::getStatusCode).containsExactly(200, 404);
  }

  @Test
  void requestsBehindAnUpgradeWithoutAnswerAreReadAtTheEnd() {
    ParserRun run =
        run(
            Script.tcp("one side", 80)
                .client("GET /1 HTTP/1.1\r\nUpgrade: h2c\r\n\r\n")
                .client("GET /2 HTTP/1.1\r\nUpgrade: h2c\r\n\r\n" + GET));
    assertThat(run.rows(Tables.HTTP))
        .extracting(HttpRow::getUri)
        .containsExactlyInAnyOrder("/1", "/2", "/");
  }

  @Test
  void moreEarlyDataThanIsHeldIsDroppedWithAnAnomaly() {
    Script script = Script.tcp("early", 3128).client(CONNECT);
    script.client(new byte[Held.MAX_BYTES]).client(new byte[1]);
    ParserRun run = run(script.server(ESTABLISHED + "tunnel"));
    assertThat(run.anomalies).containsExactly("http_early_data_dropped CLIENT -1");
    assertThat(run.handedOver).containsOnlyKeys(Direction.SERVER);
    assertThat(row(run).getOutcome()).isEqualTo("switched");
  }

  @Test
  void aSwitchWithoutItsRequestIsHandedOverToo() {
    ParserRun run =
        run(Script.tcp("orphan", 80).server("HTTP/1.1 101 Switching Protocols\r\n\r\nframe"));
    assertThat(row(run).getOutcome()).isEqualTo("orphan_response");
    assertThat(run.handedOver).containsOnlyKeys(Direction.SERVER);
  }
}
