package org.flowbeam.protocol.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.ImapRow;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImapParserTest {
  private static Script session() {
    return Script.tcp("session", 143).server("* OK IMAP4rev1 ready\r\n");
  }

  private static ParserRun run(Script script) {
    return ParserRun.of(new ImapProtocol(), script);
  }

  private static List<ImapRow> rows(Script script) {
    return run(script).rows(Tables.IMAP);
  }

  private static List<MailRow> mails(Script script) {
    return run(script).rows(Tables.MAIL);
  }

  private static List<String> told(Script script) {
    return rows(script).stream()
        .map(
            row ->
                row.getTag()
                    + " "
                    + row.getCommand()
                    + " "
                    + row.getArguments()
                    + " "
                    + row.getStatus()
                    + " "
                    + row.getOutcome())
        .toList();
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(ISO_8859_1));
  }

  @Test
  void aGreetingAloneIsARow() {
    assertThat(told(session())).containsExactly("null null null ok orphan_response");
    assertThat(rows(session()).get(0).getBanner()).isEqualTo("IMAP4rev1 ready");
  }

  @Test
  void responsesAreMatchedByTag() {
    assertThat(
            told(
                session().client("a1 NOOP\r\na2 UID SEARCH ALL\r\n").server("a2 OK\r\na1 BAD\r\n")))
        .containsExactly("a2 UID SEARCH ALL ok completed", "a1 NOOP null bad completed");
  }

  @Test
  void whatALiteralSaysIsNoResponse() {
    Script script =
        session()
            .client("a1 FETCH 1 BODY[]\r\n")
            .server("* 1 FETCH (BODY[] {33}\r\nSubject: x\r\n\r\na1 OK no\r\n* 9 EXISTS)\r\n")
            .server("a1 OK done\r\n");
    assertThat(told(script)).containsExactly("a1 FETCH 1 BODY[] ok completed");
    assertThat(rows(script).get(0).getExists()).isNull();
    assertThat(rows(script).get(0).getFetched()).isEqualTo(1);
    MailRow mail = mails(script).get(0);
    assertThat(mail.getSubject()).isEqualTo("x");
    assertThat(mail.getSizeBytes()).isEqualTo(33);
    assertThat(mail.getComplete()).isTrue();
    assertThat(mail.getSection()).isNull();
  }

  @Test
  void partsOfAMessageAreNoMail() {
    Script script =
        session()
            .client("a1 FETCH 1 (BODY[HEADER.FIELDS (SUBJECT)] BODY[TEXT] BODY[]<0.5>)\r\n")
            .server("* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {14}\r\nSubject: x\r\n\r\n")
            .server(" BODY[TEXT] {2}\r\nhi BODY[]<0> {5}\r\nSubje)\r\na1 OK\r\n");
    assertThat(mails(script))
        .extracting(MailRow::getSection)
        .containsExactly("BODY[HEADER.FIELDS (SUBJECT)]", "BODY[]<0>");
    assertThat(mails(script)).extracting(MailRow::getComplete).containsOnly(false);
    assertThat(rows(script).get(0).getLiteralBytes()).isEqualTo(21);
    assertThat(rows(script).get(0).getMails()).isEqualTo(2);
  }

  @Test
  void anAppendedMessageIsARowOfMail() {
    Script script =
        session()
            .client("a1 APPEND \"Gel&APY-scht\" (\\Seen) {14}\r\n")
            .server("+ go\r\n")
            .client("Subject: y\r\n\r\n\r\n")
            .server("a1 OK [APPENDUID 7 8] done\r\n");
    assertThat(rows(script).get(0).getMailbox()).isEqualTo("Gelöscht");
    assertThat(rows(script).get(0).getResponseCode()).isEqualTo("APPENDUID 7 8");
    assertThat(mails(script)).extracting(MailRow::getIsOrig).containsExactly(true);
    assertThat(mails(script)).extracting(MailRow::getSubject).containsExactly("y");
  }

  @Test
  void aRefusedLiteralIsNotSent() {
    assertThat(
            told(
                session()
                    .client("a1 APPEND x {5}\r\n")
                    .server("a1 NO full\r\n")
                    .client("a2 NOOP\r\n")
                    .server("a2 OK\r\n")))
        .containsExactly("a1 APPEND x {5} no completed", "a2 NOOP null ok completed");
  }

  @Test
  void octetsThatWereNotSentAreNotCounted() {
    ImapRow refused =
        rows(session().client("a1 APPEND x {5}\r\n").server("a1 NO full\r\n").client("a2 NOOP\r\n"))
            .get(0);
    assertThat(refused.getLiteralBytes()).isZero();
    assertThat(refused.getMails()).isZero();
  }

  @Test
  void whatAnAnnouncedLiteralLacksAtTheEndIsMissing() {
    Script script = session().client("a1 FETCH 1 BODY[]\r\n").server("* 1 FETCH (BODY[] {500}\r\n");
    ImapRow row = rows(script).get(0);
    assertThat(row.getLiteralBytes()).isEqualTo(500);
    assertThat(row.getMissingBytes()).isEqualTo(500);
    assertThat(row.getMails()).isEqualTo(mails(script).size());
    Script begun = script.server("Subject: x\r\n");
    assertThat(rows(begun).get(0).getMissingBytes()).isEqualTo(500 - 12);
    assertThat(rows(begun).get(0).getMails()).isEqualTo(1);
    assertThat(mails(begun).get(0).getMissingBytes()).isEqualTo(500 - 12);
    assertThat(mails(begun).get(0).getComplete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1 OK done", "* NO no room", "+ idling", "* OK [ALERT] read this"})
  void textForPeopleAnnouncesNoLiteral(String response) {
    for (String literal : List.of("{10}", "{2000000000}", "{99999999999999}")) {
      ParserRun run =
          run(
              session()
                  .client("a1 NOOP\r\n")
                  .server(response + " " + literal + "\r\n")
                  .client("a2 NOOP\r\n")
                  .server("a2 OK done\r\n"));
      assertThat(run.<ImapRow>rows(Tables.IMAP))
          .filteredOn(row -> row.getTag().equals("a2"))
          .extracting(ImapRow::getOutcome)
          .containsExactly("completed");
      assertThat(run.anomalies).isEmpty();
    }
  }

  @Test
  void aCodeBeforeTheTextMayHoldALiteral() {
    assertThat(
            told(
                session()
                    .client("a1 SEARCH CHARSET X ALL\r\n")
                    .server("* NO [BADCHARSET ({5}\r\na2 OK)] no\r\na1 NO no\r\n")
                    .client("a2 NOOP\r\n")
                    .server("a2 BAD no\r\n")))
        .containsExactly("a1 SEARCH CHARSET X ALL no completed", "a2 NOOP null bad completed");
  }

  @Test
  void loginsByLiteralsAreRead() {
    ImapRow row =
        rows(session().client("a1 LOGIN {3+}\r\nbob {7+}\r\nhunter2\r\n").server("a1 OK\r\n"))
            .get(0);
    assertThat(row.getUser()).isEqualTo("bob");
    assertThat(row.getArguments()).isEqualTo("bob ***");
  }

  @Test
  void passwordsNeverReachARow() {
    Script script =
        session()
            .client("a1 LOGIN \"b ob\" \"hun\\\\ter2\"\r\na2 LOGIN bob {7+}\r\nhunter2\r\n")
            .server("a1 NO\r\na2 NO\r\n")
            .client("a3 AUTHENTICATE PLAIN AGJvYgBodW50ZXIy\r\n")
            .server("a3 NO\r\n")
            .client("a4 AUTHENTICATE LOGIN\r\n")
            .server("+ x\r\n")
            .client("not-base64!\r\n")
            .server("+ y\r\n")
            .client("aHVudGVyMg==\r\n")
            .server("a4 NO\r\n")
            .client("a5 LOGIN bob {7}\r\n")
            .gap(Direction.CLIENT, 3)
            .client("ter2\r\naHVudGVyMg==\r\nhunter2 hunter2\r\nhunter2 {3+}\r\nabc hunter2\r\n");
    assertThat(run(script).outcome())
        .doesNotContainIgnoringCase("hunter2")
        .doesNotContain("hun\\")
        .doesNotContain("ter2")
        .doesNotContain("AGJvYg")
        .doesNotContain("aHVudGVyMg");
  }

  @Test
  void theFlowIsHandedOverBehindAnAgreedStarttls() {
    ParserRun run =
        run(session().client("a STARTTLS\r\n").server("a OK go\r\n").client(new byte[] {22, 3, 1}));
    assertThat(run.handedOver).containsEntry(Direction.CLIENT, "160301");
    assertThat(run.rows(Tables.IMAP).get(0).getStarttls()).isEqualTo("accepted");
    assertThat(run(session().client("a STARTTLS\r\nb NOOP\r\n").server("a OK\r\n")).anomalies)
        .containsExactly("starttls_injection CLIENT -1");
  }

  private static Script compressed(Deflater client, Deflater server) {
    return session()
        .client("a1 COMPRESS DEFLATE\r\n")
        .server("a1 OK on\r\n")
        .client(deflated(client, "a2 FETCH 1 BODY[]\r\n"))
        .server(deflated(server, "* 1 FETCH (BODY[] {14}\r\nSubject: x\r\n\r\n)\r\na2 OK\r\n"));
  }

  private static byte[] deflated(Deflater deflater, String text) {
    deflater.setInput(text.getBytes(ISO_8859_1));
    byte[] out = new byte[100_000];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, length);
  }

  private static Deflater deflater() {
    return new Deflater(Deflater.BEST_COMPRESSION, true);
  }

  @Test
  void behindCompressBothSidesAreInflated() {
    Deflater client = deflater();
    Script script =
        compressed(client, deflater()).client(deflated(client, "a3 NOOP\r\na4 NOOP\r\n"));
    assertThat(told(script))
        .containsExactly(
            "a1 COMPRESS DEFLATE ok completed",
            "a2 FETCH 1 BODY[] ok completed",
            "a3 NOOP null null no_response",
            "a4 NOOP null null no_response");
    assertThat(mails(script)).extracting(MailRow::getSubject).containsExactly("x");
    assertThat(run(script).anomalies).containsExactly("imap_compressed null -1");
    assertThat(rows(script).get(1).getSrcStreamOffset()).isEqualTo(21);
  }

  @Test
  void aRefusedCompressChangesNothing() {
    Script script =
        session().client("a1 COMPRESS DEFLATE\r\na2 NOOP\r\n").server("a1 NO\r\na2 OK\r\n");
    assertThat(told(script))
        .containsExactly("a1 COMPRESS DEFLATE no completed", "a2 NOOP null ok completed");
  }

  @Test
  void whatCannotBeInflatedIsNotRead() {
    Script holed =
        compressed(deflater(), deflater())
            .gap(Direction.SERVER, 10)
            .server(deflated(deflater(), "a9 OK\r\n"));
    assertThat(run(holed).anomalies).contains("imap_not_inflated SERVER -1");
    assertThat(told(holed)).hasSize(2);
    Script clear = session().client("a COMPRESS DEFLATE\r\n").server("a OK\r\n* 1 EXISTS\r\n");
    assertThat(run(clear).anomalies).contains("imap_not_inflated SERVER -1");
  }

  @Test
  void whatInflatesToFarMoreIsNotRead() {
    Deflater server = deflater();
    Script bomb = session().client("a1 COMPRESS DEFLATE\r\n").server("a1 OK\r\n");
    for (int i = 0; i < 40; i++) {
      bomb = bomb.server(deflated(server, "x".repeat(1 << 20)));
    }
    assertThat(run(bomb).anomalies).contains("imap_decompression_bomb SERVER -1");
  }

  @Test
  void aMessageThatIsFetchedInPartsIsOneMail() {
    Script script =
        session()
            .client("a1 UID FETCH 5 (UID BODY.PEEK[]<0.10>)\r\n")
            .server("* 1 FETCH (UID 5 BODY[]<0> {10}\r\nSubject: x)\r\na1 OK\r\n")
            .client("a2 UID FETCH 5 (UID BODY.PEEK[]<10.10>)\r\n")
            .server("* 1 FETCH (UID 5 BODY[]<10> {6}\r\n\r\n\r\nhi)\r\na2 OK\r\n")
            .client("a3 UID FETCH 6 (BODY.PEEK[]<0.100>)\r\n")
            .server("* 2 FETCH (UID 6 BODY[]<0> {14}\r\nSubject: y\r\n\r\n)\r\na3 OK\r\n");
    assertThat(mails(script)).extracting(MailRow::getSubject).containsExactly("x", "y");
    assertThat(mails(script)).extracting(MailRow::getSizeBytes).containsExactly(16L, 14L);
    assertThat(mails(script)).extracting(MailRow::getComplete).containsOnly(true);
    assertThat(mails(script)).extracting(MailRow::getSection).containsOnlyNulls();
    assertThat(rows(script)).extracting(ImapRow::getMails).containsExactly(1, 0, 1);
  }

  @Test
  void partsThatDoNotFollowEachOtherAreNotJoined() {
    Script script =
        session()
            .client("a1 FETCH 1:2 BODY[]<0.12>\r\n")
            .server("* 1 FETCH (BODY[]<0> {12}\r\nSubject: x\r\n)\r\n")
            .server("* 2 FETCH (BODY[]<0> {12}\r\nSubject: y\r\n)\r\na1 OK\r\n")
            .client("a2 FETCH 1 BODY[]<12.12>\r\n")
            .server("* 1 FETCH (BODY[]<12> {4}\r\n\r\nhi)\r\na2 OK\r\n");
    assertThat(mails(script)).extracting(MailRow::getSubject).containsExactly("x", "y");
    assertThat(mails(script)).extracting(MailRow::getSection).containsOnly("BODY[]<0>");
    assertThat(mails(script)).extracting(MailRow::getComplete).containsOnly(false);
  }

  @Test
  void oneSideIsEnough() {
    assertThat(told(Script.tcp("client", 143).client("a1 LOGIN bob x\r\na2 NOOP\r\n")))
        .containsExactly("a1 LOGIN bob *** null no_response", "a2 NOOP null null no_response");
    Script server =
        session().server("* 1 FETCH (BODY[] {14}\r\nSubject: x\r\n\r\n)\r\na7 OK done\r\n");
    assertThat(told(server)).containsExactly("null null null ok orphan_response");
    assertThat(mails(server)).extracting(MailRow::getSubject).containsExactly("x");
  }

  @Test
  void aLiteralOfFourGigabytesIsALine() {
    ParserRun run =
        run(session().client("a1 LOGIN {4294967295}\r\na2 NOOP\r\n").server("a2 OK\r\n"));
    assertThat(run.anomalies).containsExactly("imap_literal_too_long CLIENT -1");
    assertThat(run.rows(Tables.IMAP)).hasSize(2);
  }

  @Test
  void commandsAndGreetingsAreRecognised() {
    Evidence greeting = Evidence.tcp(1143, 40000, bytes("* OK Dovecot ready.\r\n"));
    assertThat(ImapProbe.probe(greeting)).isEqualTo(Match.NEED_MORE);
    assertThat(ImapProbe.probe(greeting.answered(bytes("a CAPABILITY\r\n"))))
        .isEqualTo(Match.SERVER);
    assertThat(ImapProbe.probe(Evidence.tcp(4000, 80, bytes("GET / HTTP/1.1\r\n"))))
        .isEqualTo(Match.NO);
    assertThat(ImapProbe.probe(Evidence.tcp(4000, 6379, bytes("*1\r\n$4\r\nPING\r\n"))))
        .isEqualTo(Match.NO);
    assertThat(ImapProbe.probe(Evidence.tcp(4000, 1143, bytes("1 login bob x\r\n"))))
        .isEqualTo(Match.CLIENT);
  }

  @Test
  void aServerMayEndItsDeflatedDataWithTheSession() {
    Deflater client = deflater();
    Deflater server = deflater();
    Script script = compressed(client, server).client(deflated(client, "a3 LOGOUT\r\n"));
    server.setInput("* BYE\r\na3 OK\r\n".getBytes(ISO_8859_1));
    server.finish();
    byte[] last = new byte[100];
    int length = server.deflate(last);
    script.server(Arrays.copyOf(last, length));
    assertThat(run(script).anomalies).containsExactly("imap_compressed null -1");
    assertThat(told(script)).contains("a3 LOGOUT null ok completed");
    script.server("* 1 EXISTS, more than a block has room for\r\n");
    assertThat(run(script).anomalies).contains("imap_not_inflated SERVER -1");
  }

  @Test
  void aNameOfNothingIsNoMailbox() {
    ImapRow row = rows(session().client("a LIST \"\" \"\"\r\n").server("a OK\r\n")).get(0);
    assertThat(row.getMailbox()).isNull();
    assertThat(row.getArguments()).isEqualTo("\"\" \"\"");
  }

  @Test
  void commandsThatAreAnsweredInAnyOrderLeaveTheirRoomToOthers() {
    Script script = session();
    String search = " SEARCH TEXT " + "x".repeat(4000) + "\r\n";
    for (int i = 0; i < 200; i++) {
      script.client("a" + i + search + "b" + i + search + "c" + i + search);
      script.server("c" + i + " OK\r\nb" + i + " OK\r\na" + i + " OK\r\n");
    }
    assertThat(run(script).anomalies).isEmpty();
    assertThat(rows(script)).hasSize(600).allMatch(row -> row.getStatus().equals("ok"));
  }

  @Test
  void whatACommandGrowsByItsLiteralCountsAmongWhatWaits() {
    Script script = session();
    for (int i = 0; i < 400; i++) {
      script.client("a" + i + " SEARCH TEXT {4000+}\r\n" + "x".repeat(4000) + "\r\n");
    }
    assertThat(run(script).anomalies)
        .isNotEmpty()
        .allMatch(text -> text.startsWith("imap_too_many_pending"));
    assertThat(rows(script)).hasSize(400);
  }
}
