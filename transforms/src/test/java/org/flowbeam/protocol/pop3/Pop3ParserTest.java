package org.flowbeam.protocol.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Pop3Row;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class Pop3ParserTest {
  private static Script session() {
    return Script.tcp("session", 110).server("+OK POP3 ready\r\n");
  }

  private static ParserRun run(Script script) {
    return ParserRun.of(new Pop3Protocol(), script);
  }

  private static List<Pop3Row> rows(Script script) {
    return run(script).rows(Tables.POP3);
  }

  private static List<String> told(Script script) {
    return rows(script).stream()
        .map(
            row ->
                row.getCommand()
                    + " "
                    + row.getArguments()
                    + " "
                    + row.getStatus()
                    + " "
                    + row.getResponseLines()
                    + " "
                    + row.getOutcome())
        .toList();
  }

  private static Evidence evidence(String client, String server, int port) {
    Bytes start = Bytes.of(server.getBytes(ISO_8859_1));
    return Evidence.tcp(port, 40000, start).answered(Bytes.of(client.getBytes(ISO_8859_1)));
  }

  @Test
  void aGreetingAloneIsARow() {
    assertThat(told(session())).containsExactly("null null ok null orphan_response");
    assertThat(rows(session()).get(0).getBanner()).isEqualTo("POP3 ready");
  }

  @Test
  void linesBelongToTheReplyBeforeThem() {
    assertThat(
            told(
                session()
                    .client("LIST\r\nLIST 1\r\nQUIT\r\n")
                    .server("+OK\r\n1 10\r\n2 20\r\n.\r\n+OK 1 10\r\n+OK\r\n")))
        .containsExactly(
            "LIST null ok 2 completed", "LIST 1 ok null completed", "QUIT null ok null completed");
  }

  @Test
  void languagesAreListedWhenNoneIsNamed() {
    ParserRun run =
        run(
            session()
                .client("LANG\r\nLANG de\r\n")
                .server("+OK\r\nen English\r\nde Deutsch\r\n.\r\n+OK de Deutsch\r\n"));
    assertThat(run.rows(Tables.POP3)).hasSize(2);
    assertThat(run.<Pop3Row>rows(Tables.POP3))
        .extracting(Pop3Row::getResponseLines)
        .containsExactly(2L, null);
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void aMessageOfWhichNothingIsThereIsNoMail() {
    ParserRun run = run(session().client("RETR 1\r\n").server("+OK 500 octets\r\n"));
    assertThat(run.<Pop3Row>rows(Tables.POP3)).extracting(Pop3Row::getMails).containsExactly(0);
    assertThat(run.rows(Tables.MAIL)).isEmpty();
  }

  @Test
  void anErrorHasNoLines() {
    assertThat(told(session().client("RETR 9\r\nQUIT\r\n").server("-ERR no\r\n+OK\r\n")))
        .containsExactly("RETR 9 err null completed", "QUIT null ok null completed");
  }

  @Test
  void aFetchedMessageIsARowOfMail() {
    ParserRun run =
        run(session().client("RETR 1\r\n").server("+OK\r\nSubject: x\r\n\r\n..\r\n.\r\n"));
    MailRow mail = run.rows(Tables.MAIL).get(0);
    assertThat(mail.getSubject()).isEqualTo("x");
    assertThat(mail.getSizeBytes()).isEqualTo(17);
    assertThat(mail.getIsOrig()).isFalse();
    assertThat(mail.getComplete()).isTrue();
    assertThat(mail.getDstStreamOffset()).isEqualTo(16 + 5);
    assertThat(run.rows(Tables.POP3).get(0).getMails()).isEqualTo(1);
  }

  @Test
  void theTopOfAMessageIsNotComplete() {
    MailRow mail =
        run(session().client("TOP 1 0\r\n").server("+OK\r\nSubject: x\r\n\r\n.\r\n"))
            .rows(Tables.MAIL)
            .get(0);
    assertThat(mail.getSection()).isEqualTo("TOP");
    assertThat(mail.getComplete()).isFalse();
  }

  @Test
  void aMessageBehindALostCommandIsFound() {
    ParserRun run =
        run(
            session()
                .gap(Direction.CLIENT, 8)
                .server("+OK\r\nSubject: x\r\n\r\nhi\r\n.\r\n")
                .client("behind the gap\r\n")
                .server("+OK\r\n")
                .client("QUIT\r\n")
                .server("+OK\r\n"));
    assertThat(run.rows(Tables.MAIL)).extracting(MailRow::getSubject).containsExactly("x");
    assertThat(run.rows(Tables.POP3))
        .extracting(Pop3Row::getOutcome)
        .containsExactly("orphan_response", "orphan_response", "completed");
  }

  @Test
  void aMessageWhoseEndIsInAGapEndsAtTheNextCommand() {
    Script script =
        session()
            .client("RETR 1\r\n")
            .server("+OK\r\nSubject: x\r\n\r\nhi")
            .gap(Direction.SERVER, 100)
            .client("QUIT\r\n")
            .server("+OK lost with the line that it may end\r\n")
            .client("NOOP\r\n")
            .server("+OK\r\n");
    assertThat(told(script))
        .containsExactly(
            "RETR 1 ok 2 incomplete",
            "QUIT null null null incomplete",
            "NOOP null ok null completed");
  }

  @Test
  void oneSideIsEnough() {
    assertThat(told(Script.tcp("client", 110).client("USER bob\r\nPASS x\r\nRETR 1\r\nQUIT\r\n")))
        .containsExactly(
            "USER bob null null no_response",
            "PASS *** null null no_response",
            "RETR 1 null null no_response",
            "QUIT null null null no_response");
    List<MailRow> mails =
        run(session().server("+OK\r\n+OK\r\nSubject: x\r\n\r\nhi\r\n.\r\n+OK\r\n"))
            .rows(Tables.MAIL);
    assertThat(mails).extracting(MailRow::getSubject).containsExactly("x");
  }

  @Test
  void linesOfALoginBelongToIt() {
    Pop3Row row =
        rows(session()
                .client("AUTH LOGIN\r\n")
                .server("+ VXNlcm5hbWU6\r\n")
                .client("Ym9i\r\n")
                .server("+ UGFzc3dvcmQ6\r\n")
                .client("aHVudGVyMg==\r\n")
                .server("+OK\r\n"))
            .get(0);
    assertThat(row.getUser()).isEqualTo("bob");
    assertThat(row.getAuthMechanism()).isEqualTo("LOGIN");
    assertThat(row.getStatus()).isEqualTo("ok");
  }

  @Test
  void passwordsNeverReachARow() {
    Script script =
        session()
            .client("USER bob\r\nPASS hunter2\r\nAPOP bob c4c9334bac560ecc979e58001b3e22fb\r\n")
            .client("AUTH PLAIN AGJvYgBodW50ZXIy\r\n")
            .server("-ERR\r\n-ERR\r\n-ERR\r\n-ERR\r\n")
            .client("AUTH LOGIN\r\n")
            .server("+ x\r\n")
            .client("not-base64!\r\n")
            .server("+ y\r\n")
            .client("aHVudGVyMg==\r\n")
            .server("-ERR\r\n")
            .gap(Direction.CLIENT, 12)
            .client("aHVudGVyMg==\r\naHVudGVyMg==\r\n");
    assertThat(run(script).outcome())
        .doesNotContain("hunter2")
        .doesNotContain("AGJvYg")
        .doesNotContain("aHVudGVyMg")
        .doesNotContain("AHVUDGVYMG")
        .doesNotContain("c4c9334bac");
  }

  @Test
  void theFlowIsHandedOverBehindAnAgreedStls() {
    ParserRun run =
        run(session().client("STLS\r\n").server("+OK\r\n").client(new byte[] {22, 3, 1}));
    assertThat(run.handedOver).containsEntry(Direction.CLIENT, "160301");
    assertThat(run.rows(Tables.POP3).get(0).getStarttls()).isEqualTo("accepted");
    assertThat(run(session().client("STLS\r\nNOOP\r\n").server("+OK\r\n")).anomalies)
        .containsExactly("starttls_injection CLIENT -1");
  }

  @Test
  void redisIsNotPop3() {
    assertThat(Pop3Probe.probe(evidence("*1\r\n$4\r\nPING\r\n", "+OK\r\n", 6379)))
        .isEqualTo(Match.NO);
    assertThat(Pop3Probe.probe(evidence("", "+OK\r\n", 6379).last(true)))
        .isEqualTo(Match.NEED_MORE);
    assertThat(Pop3Probe.probe(evidence("AUTH x\r\n", "+OK\r\n", 6379).last(true)))
        .isEqualTo(Match.NEED_MORE);
    assertThat(Pop3Probe.probe(evidence("USER x\r\n", "+OK\r\n", 1110))).isEqualTo(Match.SERVER);
    assertThat(Pop3Probe.probe(evidence("", "+OK\r\n", 110).last(true)))
        .isEqualTo(Match.SERVER_BY_PORT);
  }
}
