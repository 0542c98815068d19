package org.flowbeam.protocol.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** SIP in frames of a WebSocket (RFC 6455, RFC 7118). */
class WebSocketTest {
  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int PING = 9;
  private static final int COMPRESSED = 0x40;
  private static final int KEY = 0x37fa213d;
  private static final String NO_LENGTH =
      "INVITE sip:bob@b.example SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n"
          + "Content-Type: application/sdp\r\n\r\n"
          + SipText.SDP;
  private static final String NEXT = SipText.request("BYE", "next", 2, "", "");

  /** A frame; masked as a client sends it, if so told. */
  static byte[] frame(int first, boolean masked, String text) {
    return frame(first, masked, text.getBytes(ISO_8859_1));
  }

  private static byte[] frame(int first, boolean masked, byte[] payload) {
    int more = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
    ByteBuffer frame = ByteBuffer.allocate(2 + more + (masked ? 4 : 0) + payload.length);
    int told = more == 0 ? payload.length : more == 2 ? 126 : 127;
    frame.put((byte) first).put((byte) ((masked ? 0x80 : 0) | told));
    if (more == 2) {
      frame.putShort((short) payload.length);
    } else if (more == 8) {
      frame.putLong(payload.length);
    }
    if (masked) {
      frame.putInt(KEY);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= (byte) (KEY >> (24 - 8 * (i % 4)));
      }
    }
    return frame.put(payload).array();
  }

  static byte[] client(String message) {
    return frame(LAST | TEXT, true, message);
  }

  static byte[] server(String message) {
    return frame(LAST | TEXT, false, message);
  }

  /** A client that compresses; each message may point back into those before it (RFC 7692). */
  static final class Compressor {
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

    byte[] client(String message) {
      return frame(LAST | COMPRESSED | TEXT, true, compressed(message));
    }

    byte[] compressed(String message) {
      byte[] room = new byte[64 + message.length()];
      deflater.setInput(message.getBytes(ISO_8859_1));
      int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(room, length - 4); // the empty block at the end is left away (7.2.1)
    }
  }

  private static String options(String callId) {
    return SipText.request("OPTIONS", callId, 1, "", "");
  }

  private static ParserRun run(Script script) {
    return ParserRun.probed(new SipProtocol(), script);
  }

  private static Script flow() {
    return Script.tcp("ws", 443);
  }

  @Test
  void bothSidesAreFoundByContentWhateverThePort() {
    ParserRun run =
        run(
            flow()
                .client(client(SipText.request("REGISTER", "c1", 1, "", "")))
                .server(server(SipText.response("200 OK", "c1", 1, "REGISTER", "", ""))));
    assertThat(run.service()).isEqualTo("sip");
    assertThat(run.rows(Tables.SIP))
        .extracting(row -> row.getTransport() + " " + row.getIsOrig() + " " + row.getCallId())
        .containsExactly("ws true c1", "ws false c1");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void whoMasksIsTheClientEvenIfTheServerIsSeenFirst() {
    ParserRun run =
        run(
            flow()
                .server(server(SipText.request("INVITE", "c1", 1, "", "")))
                .client(client(SipText.response("200 OK", "c1", 1, "INVITE", "", ""))));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getIsOrig).containsExactly(false, true);
  }

  @Test
  void theFrameEndsTheBodyOfAMessageWithoutALength() {
    ParserRun run = run(flow().client(client(NO_LENGTH)).client(client(NEXT)));
    SipRow row = run.rows(Tables.SIP).get(0);
    assertThat(row.getBodyLen()).isEqualTo(SipText.SDP.length());
    assertThat(row.getSdpMedia()).hasSize(1);
    assertThat(row.getTruncated()).isFalse();
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void aMessageMayComeInFragmentsWithAPingBetween() {
    byte[] begin = frame(TEXT, true, NO_LENGTH.substring(0, 100));
    byte[] ping = frame(LAST | PING, true, "hello");
    byte[] end = frame(LAST, true, NO_LENGTH.substring(100));
    Script flow = flow().client(client(SipText.request("OPTIONS", "c0", 1, "", "")));
    ParserRun run = run(flow.client(begin).client(ping).client(end).client(client(NEXT)));
    assertThat(run.rows(Tables.SIP))
        .extracting(SipRow::getCallId)
        .containsExactly("c0", "c1", "next");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void severalFramesInOneSegmentAreSeveralMessages() {
    byte[] one = client(SipText.request("OPTIONS", "c1", 1, "", ""));
    byte[] keepAlive = client("\r\n\r\n");
    ByteBuffer all = ByteBuffer.allocate(2 * one.length + keepAlive.length);
    ParserRun run = run(flow().client(all.put(one).put(keepAlive).put(one).array()));
    assertThat(run.rows(Tables.SIP)).hasSize(2);
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void otherWebSocketsAreNoSip() {
    assertThat(run(flow().client(client("{\"type\":\"hello\"}"))).service()).isNull();
    assertThat(run(flow().client(client(""))).service()).isNull();
    byte[] compressed = client(NEXT);
    compressed[0] |= 0x40;
    assertThat(run(flow().client(compressed)).service()).isNull();
    assertThat(run(flow().client(client("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))).service()).isNull();
  }

  @Test
  void aHoleInsideOfAMessageCutsItAndTheNextOneIsFound() {
    byte[] first = client(NO_LENGTH);
    ParserRun run =
        run(
            flow()
                .client(Arrays.copyOf(first, 200))
                .gap(Direction.CLIENT, first.length - 200)
                .client(client(NEXT)));
    assertThat(run.rows(Tables.SIP))
        .extracting(row -> row.getCallId() + " " + row.getTruncated())
        .containsExactly("c1 true", "next false");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void aHoleBetweenFramesIsPassedAtTheNextDataThatBeginWithOne() {
    ParserRun run =
        run(
            flow()
                .client(client(NO_LENGTH))
                .gap(Direction.CLIENT, 1000)
                .client("the rest of some frame")
                .client(client(NEXT)));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "next");
  }

  @Test
  void whatIsNoFrameIsReportedOnce() {
    ParserRun run =
        run(
            flow()
                .client(client(NO_LENGTH))
                .client("\u0083\0".repeat(500))
                .client("x".repeat(500))
                .client(client(NEXT)));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "next");
    assertThat(run.anomalies).containsExactly("sip_junk CLIENT -1");
  }

  @Test
  void aMessageBeyondTheLimitIsCutAndReported() {
    String large = NO_LENGTH + "a=x\r\n".repeat(20_000);
    ParserRun run = run(flow().client(client(large)).client(client(NEXT)));
    assertThat(run.rows(Tables.SIP))
        .extracting(row -> row.getCallId() + " " + row.getTruncated())
        .containsExactly("c1 true", "next false");
    assertThat(run.anomalies).containsExactly("sip_message_too_long CLIENT 0");
  }

  @Test
  void compressedMessagesArePointersIntoThoseBefore() {
    Compressor client = new Compressor();
    byte[] first = client.client(options("c1"));
    byte[] second = client.client(options("c2"));
    assertThat(second.length).as("bytes of a copy").isLessThan(first.length / 3);
    ParserRun run = run(flow().client(first).client(second).client(client(NEXT)));
    assertThat(run.service()).isEqualTo("sip");
    assertThat(run.rows(Tables.SIP))
        .extracting(row -> row.getTransport() + " " + row.getCallId() + " " + row.getTruncated())
        .containsExactly("ws c1 false", "ws c2 false", "ws next false");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void onlyTheFirstFragmentSaysThatAMessageIsCompressed() {
    byte[] compressed = new Compressor().compressed(NO_LENGTH);
    byte[] begin = frame(COMPRESSED | TEXT, true, Arrays.copyOf(compressed, 50));
    byte[] end = frame(LAST, true, Arrays.copyOfRange(compressed, 50, compressed.length));
    ParserRun run = run(flow().client(client(options("c0"))).client(begin).client(end));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c0", "c1");
    assertThat(run.rows(Tables.SIP).get(1).getSdpMedia()).hasSize(1);
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void whatPointsIntoALostMessageIsNotReadAndWhatDoesNotIs() {
    Compressor client = new Compressor();
    byte[] first = client.client(options("c1"));
    byte[] lost = client.client(options("c2"));
    byte[] pointing = client.client(options("c3"));
    byte[] fresh = new Compressor().client(options("c4"));
    ParserRun between =
        run(flow().client(first).gap(Direction.CLIENT, lost.length).client(pointing).client(fresh));
    assertThat(between.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "c4");
    ParserRun inside =
        run(
            flow()
                .client(Arrays.copyOf(first, first.length - 20))
                .gap(Direction.CLIENT, 20)
                .client(pointing)
                .client(fresh));
    assertThat(inside.rows(Tables.SIP))
        .extracting(row -> row.getMethod() + " " + row.getTruncated())
        .containsExactly("OPTIONS true", "OPTIONS false");
    assertThat(between.anomalies).isEmpty();
    assertThat(inside.anomalies).isEmpty();
  }

  @Test
  void whatNoCompressorGivesIsReportedAndPassedBy() {
    byte[] wrong = frame(LAST | COMPRESSED | TEXT, true, "\u0007 no block has such a type");
    ParserRun run = run(flow().client(client(options("c1"))).client(wrong).client(client(NEXT)));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "next");
    assertThat(run.anomalies).containsExactly("sip_junk CLIENT -1");
  }

  @Test
  void aMessageThatGrowsBeyondTheLimitIsCutAndReported() {
    byte[] bomb = new Compressor().client(NO_LENGTH + "a=x\r\n".repeat(2_000_000));
    ParserRun run = run(flow().client(client(options("c0"))).client(bomb).client(client(NEXT)));
    assertThat(run.rows(Tables.SIP))
        .extracting(row -> row.getCallId() + " " + row.getTruncated())
        .containsExactly("c0 false", "c1 true", "next false");
    assertThat(run.anomalies).containsExactly("sip_message_too_long CLIENT 1");
  }
}
