package org.flowbeam.protocol.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are made to hurt: each gives a row and a report, in linear time and memory. */
@Timeout(60)
class SipHostileTest {
  private static final String START = "INVITE sip:bob@biloxi.example SIP/2.0\r\n";
  private static final String NEXT = SipText.request("BYE", "next", 2, "", "");

  private static ParserRun udp(String message) {
    return ParserRun.of(new SipProtocol(), Script.udp("udp", 5060).client(message));
  }

  private static ParserRun tcp(String stream) {
    return ParserRun.of(new SipProtocol(), Script.tcp("tcp", 5060).client(stream));
  }

  private static void assertGoesOn(ParserRun run, String... anomalies) {
    List<SipRow> rows = run.rows(Tables.SIP);
    assertThat(run.failure).isNull();
    assertThat(rows.get(rows.size() - 1).getCallId()).isEqualTo("next");
    assertThat(run.anomalies.stream().map(each -> each.split(" ", 2)[0]).distinct())
        .containsExactlyInAnyOrder(anomalies);
  }

  @Test
  void aHeaderOfSixtyKilobytesIsCutAndReported() {
    ParserRun run = tcp(START + "Subject: " + "x".repeat(60_000) + "\r\nl: 0\r\n\r\n" + NEXT);
    assertGoesOn(run, "sip_header_too_long");
    SipRow row = run.rows(Tables.SIP).get(0);
    assertThat(row.getHeaders().get(0).getValue().length())
        .isLessThanOrEqualTo(SipHead.MAX_HEADER_BYTES);
    assertThat(row.getTruncated()).isFalse();
  }

  /** What is behind 64 KiB is no message, and nobody can know where it ends. */
  @Test
  void aHeadBeyondTheLimitIsAMessageThatIsCutAndTheNextOneIsFound() {
    String head = START + "Call-ID: c1\r\nSubject: " + "x".repeat(70_000) + "\r\nl: 0\r\n\r\n";
    ParserRun run = tcp(head + NEXT);
    assertGoesOn(run, "sip_message_too_long", "sip_junk");
    assertThat(run.rows(Tables.SIP).get(0).getCallId()).isEqualTo("c1");
    assertThat(run.rows(Tables.SIP).get(0).getTruncated()).isTrue();
  }

  @Test
  void headersWithoutAnEndAreCutAtTheLimit() {
    ParserRun run = tcp(START + "Call-ID: c1\r\n" + "A: b\r\n".repeat(200_000) + "\r\n" + NEXT);
    List<SipRow> rows = run.rows(Tables.SIP);
    assertThat(rows).extracting(SipRow::getCallId).containsExactly("c1", "next");
    assertThat(rows.get(0).getHeaders()).hasSize(SipHead.MAX_HEADERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-2147483648", "99999999999999999999", "0x10", "1 2"})
  void aLengthThatIsNoneLeavesNoBodyAndTheNextMessageIsFound(String length) {
    ParserRun run = tcp(START + "Content-Length: " + length + "\r\n\r\n" + NEXT);
    assertGoesOn(run, "sip_bad_content_length");
  }

  @Test
  void aLengthOfGigabytesIsCountedAndNotKept() {
    ParserRun run =
        tcp(START + "Call-ID: c1\r\nContent-Length: 4000000000\r\n\r\n" + "x".repeat(1000));
    assertThat(run.rows(Tables.SIP)).hasSize(1);
    assertThat(run.rows(Tables.SIP).get(0).getTruncated()).isTrue();
    assertThat(run.rows(Tables.SIP).get(0).getContentLength()).isEqualTo(4_000_000_000L);
  }

  @Test
  void nulBytesAreEscapedAndEndNothing() {
    ParserRun run = udp(START + "Call-ID: a\0b\r\nSubject: \0\0\r\n\0: x\r\nl: 3\r\n\r\n\0\0\0");
    SipRow row = run.rows(Tables.SIP).get(0);
    assertThat(row.getCallId()).isEqualTo("a\\x00b");
    assertThat(row.getBodyLen()).isEqualTo(3);
    assertThat(run.anomalies).containsExactly("sip_invalid_header CLIENT 0");
  }

  @Test
  void lineEndsOfEveryKindInOneMessageAreLineEnds() {
    String mixed =
        "INVITE sip:b@x SIP/2.0\nCall-ID: c1\r\nCSeq: 1 INVITE\nTo: <sip:b@y>\r\nl: 2\n\r\nab";
    for (ParserRun run : List.of(udp(mixed), tcp(mixed + NEXT))) {
      SipRow row = run.rows(Tables.SIP).get(0);
      assertThat(row.getCallId()).isEqualTo("c1");
      assertThat(row.getCseq()).isEqualTo(1);
      assertThat(row.getToHost()).isEqualTo("y");
      assertThat(row.getBodyLen()).isEqualTo(2);
      assertThat(run.anomalies).containsExactly("sip_bare_lf CLIENT 0");
    }
  }

  @Test
  void partsInPartsAreOpenedToALimit() {
    StringBuilder body = new StringBuilder();
    for (int depth = 0; depth < 1000; depth++) {
      body.append("--b").append(depth).append("\r\nContent-Type: multipart/mixed;boundary=b");
      body.append(depth + 1).append("\r\n\r\n");
    }
    body.append("--b1000\r\nContent-Type: application/sdp\r\n\r\n").append(SipText.SDP);
    ParserRun run = udp(START + "Content-Type: multipart/mixed;boundary=b0\r\n\r\n" + body);
    assertThat(run.rows(Tables.SIP).get(0).getSdpMedia()).isNull();
  }

  @Test
  void thousandsOfPartsAreLookedThroughToALimit() {
    String parts = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(1500);
    ParserRun run = udp(START + "Content-Type: multipart/mixed;boundary=b\r\n\r\n" + parts);
    assertThat(run.rows(Tables.SIP)).hasSize(1);
  }

  @Test
  void aHundredThousandMediaLinesAreCutWithTheMessage() {
    String body = SipText.SDP + "m=audio 5004 RTP/AVP 0\r\n".repeat(100_000);
    String head = START + "Call-ID: c1\r\nContent-Type: application/sdp\r\nl: " + body.length();
    ParserRun run = tcp(head + "\r\n\r\n" + body + NEXT);
    assertGoesOn(run, "sip_message_too_long", "sip_sdp_too_long");
    assertThat(run.rows(Tables.SIP).get(0).getSdpMedia()).hasSize(32);
  }

  @Test
  void thousandsOfFormatsAreCut() {
    String body = "v=0\r\nm=audio 5004 RTP/AVP" + " 96".repeat(900) + "\r\n";
    ParserRun run = udp(START + "Content-Type: application/sdp\r\n\r\n" + body);
    assertThat(run.rows(Tables.SIP).get(0).getSdpMedia().get(0).getPayloads())
        .hasSizeLessThanOrEqualTo(64);
    assertThat(run.anomalies).containsExactly("sip_sdp_too_long CLIENT 0");
  }

  @Test
  void quotesAndBracketsWithoutEndsAreReadInLinearTime() {
    for (String piece : List.of("\"", "<", "\\\"", "\"<", ",\"", ";\"", "%", "<sip:", "a,")) {
      String value = piece.repeat(8000 / piece.length());
      String headers =
          "From: "
              + value
              + "\r\nTo: "
              + value
              + "\r\nVia: "
              + value
              + "\r\nContact: "
              + value
              + "\r\nReplaces: "
              + value
              + "\r\nAuthorization: Digest "
              + value
              + "\r\nRefer-To: "
              + value;
      assertThatNoException()
          .as(piece)
          .isThrownBy(() -> udp(START + headers + "\r\nCall-ID: c1\r\n\r\n"));
    }
  }

  @Test
  void whatStandsBehindAQuoteThatNothingClosesIsReadAllTheSame() {
    SipRow row =
        udp(START
                + "f: \\\"arik\\\" <sip:816@a.example>;tag=64\r\nt: \"x <sip:b@c.example>\r\n\r\n")
            .rows(Tables.SIP)
            .get(0);
    assertThat(row.getFromUser()).isEqualTo("816");
    assertThat(row.getFromHost()).isEqualTo("a.example");
    assertThat(row.getFromTag()).isEqualTo("64");
    assertThat(row.getToUser()).isEqualTo("b");
  }

  @Test
  void noResponseOfCredentialsIsShownWhateverTheirQuotes() {
    for (String credentials :
        List.of(
            "Digest username=\"u, response=\"5ecret\"",
            "Digest username=\"a\", RESPONSE = \"5ecret",
            "Digest response=5ecret,username=\"u\"",
            "digest a=\"\\\", response=\"5ecret\"",
            "Basic 5ecret",
            "5ecret")) {
      for (String name : List.of("Authorization", "proxy-authorization")) {
        ParserRun run = udp(START + name + ": " + credentials + "\r\n\r\n");
        assertThat(run.rows(Tables.SIP).get(0).toString()).as(credentials).doesNotContain("5ecret");
      }
    }
  }

  @Test
  void aDatagramThatIsCutAtAnyByteInventsNothing() {
    String whole =
        SipText.request("INVITE", "c1", 1, "Content-Type: application/sdp\r\n", SipText.SDP);
    byte[] bytes = whole.getBytes(ISO_8859_1);
    for (int length = 1; length < bytes.length; length++) {
      Script script = Script.udp("cut", 5060).client(SipText.request("OPTIONS", "c0", 1, "", ""));
      ParserRun run = ParserRun.of(new SipProtocol(), script.client(Arrays.copyOf(bytes, length)));
      assertThat(run.failure).isNull();
      for (SipRow row : run.rows(Tables.SIP)) {
        assertThat(row.getCallId()).as("%d bytes", length).isIn("c0", "c1", "c", null);
      }
    }
  }

  @Test
  void aMessageThatComesThirtyThousandTimesIsARowEachTime() {
    Script script = Script.tcp("many", 5060);
    String hundred = SipText.request("OPTIONS", "c1", 1, "", "").repeat(100);
    for (int i = 0; i < 300; i++) {
      script.client(hundred);
    }
    ParserRun run = ParserRun.of(new SipProtocol(), script);
    assertThat(run.rows(Tables.SIP)).hasSize(30_000);
    assertThat(run.rows(Tables.SIP).get(29_999).getRetransmission()).isTrue();
  }
}
