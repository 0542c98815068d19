package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowbeam.fixtures.Conversation;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser sends that has agreed on SIP (RFC 7118). */
class SipOverWebSocketTest {
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n";

  @Test
  void behindAnUpgradeOfHttpIsACall(@TempDir Path folder) throws IOException {
    Conversation browser =
        Conversation.between("192.0.2.1", 40_000, "192.0.2.2", 8088)
            .open()
            .clientSends("GET /ws HTTP/1.1\r\nHost: pbx.example\r\n" + UPGRADE + "\r\n")
            .serverSends("HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE + "\r\n")
            .clientSends(masked(message("INVITE sip:bob@b.example SIP/2.0", "1 INVITE")))
            .serverSends(plain(message("SIP/2.0 486 Busy Here", "1 INVITE")))
            .clientSends(masked(message("ACK sip:bob@b.example SIP/2.0", "1 ACK")))
            .close();
    Path capture = folder.resolve("ws.pcap");
    Files.write(capture, PcapBuilder.pcap().packets(browser.frames()).bytes());
    PlainSweep.Result result = PlainSweep.of(capture).run();
    assertThat(result.flows()).extracting(FlowRow::getService).containsExactly("http,sip");
    assertThat(result.rows(Tables.SIP)).extracting(SipRow::getTransport).containsOnly("ws");
    assertThat(result.rows(Tables.SIP)).hasSize(3);
    assertThat(result.rows(Tables.CALLS)).extracting(CallRow::getState).containsExactly("busy");
    assertThat(result.anomalies()).isEmpty();
  }

  private static String message(String start, String cseq) {
    return start
        + "\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:alice@a.example>;tag=a\r\n"
        + "To: <sip:bob@b.example>\r\nCall-ID: c1\r\nCSeq: "
        + cseq
        + "\r\n\r\n";
  }

  /** Text of 126 to 65,535 bytes, whose mask is 0. */
  private static String masked(String text) {
    return "\u0081\u00fe" + length(text) + "\0\0\0\0" + text;
  }

  private static String plain(String text) {
    return "\u0081~" + length(text) + text;
  }

  private static String length(String text) {
    return "" + (char) (text.length() >> 8) + (char) (text.length() & 0xff);
  }
}
