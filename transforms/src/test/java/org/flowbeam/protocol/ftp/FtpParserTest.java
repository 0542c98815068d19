package org.flowbeam.protocol.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

class FtpParserTest {
  private static Script session() {
    return Script.tcp("session", 21);
  }

  private static ParserRun run(Script script) {
    return ParserRun.of(new Ftp(), script);
  }

  /** All rows, also those that wait for the flow of a data connection. */
  private static List<FtpRow> rows(ParserRun run) {
    List<FtpRow> rows = new ArrayList<>(run.rows(Tables.FTP));
    rows.addAll(run.summarize().rows(Tables.FTP));
    rows.sort(Comparator.comparingInt(FtpRow::getTx));
    return rows;
  }

  private static List<FtpRow> rows(Script script) {
    return rows(run(script));
  }

  /** "command arg code message", one per row. */
  private static List<String> told(Script script) {
    return rows(script).stream()
        .map(
            row ->
                row.getCommand()
                    + " "
                    + row.getArg()
                    + " "
                    + row.getReplyCode()
                    + " "
                    + row.getReplyMsg())
        .toList();
  }

  @Test
  void aCommandAndItsReplyAreOneRowAndTheGreetingIsItsOwn() {
    assertThat(
            told(
                session()
                    .server("220 Hello\r\n")
                    .client("SYST\r\n")
                    .server("215 UNIX\r\n")
                    .client("xyzzy a  b \r\n")
                    .server("500\r\n")))
        .containsExactly("null null 220 Hello", "SYST null 215 UNIX", "XYZZY a  b  500 ");
  }

  @Test
  void linesOfAReplyAreJoined() {
    assertThat(
            told(
                session()
                    .client("FEAT\r\n")
                    .server("211-Features:\r\n MDTM\r\n211-more\r\n200 is no end\r\n211 End\r\n")))
        .containsExactly("FEAT null 211 Features:\n MDTM\nmore\n200 is no end\nEnd");
  }

  @Test
  void aTransferEndsAlsoBehindANoteThatDoesNotEnd() {
    assertThat(
            told(
                session()
                    .client("STOR a\r\n")
                    .server("150 Go\r\n230-Bare linefeeds\r\n  were seen\r\n226 Done\r\n")))
        .containsExactly("STOR ftp://" + server() + "/./a 226 Bare linefeeds\n  were seen\nDone");
  }

  private static String server() {
    FtpRow row = rows(session().client("PASV\r\n").server("227 1,2,3,4,5,6\r\n")).get(0);
    return row.getDstIp();
  }

  @Test
  void preliminaryRepliesAreKept() {
    FtpRow row =
        rows(session().client("RETR a\r\n").server("150 a (77 bytes)\r\n226 Done (9 ms)\r\n"))
            .get(0);
    assertThat(row.getInfoCode()).isEqualTo(150);
    assertThat(row.getInfoMsg()).isEqualTo("a (77 bytes)");
    assertThat(row.getReplyCode()).isEqualTo(226);
    assertThat(row.getFileSize()).isEqualTo(77);
  }

  @Test
  void repliesAnswerPipelinedCommandsInTheirOrder() {
    assertThat(told(session().client("NOOP\r\nSYST\r\nPWD\r\n").server("200 a\r\n215 b\r\n")))
        .containsExactly("NOOP null 200 a", "SYST null 215 b", "PWD null null null");
  }

  @Test
  void aGreetingThatComesLateAnswersNoCommand() {
    assertThat(told(session().client("USER ftp\r\n").server("220 Hello\r\n331 Password\r\n")))
        .containsExactly("USER ftp 331 Password", "null null 220 Hello");
  }

  @Test
  void statusMayBeAskedDuringATransfer() {
    assertThat(
            told(
                session()
                    .client("LIST\r\n")
                    .server("150 Go\r\n")
                    .client("STAT\r\n")
                    .server("213 Half\r\n226 Done\r\n")))
        .containsExactly("LIST null 226 Done", "STAT null 213 Half");
  }

  @Test
  void telnetSignalsBeforeACommandAreSkipped() {
    assertThat(told(session().client("\377\364\377\362ABOR\r\n").server("226 Aborted\r\n")))
        .containsExactly("ABOR null 226 Aborted");
  }

  @Test
  void pathsFollowTheWorkingDirectory() {
    String server = server();
    List<String> args =
        rows(
                session()
                    .client(
                        "DELE a\r\nCWD /x/y\r\nDELE a\r\nCDUP\r\nDELE b\r\nCWD no\r\nDELE c\r\n")
                    .server("250 -\r\n250 -\r\n250 -\r\n250 -\r\n250 -\r\n550 -\r\n250 -\r\n")
                    .client("PWD\r\nDELE d/../e\r\n")
                    .server("257 \"/say \"\"hi\"\"\" is here\r\n250 -\r\n"))
            .stream()
            .filter(row -> "DELE".equals(row.getCommand()))
            .map(row -> String.valueOf(row.getArg()).replace("ftp://" + server, ""))
            .toList();
    assertThat(args).containsExactly("/./a", "/x/y/a", "/x/b", "/x/c", "/say \"hi\"/e");
  }

  @Test
  void aPasswordIsInNoColumn() {
    for (String answer :
        new String[] {"530 PASS Hunter2 is wrong\r\n", "530-x hunter2\r\n530 -\r\n"}) {
      ParserRun run =
          run(
              session()
                  .client("USER bob\r\n")
                  .server("331 Password\r\n")
                  .client("PASS hunter2\r\n")
                  .server(answer)
                  .client("hunter2 hunter2\r\n")
                  .server("500 hunter2?\r\n")
                  .client("PASS:hunter2\r\nSITE PSWD hunter2 new\r\n"));
      assertThat(run.outcome().toLowerCase(Locale.ROOT)).doesNotContain("hunter2");
      List<FtpRow> rows = rows(run);
      assertThat(rows.get(1).getArg()).isEqualTo("***");
      assertThat(rows.get(1).getPassword()).isEqualTo("***");
      assertThat(rows.get(2).getPassword()).isEqualTo("***");
    }
  }

  @Test
  void passwordsOfGuestsAndThoseThatUsersWantAreShown() {
    Script guest =
        session().client("USER Anonymous\r\nPASS me@example\r\n").server("331 a\r\n230 b\r\n");
    assertThat(rows(guest).get(1).getPassword()).isEqualTo("me@example");
    Script bob =
        session().client("USER bob\r\nPASS hunter2\r\n").server("331 a\r\n230 hunter2\r\n");
    SessionOptions keep =
        SessionOptions.defaults().with(SessionOptions.SECRETS, SessionOptions.Secrets.KEEP);
    FtpRow row = rows(ParserRun.of(new Ftp(), bob, keep)).get(1);
    assertThat(row.getPassword()).isEqualTo("hunter2");
    assertThat(row.getReplyMsg()).isEqualTo("hunter2");
  }

  @Test
  void announcementsOfDataConnectionsAreRead() {
    List<FtpRow> rows =
        rows(
            session()
                .client("PORT 192,0,2,1,200,10\r\n")
                .server("200 -\r\n")
                .client("EPRT |2|2001:DB8:0::1|1030|\r\n")
                .server("200 -\r\n")
                .client("PASV\r\n")
                .server("227 Entering 192,0,2,2,4,1\r\n")
                .client("EPSV\r\n")
                .server("229 Entering (|||1031|)\r\n")
                .client("LIST\r\n")
                .server("150 -\r\n226 -\r\n"));
    assertThat(rows.stream().map(FtpRow::getDataPassive))
        .containsExactly(false, false, true, true, true);
    assertThat(rows.stream().map(FtpRow::getDataDstIp))
        .containsExactly(
            "192.0.2.1",
            "2001:db8::1",
            "192.0.2.2",
            rows.get(0).getDstIp(),
            rows.get(0).getDstIp());
    assertThat(rows.stream().map(FtpRow::getDataDstPort))
        .containsExactly(51210, 1030, 1025, 1031, 1031);
    assertThat(rows.get(0).getDataSrcIp()).isEqualTo(rows.get(0).getDstIp());
    assertThat(rows.get(3).getDataSrcIp()).isEqualTo(rows.get(0).getSrcIp());
  }

  @Test
  void whatIsNoAnnouncementIsNone() {
    for (String bad :
        new String[] {
          "PORT 192,0,2,1,200\r\n",
          "PORT 192,0,2,1,256,1\r\n",
          "EPRT |2|host.example|80|\r\n",
          "EPRT\r\n",
          "EPRT |\r\n",
          "EPRT |1|192.0.2.1|99999|\r\n",
          "EPRT |2|::1%lo|1025|\r\n"
        }) {
      assertThat(rows(session().client(bad)).get(0).getDataPassive()).as(bad).isNull();
    }
  }

  @Test
  void withTlsTheFlowIsHandedOverWithAllThatFollows() {
    for (String agreed : new String[] {"234 Yes\r\n", "334 Yes\r\n"}) {
      ParserRun run =
          run(session().client("AUTH TLS\r\n\26\3\1").server(agreed + "\26\3\3").client("more"));
      assertThat(run.rows(Tables.FTP)).hasSize(1);
      assertThat(run.handedOver).containsEntry(Direction.CLIENT, "160301");
      assertThat(run.handedOver).containsEntry(Direction.SERVER, "160303");
    }
  }

  @Test
  void whenTheServerRefusesTlsCommandsGoOn() {
    assertThat(
            told(session().client("AUTH SSL\r\nUSER a\r\n").server("502 No\r\n331 Password\r\n")))
        .containsExactly("AUTH SSL 502 No", "USER a 331 Password");
  }

  @Test
  void heldCommandsAreReadAtTheEnd() {
    assertThat(told(session().client("AUTH TLS\r\nUSER a\r\n")))
        .containsExactly("AUTH TLS null null", "USER a null null");
  }

  @Test
  void behindAGapTheNextWholeLineIsRead() {
    assertThat(
            told(
                session()
                    .client("RETR secr")
                    .gap(Direction.CLIENT, 5)
                    .client("t\r\nNOOP\r\n")
                    .server("550 -\r\n200 ok\r\n")))
        .containsExactly("RETR null 550 -", "NOOP null 200 ok");
    assertThat(
            told(
                session()
                    .client("TYPE I\r\n")
                    .server("200")
                    .gap(Direction.SERVER, 30)
                    .client("SYST\r\n")
                    .server("X\r\n215 UNIX\r\n")))
        .containsExactly("TYPE I null null", "SYST null 215 UNIX");
  }

  @Test
  void aHundredThousandPipelinedCommandsAllHaveTheirRow() {
    Script script = session().client("NOOP\r\n".repeat(100_000));
    script.server("200 a\r\n".repeat(100_000));
    ParserRun run = run(script);
    List<FtpRow> rows = rows(run);
    long answered =
        rows.stream().filter(r -> r.getCommand() != null && r.getReplyCode() != null).count();
    assertThat(answered).isEqualTo(WaitingCommands.MAX_COMMANDS);
    assertThat(rows.stream().filter(row -> row.getCommand() != null)).hasSize(100_000);
    assertThat(rows.stream().filter(row -> row.getReplyCode() != null)).hasSize(100_000);
    assertThat(run.anomalies).anyMatch(a -> a.startsWith("ftp_too_many_pending_commands"));
  }

  @Test
  void oneSideAloneGivesRows() {
    assertThat(told(session().client("USER a\r\nQUIT"))).containsExactly("USER a null null");
    assertThat(told(session().server("331 a\r\n230 b\r\n")))
        .containsExactly("null null 331 a", "null null 230 b");
  }

  @Test
  void aTransferSaysHowItWasSentAndFromWhere() {
    Script script =
        session()
            .client("TYPE A N\r\n")
            .server("200 ok\r\n")
            .client("RETR a\r\n")
            .server("150 coming\r\n226 done\r\n")
            .client("TYPE I\r\n")
            .server("200 ok\r\n")
            .client("REST 100\r\n")
            .server("350 go\r\n")
            .client("RETR b\r\n")
            .server("150 coming\r\n226 done\r\n")
            .client("TYPE X\r\n")
            .server("504 no\r\n")
            .client("RETR c\r\n")
            .server("150 coming\r\n226 done\r\n");
    assertThat(rows(script).stream().filter(row -> "RETR".equals(row.getCommand())))
        .extracting(FtpRow::getDataType, FtpRow::getRestartOffset)
        .containsExactly(tuple("A", null), tuple("I", 100L), tuple("I", null));
  }

  /** Arguments of these commands, without the server. */
  private static List<String> args(String command, Script script) {
    return rows(script).stream()
        .filter(row -> command.equals(row.getCommand()))
        .map(row -> String.valueOf(row.getArg()).replace("ftp://" + server(), ""))
        .toList();
  }

  @Test
  void whereTheReplyToCwdIsLostPathsAreNotKnown() {
    Script script =
        session()
            .client("CWD /pub\r\n")
            .server("250 ok\r\n")
            .client("CWD sub\r\n")
            .gap(Direction.SERVER, 8)
            .client("DELE a\r\n")
            .server("550 no\r\n550 no\r\n")
            .client("CWD /x\r\nDELE b\r\n")
            .server("250 ok\r\n250 ok\r\n");
    assertThat(args("DELE", script)).containsExactly("/./a", "/x/b");
  }

  @Test
  void commandsThatAreLostChangeNothingBeforeThem() {
    Script script =
        session()
            .client("CWD /pub\r\nTYPE I\r\n")
            .server("250 ok\r\n200 ok\r\n")
            .client("RETR a\r\n")
            .gap(Direction.CLIENT, 10)
            .server("150 coming\r\n226 done\r\n")
            .client("NOOP\r\nNOOP\r\nRETR b\r\n")
            .server("200 ok\r\n150 coming\r\n226 done\r\n");
    assertThat(args("RETR", script)).containsExactly("/pub/a", "/./b");
    assertThat(rows(script).stream().filter(row -> "RETR".equals(row.getCommand())))
        .extracting(FtpRow::getDataType)
        .containsExactly("I", null);
  }

  @Test
  void aReplyToACommandThatWasNotSeenMayHaveChangedTheDirectory() {
    Script script =
        session()
            .client("CWD /a\r\n")
            .gap(Direction.CLIENT, 7) // CWD b
            .client("\r\n")
            .server("250 ok\r\n250 ok\r\n")
            .client("DELE c\r\n")
            .server("250 ok\r\n");
    assertThat(args("DELE", script)).containsExactly("/./c");
  }

  @Test
  void aTransferWhoseRepliesAreLostHasTheDataConnectionThatWasAgreedOn() {
    Script script =
        session()
            .client("TYPE I\r\n")
            .server("200 ok\r\n")
            .client("PASV\r\n")
            .server("227 Entering 192,0,2,2,4,1\r\n")
            .client("RETR a\r\n")
            .gap(Direction.SERVER, 30)
            .client("PASV\r\n")
            .server("ne\r\n227 Entering 192,0,2,2,4,2\r\n")
            .client("RETR b\r\n")
            .server("150 coming\r\n")
            .gap(Direction.SERVER, 10)
            .client("PASV\r\n")
            .gap(Direction.SERVER, 10)
            .client("RETR c\r\n")
            .server("150 coming\r\n150 coming\r\n226 done\r\n");
    assertThat(rows(script).stream().filter(row -> "RETR".equals(row.getCommand())))
        .extracting(FtpRow::getArg, FtpRow::getDataType, FtpRow::getDataDstPort)
        .containsExactly(
            tuple("ftp://" + server() + "/./a", "I", 1025),
            tuple("ftp://" + server() + "/./b", "I", 1026),
            tuple("ftp://" + server() + "/./c", "I", null));
  }

  @Test
  void linesOfAReplyWhoseBeginIsLostAreNothingOdd() {
    ParserRun run =
        run(
            session()
                .client("FEAT\r\n")
                .server("211-Fea")
                .gap(Direction.SERVER, 6)
                .server("\r\n MDTM\r\n UTF8\r\n211 End\r\nodd\r\n"));
    assertThat(rows(run).get(0).getReplyCode()).isEqualTo(211);
    assertThat(run.anomalies).containsExactly("ftp_invalid_reply SERVER -1");
  }
}
