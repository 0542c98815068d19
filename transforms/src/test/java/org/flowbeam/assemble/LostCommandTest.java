package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;

import java.util.List;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Pop3Row;
import org.flowbeam.schemas.SmtpRow;
import org.junit.jupiter.api.Test;

/**
 * A command that was not captured is waited for while commands and replies go on: each reply is
 * that of the command before it all the same.
 */
class LostCommandTest {
  private long asked = 101;
  private long answered = 501;

  private void client(Talk talk, String bytes, boolean captured) {
    if (captured) {
      talk.orig().data(asked, answered, bytes);
    }
    asked += bytes.length();
  }

  private void server(Talk talk, String bytes) {
    talk.resp().data(answered, asked, bytes);
    answered += bytes.length();
  }

  private Talk session(List<String> said, int lost) {
    Talk talk = established();
    for (int i = 0; i < said.size(); i++) {
      if (i % 2 == 0) {
        server(talk, said.get(i));
      } else {
        client(talk, said.get(i), i != lost);
      }
    }
    return talk.pause(2 * Talk.SECOND);
  }

  @Test
  void repliesOfFtpGoToTheCommandsBeforeThem() {
    List<String> said =
        List.of(
            "220 Hello\r\n",
            "USER a\r\n",
            "331 Password\r\n",
            "PASS b\r\n",
            "230 In\r\n",
            "SYST\r\n", // not captured
            "215 UNIX\r\n",
            "NOOP\r\n", // behind a gap only the next line is known to be whole
            "200 Ok\r\n",
            "CWD /x\r\n",
            "250 Gone\r\n",
            "TYPE I\r\n",
            "200 Binary\r\n",
            "PWD\r\n",
            "257 \"/x\"\r\n");
    assertThat(
            session(said, 5).assembled().exchanges.stream()
                .filter(FtpRow.class::isInstance)
                .map(FtpRow.class::cast)
                .map(row -> row.getCommand() + " " + row.getReplyCode()))
        .containsExactlyInAnyOrder(
            "null 220",
            "USER 331",
            "PASS 230",
            "null 215",
            "null 200",
            "CWD 250",
            "TYPE 200",
            "PWD 257");
  }

  @Test
  void repliesOfPop3GoToTheCommandsBeforeThem() {
    List<String> said =
        List.of(
            "+OK Hello\r\n",
            "USER a\r\n",
            "+OK Password\r\n",
            "PASS b\r\n",
            "-ERR No\r\n",
            "USER c\r\n", // not captured
            "+OK Password\r\n",
            "PASS d\r\n", // behind a gap only the next line is known to be whole
            "-ERR No\r\n",
            "CAPA\r\n",
            "-ERR Unknown\r\n",
            "USER e\r\n",
            "+OK Password\r\n",
            "PASS f\r\n",
            "+OK In\r\n");
    assertThat(
            session(said, 5).assembled().exchanges.stream()
                .filter(Pop3Row.class::isInstance)
                .map(Pop3Row.class::cast)
                .map(row -> row.getCommand() + " " + row.getStatus()))
        .contains("CAPA err", "USER ok", "PASS ok")
        .doesNotContain("CAPA ok", "CAPA null", "PASS null");
  }

  @Test
  void aMailWhoseDataCommandIsMissingIsReadAndHasItsReply() {
    List<String> said =
        List.of(
            "220 mail.test\r\n",
            "HELO client.test\r\n",
            "250 mail.test\r\n",
            "MAIL FROM:<a@client.test>\r\n",
            "250 Sender\r\n",
            "RCPT TO:<b@mail.test>\r\n",
            "250 Recipient\r\n",
            "DATA\r\n", // not captured
            "354 Go on\r\n",
            "Subject: x\r\n\r\nHello\r\n.\r\n",
            "250 Queued\r\n",
            "QUIT\r\n",
            "221 Bye\r\n");
    List<SmtpRow> rows =
        session(said, 7).assembled().exchanges.stream()
            .filter(SmtpRow.class::isInstance)
            .map(SmtpRow.class::cast)
            .toList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getMailfrom()).isEqualTo("a@client.test");
    assertThat(rows.get(0).getCode()).isEqualTo(250);
    assertThat(rows.get(0).getLastReply()).isEqualTo("250 Queued");
    assertThat(rows.get(0).getMessageBytes()).isEqualTo("Subject: x\r\n\r\nHello\r\n".length());
  }
}
