package org.flowbeam.pipeline.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.flowbeam.fixtures.Conversation;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sends that has agreed on SIP (RFC 7118). */
class SipOverWebSocketTest {
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void behindAnUpgradeOfHttpIsACall(boolean compressed, @TempDir Path folder) throws IOException {
    Side client = new Side(0x80, compressed);
    Side server = new Side(0, compressed);
    Conversation browser =
        Conversation.between("192.0.2.1", 40_000, "192.0.2.2", 8088)
            .open()
            .clientSends("GET /ws HTTP/1.1\r\nHost: pbx.example\r\n" + UPGRADE + "\r\n")
            .serverSends("HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE + "\r\n")
            .clientSends(client.frame(message("INVITE sip:bob@b.example SIP/2.0", "1 INVITE")))
            .serverSends(server.frame(message("SIP/2.0 486 Busy Here", "1 INVITE")))
            .clientSends(client.frame(message("ACK sip:bob@b.example SIP/2.0", "1 ACK")))
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

  /** Frames of one side, whose mask, if it has one, is 0. */
  private static final class Side {
    private final int masked;
    private final boolean compressed;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    Side(int masked, boolean compressed) {
      this.masked = masked;
      this.compressed = compressed;
    }

    String frame(String text) {
      String payload = compressed ? deflated(text) : text;
      int told = payload.length() < 126 ? payload.length() : 126;
      String more = told < 126 ? "" : "" + (char) (payload.length() >> 8) + low(payload.length());
      String first = compressed ? "\u00c1" : "\u0081";
      return first + low(masked | told) + more + (masked == 0 ? "" : "\0\0\0\0") + payload;
    }

    private static char low(int value) {
      return (char) (value & 0xff);
    }

    /** Without the empty block at its end; may point back into messages before (RFC 7692). */
    private String deflated(String text) {
      byte[] room = new byte[64 + text.length()];
      deflater.setInput(text.getBytes(ISO_8859_1));
      int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
      return new String(room, 0, length - 4, ISO_8859_1);
    }
  }
}
