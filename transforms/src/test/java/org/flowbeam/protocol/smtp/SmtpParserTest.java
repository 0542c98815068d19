package org.flowbeam.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.SmtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class SmtpParserTest {
  private static Script session() {
    return Script.tcp("session", 25)
        .server("220 mail.test ESMTP\r\n")
        .client("EHLO client.test\r\n")
        .server("250-mail.test\r\n250-STARTTLS\r\n250 CHUNKING\r\n");
  }

  private static ParserRun run(Script script) {
    return ParserRun.of(new SmtpProtocol(), script);
  }

  private static List<SmtpRow> rows(Script script) {
    return run(script).rows(Tables.SMTP);
  }

  private static List<String> told(Script script) {
    return rows(script).stream()
        .map(
            row ->
                row.getTransDepth()
                    + " "
                    + row.getMailfrom()
                    + " "
                    + row.getRcptto()
                    + " "
                    + row.getMessageBytes()
                    + " "
                    + row.getOutcome()
                    + " "
                    + row.getLastReply())
        .toList();
  }

  @Test
  void aSessionWithoutMailIsOneRow() {
    assertThat(told(session().client("QUIT\r\n").server("221 Bye\r\n")))
        .containsExactly("null null null null no_mail 221 Bye");
  }

  @Test
  void dotsOfTransparencyAreNoPartOfTheMessage() {
    assertThat(
            told(
                session()
                    .client("MAIL FROM:<a@a.test>\r\n")
                    .server("250 Ok\r\n")
                    .client("DATA\r\n")
                    .server("354 Go\r\n")
                    .client("..a\r\n.\r\n")
                    .server("250 Taken\r\n")))
        .containsExactly("1 a@a.test null 4 accepted 250 Taken");
  }

  private static Script lmtp(String afterLastDot) {
    return Script.tcp("lmtp", 24)
        .server("220 l LMTP\r\n")
        .client("LHLO c\r\n")
        .server("250 l\r\n")
        .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nRCPT TO:<no>\r\n")
        .client("RCPT TO:<c@b.test>\r\nDATA\r\n")
        .server("250 s\r\n250 b\r\n550 whom\r\n250 c\r\n354 go\r\n")
        .client("one\r\n.\r\nMAIL FROM:<d@a.test>\r\nRCPT TO:<e@b.test>\r\nDATA\r\n")
        .server(afterLastDot + "250 s\r\n250 e\r\n354 go\r\n")
        .client("two\r\n.\r\nQUIT\r\n")
        .server("250 three\r\n221 bye\r\n");
  }

  private static void assertLmtp(String afterLastDot, String first, String rejected) {
    ParserRun run = run(lmtp(afterLastDot));
    List<SmtpRow> rows = run.rows(Tables.SMTP);
    assertThat(told(lmtp(afterLastDot)))
        .containsExactly(first, "2 d@a.test [e@b.test] 5 accepted 250 three");
    assertThat(rows.get(0).getRcptRejected().toString()).isEqualTo(rejected);
    assertThat(rows.get(1).getErrors()).isZero();
    assertThat(run.anomalies).isEmpty();
  }

  private static String refused(String address, int code, String reply) {
    return "{\"address\": \"%s\", \"code\": %d, \"reply\": \"%s\"}".formatted(address, code, reply);
  }

  @Test
  void lmtpAnswersForEachRecipientThatItTook() {
    String unknown = refused("no", 550, "whom");
    assertLmtp(
        "250 yes\r\n452 over quota\r\n",
        "1 a@a.test [b@b.test] 5 accepted 250 yes",
        "[" + unknown + ", " + refused("c@b.test", 452, "over quota") + "]");
    assertLmtp(
        "452 over quota\r\n250 yes\r\n",
        "1 a@a.test [c@b.test] 5 accepted 250 yes",
        "[" + unknown + ", " + refused("b@b.test", 452, "over quota") + "]");
    assertLmtp(
        "452 no\r\n451 nor here\r\n",
        "1 a@a.test null 5 rejected 451 nor here",
        "["
            + unknown
            + ", "
            + refused("b@b.test", 452, "no")
            + ", "
            + refused("c@b.test", 451, "nor here")
            + "]");
  }

  @Test
  void lmtpAnswersTheLastChunkForEachRecipient() {
    assertThat(
            told(
                Script.tcp("lmtp", 24)
                    .server("220 l\r\n")
                    .client("LHLO c\r\n")
                    .server("250 l\r\n")
                    .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nRCPT TO:<c@b.test>\r\n")
                    .client("BDAT 3\r\nab\n")
                    .client("BDAT 2 LAST\r\nc\n")
                    .client("MAIL FROM:<d@a.test>\r\n")
                    .server("250 s\r\n250 b\r\n250 c\r\n250 3 octets\r\n250 b\r\n250 c\r\n")
                    .server("550 d\r\n")))
        .containsExactly(
            "1 a@a.test [b@b.test, c@b.test] 5 accepted 250 c",
            "2 d@a.test null null rejected 550 d");
  }

  @Test
  void bytesBehindDataWaitForItsAnswer() {
    assertThat(
            told(
                session()
                    .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\nRSET\r\n")
                    .server("250 Ok\r\n250 Ok\r\n554 No\r\n250 Ok\r\n")
                    .client("MAIL FROM:<c@c.test>\r\nDATA\r\nhi\r\n.\r\n")
                    .server("250 Ok\r\n354 Go\r\n250 Taken\r\n")))
        .containsExactly(
            "1 a@a.test [b@b.test] null rejected 250 Ok", "2 c@c.test null 4 accepted 250 Taken");
  }

  @Test
  void withoutTheServerAMessageBeginsBehindData() {
    assertThat(
            told(
                Script.tcp("one side", 25)
                    .client("HELO a\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n")
                    .client("Subject: 1\r\n\r\n.\r\n")
                    .client("MAIL FROM:<c@c.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n")
                    .client("Subject: 2\r\n\r\nx\r\n.\r\nQUIT\r\n")))
        .containsExactly(
            "1 a@a.test [b@b.test] 14 incomplete null", "2 c@c.test [b@b.test] 17 incomplete null");
  }

  @Test
  void aRefusedMailWithinATransactionChangesNothing() {
    assertThat(
            told(
                session()
                    .client("MAIL FROM:<a@a.test>\r\n")
                    .server("250 Ok\r\n")
                    .client("MAIL FROM:<c@c.test>\r\n")
                    .server("503 Sender already given\r\n")
                    .client("DATA\r\n")
                    .server("354 Go\r\n")
                    .client("hi\r\n.\r\n")
                    .server("250 Taken\r\n")))
        .containsExactly("1 a@a.test null 4 accepted 250 Taken");
  }

  @Test
  void aGreetingEndsATransactionOnlyIfItIsTaken() {
    Script begun = session().client("MAIL FROM:<a@a.test>\r\n").server("250 Ok\r\n");
    assertThat(told(begun.client("EHLO x\r\n").server("250 Ok\r\n")))
        .containsExactly("1 a@a.test null null reset 250 Ok");
    Script again = session().client("MAIL FROM:<a@a.test>\r\n").server("250 Ok\r\n");
    assertThat(
            told(
                again
                    .client("EHLO\r\n")
                    .server("501 No\r\n")
                    .client("DATA\r\n")
                    .server("354 Go\r\n")
                    .client(".\r\n")
                    .server("250 Taken\r\n")))
        .containsExactly("1 a@a.test null 0 accepted 250 Taken");
  }

  @Test
  void chunksAreCountedInOctets() {
    SmtpRow row =
        rows(session()
                .client("MAIL FROM:<a@a.test>\r\n")
                .server("250 Ok\r\n")
                .client("BDAT 5\r\n.\r\n..BDAT 0 LAST\r\n")
                .server("250 Ok\r\n250 Taken\r\n"))
            .get(0);
    assertThat(row.getMessageBytes()).isEqualTo(5);
    assertThat(row.getChunks()).isEqualTo(2);
    assertThat(row.getOutcome()).isEqualTo("accepted");
    assertThat(row.getMessageSha256()).isNotNull();
  }

  @Test
  void aChunkWithoutSizeIsACommandThatFailed() {
    ParserRun run =
        run(
            session()
                .client("MAIL FROM:<a@a.test>\r\n")
                .server("250 Ok\r\n")
                .client("BDAT -5\r\n")
                .server("501 No\r\n"));
    assertThat(run.anomalies).containsExactly("smtp_bdat_malformed CLIENT -1");
    assertThat(run.rows(Tables.SMTP).get(0).getOutcome()).isEqualTo("rejected");
  }

  @Test
  void passwordsNeverReachARow() {
    Script login =
        session()
            .client("AUTH PLAIN AGJvYgBodW50ZXIy\r\n") // NUL bob NUL hunter2
            .server("235 Yes\r\n");
    ParserRun run = run(login);
    SmtpRow row = run.rows(Tables.SMTP).get(0);
    assertThat(row.getAuthUser()).isEqualTo("bob");
    assertThat(row.getAuthMechanism()).isEqualTo("PLAIN");
    assertThat(row.getAuthCode()).isEqualTo(235);
    assertThat(run.outcome()).doesNotContain("hunter2").doesNotContain("AGJvYg");
  }

  @Test
  void theFlowIsHandedOverBehindAnAgreedStarttls() {
    ParserRun run =
        run(session().client("STARTTLS\r\n").server("220 Go\r\n").client(new byte[] {22, 3, 1}));
    assertThat(run.handedOver).containsEntry(Direction.CLIENT, "160301");
    assertThat(run.rows(Tables.SMTP).get(0).getStarttls()).isEqualTo("accepted");
  }

  @Test
  void whatWasDecryptedGoesOnAsSmtp() {
    List<SmtpRow> rows =
        rows(
            session()
                .client("STARTTLS\r\n")
                .server("220 Go\r\n")
                .client("EHLO again.test\r\n")
                .server("250 Ok\r\n")
                .client("MAIL FROM:<a@a.test>\r\n")
                .server("250 Ok\r\n"));
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getTls()).isTrue();
    assertThat(rows.get(0).getHelo()).isEqualTo("again.test");
  }

  @Test
  void clearTextBehindStarttlsIsReported() {
    assertThat(run(session().client("STARTTLS\r\nRSET\r\n").server("220 Go\r\n")).anomalies)
        .containsExactly("starttls_injection CLIENT -1");
  }

  @Test
  void aCommandBehindADotBetweenBareLinesIsSmuggling() {
    Script begun =
        session()
            .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
            .server("250 Ok\r\n354 Go\r\n")
            .client("x\n.\r\nMAIL FROM:<evil@a.test>\r\n");
    assertThat(run(begun.client(".\r\n").server("250 Taken\r\n")).anomalies)
        .containsExactly("smtp_smuggling CLIENT 0");
    Script taken =
        session()
            .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
            .server("250 Ok\r\n354 Go\r\n")
            .client("x\n.\r\nMAIL FROM:<evil@a.test>\r\n")
            .server("250 Taken\r\n");
    assertThat(run(taken).anomalies)
        .containsExactly("smtp_smuggling CLIENT 0", "smtp_smuggling CLIENT 0");
  }

  @Test
  void aLostDataIsToldByItsAnswer() {
    Script script =
        session()
            .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\n")
            .server("250 Ok\r\n250 Ok\r\n")
            .gap(Direction.CLIENT, 6)
            .server("354 Go\r\n")
            .client("Subject: x\r\n\r\nhi\r\n.\r\n")
            .server("250 Taken\r\n");
    assertThat(told(script)).containsExactly("1 a@a.test [b@b.test] 18 accepted 250 Taken");
  }

  @Test
  void aMessageWhoseMailWasLostHasATransaction() {
    Script script =
        session()
            .gap(Direction.CLIENT, 50)
            .server("250 Ok\r\n250 Ok\r\n354 Go\r\n")
            .client("Subject: x\r\n\r\nhi\r\n.\r\n")
            .server("250 Taken\r\n");
    assertThat(told(script)).containsExactly("1 null null 18 accepted 250 Taken");
  }

  @Test
  void aReplyWithoutAnEndEndsAtTheNext() {
    Script script =
        Script.tcp("session", 25)
            .server("220 mail.test ESMTP\r\n")
            .client("EHLO client.test\r\n")
            .server("250-mail.test\r\n")
            .client("MAIL FROM:<a@a.test>\r\n")
            .server("550 No\r\n");
    assertThat(told(script)).containsExactly("1 a@a.test null null rejected 550 No");
    assertThat(run(script).anomalies).containsExactly("smtp_invalid_reply SERVER -1");
  }

  @Test
  void aServerThatTakesAMessageEndedByBareLfsGoesOnWithCommands() {
    Script script =
        session()
            .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
            .server("250 Ok\r\n354 Go\r\n")
            .client("Subject: x\n\nhi\n.\n")
            .server("250 Taken\r\n")
            .client("MAIL FROM:<c@c.test>\r\n")
            .server("250 Ok\r\n");
    assertThat(told(script))
        .containsExactly(
            "1 a@a.test null 17 accepted 250 Taken", "2 c@c.test null null incomplete 250 Ok");
  }

  @Test
  void aTransactionHasSubjectAndIdOfItsMessage() {
    List<SmtpRow> rows =
        rows(
            session()
                .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
                .server("250 Ok\r\n354 Go\r\n")
                .client("Subject: =?utf-8?q?=C3=A4?=\r\nMessage-Id: <1@a.test>\r\n\r\nx\r\n.\r\n")
                .server("250 Taken\r\n")
                .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
                .server("250 Ok\r\n354 Go\r\n")
                .client("\r\nx\r\n.\r\n")
                .server("250 Taken\r\n"));
    assertThat(rows).extracting(SmtpRow::getSubject).containsExactly("ä", null);
    assertThat(rows).extracting(SmtpRow::getMessageId).containsExactly("1@a.test", null);
  }

  @Test
  void linesOfAReplyWhoseBeginIsLostAreNothingOdd() {
    Script script =
        session()
            .client("HELP\r\n")
            .server("214-")
            .gap(Direction.SERVER, 6)
            .server("s\r\nof a broken server\r\n214 End\r\n")
            .client("QUIT\r\n")
            .server("oops\r\n221 Bye\r\n");
    assertThat(run(script).anomalies).containsExactly("smtp_invalid_reply SERVER -1");
  }
}
