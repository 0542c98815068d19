package org.flowbeam.protocol.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class SipParserTest {
  private static final String START = "INVITE sip:bob@biloxi.example SIP/2.0\r\n";

  private static ParserRun udp(String message) {
    return ParserRun.of(new SipProtocol(), Script.udp("udp", 5060).client(message));
  }

  private static ParserRun tcp(String stream) {
    return ParserRun.of(new SipProtocol(), Script.tcp("tcp", 5060).client(stream));
  }

  private static SipRow row(String message) {
    List<SipRow> rows = udp(message).rows(Tables.SIP);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static SipRow withHeaders(String... headers) {
    return row(START + String.join("", headers) + "\r\n");
  }

  @Test
  void compactHeadersAreTheLongOnes() {
    SipRow row = withHeaders("f: <sip:a@x>;tag=1\r\nt: <sip:b@y>\r\ni: c1\r\nc: text/plain\r\n");
    assertThat(row.getFromUser()).isEqualTo("a");
    assertThat(row.getFromTag()).isEqualTo("1");
    assertThat(row.getToHost()).isEqualTo("y");
    assertThat(row.getCallId()).isEqualTo("c1");
    assertThat(row.getContentType()).isEqualTo("text/plain");
    assertThat(row.getHeaders().get(0)).isEqualTo(new SipHeader("f", "<sip:a@x>;tag=1"));
  }

  @Test
  void displayNamesMayHoldBracketsAtSignsAndEscapes() {
    SipRow row =
        withHeaders("From: \"<a@b>, \\\"c\" <sip:%61lice;x=1@[2001:db8::1]:5060>;tag=t\r\n");
    assertThat(row.getFromName()).isEqualTo("<a@b>, \"c");
    assertThat(row.getFromUser()).isEqualTo("alice;x=1");
    assertThat(row.getFromHost()).isEqualTo("2001:db8::1");
    assertThat(row.getFromTag()).isEqualTo("t");
  }

  @Test
  void theNumberOfATelephoneIsTheUser() {
    SipRow row = withHeaders("To: <tel:+49-30-1234;phone-context=x>\r\n");
    assertThat(row.getToUser()).isEqualTo("+49-30-1234");
    assertThat(row.getToHost()).isNull();
  }

  @Test
  void repeatedHeadersAndListsKeepTheirOrder() {
    SipRow row =
        withHeaders("Via: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b\r\nv: SIP/2.0/TCP\r\n c\r\n");
    assertThat(row.getVia())
        .containsExactly("SIP/2.0/UDP a;branch=1", "SIP/2.0/UDP b", "SIP/2.0/TCP c");
    assertThat(row.getBranch()).isEqualTo("1");
  }

  @Test
  void secretsAreMaskedUnlessKept() {
    String message =
        START
            + "Authorization: Digest username=\"u\", realm=\"r\", response=\"5f\"\r\n"
            + "Contact: <sip:a:pw@x>\r\n\r\n";
    SipRow masked = row(message);
    assertThat(masked.getAuthUser()).isEqualTo("u");
    assertThat(masked.getHeaders().get(0).getValue())
        .isEqualTo("Digest username=\"u\", realm=\"r\", response=***");
    assertThat(masked.getContact()).containsExactly("<sip:a:***@x>");
    SessionOptions keep =
        SessionOptions.defaults().with(SessionOptions.SECRETS, SessionOptions.Secrets.KEEP);
    Script script = Script.udp("keep", 5060).client(message);
    SipRow kept = ParserRun.of(new SipProtocol(), script, keep).rows(Tables.SIP).get(0);
    assertThat(kept.getHeaders().get(0).getValue()).endsWith("response=\"5f\"");
  }

  @Test
  void otherCallsThatAMessageNamesAreListed() {
    SipRow row =
        withHeaders(
            "Replaces: r1;to-tag=1;from-tag=2\r\n",
            "X-CID: x1\r\n",
            "X-CID: x2\r\n",
            "Refer-To: <sip:c@z?Replaces=r2%3Bto-tag%3D1>\r\n",
            "P-Charging-Vector: icid-value=\"i1\";orig-ioi=o\r\n",
            "Session-ID: s1;remote=0\r\n");
    assertThat(row.getRelatedCallIds()).containsExactly("x1", "x2", "r1", "r2");
    assertThat(row.getChargingId()).isEqualTo("i1");
    assertThat(row.getSessionId()).isEqualTo("s1");
  }

  @Test
  void subscribersAndEquipmentAreNamed() {
    SipRow row =
        withHeaders(
            "From: <sip:001010123456789@ims.mnc001.mcc001.3gppnetwork.org>;tag=1\r\n",
            "Contact: <sip:x>;+sip.instance=\"<urn:gsma:imei:35824005-944763-1>\"\r\n");
    assertThat(row.getImsi()).isEqualTo("001010123456789");
    assertThat(row.getImei()).isEqualTo("358240059447631");
  }

  @Test
  void sdpIsFoundInsideOfParts() {
    String part = "Content-Type: application/sdp\r\n\r\n" + SipText.SDP;
    String inner = "--in\r\n" + part + "\r\n--in--\r\n";
    String body =
        "--out\r\nContent-Type: text/plain\r\n\r\nhi\r\n--out\r\n"
            + "Content-Type: multipart/alternative;boundary=in\r\n\r\n"
            + inner
            + "\r\n--out--\r\n";
    SipRow row = row(START + "Content-Type: multipart/mixed; boundary=\"out\"\r\n\r\n" + body);
    SdpMediaRow media = row.getSdpMedia().get(0);
    assertThat(media.getPort()).isEqualTo(5004);
    assertThat(media.getAddress()).isEqualTo("192.0.2.1");
    assertThat(media.getPayloads()).hasSize(2);
    assertThat(media.getPayloads().get(0).getEncoding()).isEqualTo("PCMU");
    assertThat(media.getPayloads().get(1).getEncoding()).isEqualTo("telephone-event");
  }

  @Test
  void aDatagramEndsItsMessageWhateverItsLengthSays() {
    SipRow longer = row(START + "Content-Length: 10\r\n\r\nabc");
    assertThat(longer.getTruncated()).isTrue();
    assertThat(longer.getBodyLen()).isEqualTo(3);
    assertThat(longer.getBodySha256()).isNull();
    SipRow shorter = row(START + "Content-Length: 2\r\n\r\nabc");
    assertThat(shorter.getTruncated()).isFalse();
    assertThat(shorter.getBodyLen()).isEqualTo(2);
  }

  @Test
  void aLengthThatIsNoNumberIsReportedAndLeavesNoBody() {
    for (String length : List.of("-1", "1e3", "99999999999", "", "5, 6")) {
      ParserRun run = udp(START + "Content-Length: " + length + "\r\n\r\nabc");
      assertThat(run.anomalies).as(length).containsExactly("sip_bad_content_length CLIENT 0");
      assertThat(run.rows(Tables.SIP).get(0).getContentLength()).isNull();
      assertThat(run.rows(Tables.SIP).get(0).getBodyLen()).isZero();
    }
  }

  @Test
  void theLengthCountsBehindTheHeadersThatAreKept() {
    String many = "X: y\r\n".repeat(300);
    ParserRun run =
        tcp(START + many + "l: 4\r\n\r\nbody" + SipText.request("BYE", "c1", 2, "", ""));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getMethod).containsExactly("INVITE", "BYE");
    assertThat(run.rows(Tables.SIP).get(0).getHeaders()).hasSize(SipHead.MAX_HEADERS);
    assertThat(run.anomalies).containsExactly("sip_too_many_headers CLIENT 0");
  }

  @Test
  void severalMessagesInOneSegmentAreSeveralRows() {
    String bye = SipText.request("BYE", "c1", 2, "", "");
    assertThat(tcp("\r\n\r\n" + bye + "\r\n" + bye).rows(Tables.SIP)).hasSize(2);
  }

  @Test
  void behindAGapItGoesOnWithTheNextMessage() {
    Script script =
        Script.tcp("gap", 5060)
            .client(START + "Call-ID: c1\r\nSubj")
            .gap(Direction.CLIENT, 50)
            .client("rest: of it\r\n\r\n" + SipText.request("BYE", "c2", 2, "", ""));
    ParserRun run = ParserRun.of(new SipProtocol(), script);
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getTruncated).containsExactly(true, false);
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "c2");
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void aGapInsideOfABodyLosesNothingElse() {
    Script script =
        Script.tcp("gap", 5060)
            .client(START + "l: 100\r\n\r\nab")
            .gap(Direction.CLIENT, 90)
            .client("cdefghij" + SipText.request("BYE", "c2", 2, "", ""));
    List<SipRow> rows = ParserRun.of(new SipProtocol(), script).rows(Tables.SIP);
    assertThat(rows).extracting(SipRow::getMethod).containsExactly("INVITE", "BYE");
    assertThat(rows.get(0).getTruncated()).isTrue();
  }

  @Test
  void junkBeforeAMessageIsReportedAndPassedBy() {
    Script script =
        Script.udp("junk", 5060)
            .client(SipText.request("OPTIONS", "c1", 1, "", ""))
            .client("\1\2\3" + SipText.request("OPTIONS", "c2", 2, "", ""));
    ParserRun run = ParserRun.of(new SipProtocol(), script);
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "c2");
    assertThat(run.anomalies).containsExactly("sip_junk CLIENT -1");
  }

  @Test
  void whatADatagramHasBehindItsBodyIsReportedUnlessItIsPadding() {
    String message = SipText.request("OPTIONS", "c1", 1, "", "he");
    ParserRun run = udp(message + "llo");
    assertThat(run.<SipRow>rows(Tables.SIP)).extracting(SipRow::getBodyLen).containsExactly(2L);
    assertThat(run.anomalies).containsExactly("sip_junk CLIENT 0");
    assertThat(udp(message + "\r\n\0\0").anomalies).isEmpty();
  }

  @Test
  void equalBytesOfOneSideAreARetransmission() {
    String invite = SipText.request("INVITE", "c1", 1, "", "");
    Script script = Script.udp("again", 5060).client(invite).server(invite).client(invite);
    assertThat(ParserRun.of(new SipProtocol(), script).rows(Tables.SIP))
        .extracting(SipRow::getRetransmission)
        .containsExactly(false, false, true);
  }

  @Test
  void digitsOfInfoAreTold() {
    String relay = "Signal=5\r\nDuration=160\r\n";
    assertThat(
            row(SipText.request("INFO", "c1", 3, "Content-Type: application/dtmf-relay\r\n", relay))
                .getDtmf())
        .isEqualTo("5");
  }

  @Test
  void aMessageOf64KiBIsReadAndALongerOneIsCut() {
    String head = START + "Content-Length: 70000\r\n\r\n";
    ParserRun run = tcp(head + "x".repeat(70_000) + SipText.request("BYE", "c1", 2, "", ""));
    assertThat(run.rows(Tables.SIP)).extracting(SipRow::getTruncated).containsExactly(true, false);
    assertThat(run.anomalies).containsExactly("sip_message_too_long CLIENT 0");
  }

  @Test
  void mediaLinesBeyondTheLimitAreCut() {
    String body = SipText.SDP + "m=audio 5004 RTP/AVP 0\r\n".repeat(2_500);
    ParserRun run = udp(START + "Content-Type: application/sdp\r\n\r\n" + body);
    assertThat(run.rows(Tables.SIP).get(0).getSdpMedia()).hasSize(32);
    assertThat(run.anomalies).containsExactly("sip_sdp_too_long CLIENT 0");
  }

  @Test
  void stunOnTheSamePortsIsNotSip() {
    String stun = "\0\1\0\0!\u0012\u00a4B" + "x".repeat(12);
    Script script =
        Script.udp("shared", 5060).client(SipText.request("OPTIONS", "c1", 1, "", "")).client(stun);
    ParserRun run = ParserRun.of(new SipProtocol(), script);
    assertThat(run.rows(Tables.SIP)).hasSize(1);
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void theLineBehindAHeadThatIsTooLongIsNotLostHoweverItComes() {
    String begin = START + "Call-ID: c1\r\nSubject: " + "x".repeat(70_000);
    String next = SipText.request("BYE", "c2", 2, "", "");
    for (String end : List.of("\r\n", "\n")) {
      ParserRun whole = tcp(begin + end + next);
      assertThat(whole.rows(Tables.SIP)).extracting(SipRow::getCallId).containsExactly("c1", "c2");
      Script script = Script.tcp("pieces", 5060).client(begin).client(end).client(next);
      ParserRun pieces = ParserRun.of(new SipProtocol(), script);
      assertThat(pieces.rows(Tables.SIP)).hasSize(2);
      assertThat(pieces.anomalies).isEqualTo(whole.anomalies);
    }
  }
}
