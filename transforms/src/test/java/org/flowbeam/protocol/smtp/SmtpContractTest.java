package org.flowbeam.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class SmtpContractTest extends ProtocolContract {
  private static Script session(String name) {
    return Script.tcp(name, 25).server("220 mail.test ESMTP\r\n");
  }

  private static Script greeted(String name) {
    return session(name).client("EHLO client.test\r\n").server("250-mail.test\r\n250 CHUNKING\r\n");
  }

  @Override
  protected Protocol protocol() {
    return new SmtpProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        greeted("two messages")
            .client("AUTH LOGIN\r\n")
            .server("334 VXNlcm5hbWU6\r\n")
            .client("Ym9i\r\n")
            .server("334 UGFzc3dvcmQ6\r\n")
            .client("aHVudGVyMg==\r\n")
            .server("235 Yes\r\n")
            .client("MAIL FROM:<a@a.test> SIZE=20\r\n")
            .server("250 Ok\r\n")
            .client("RCPT TO:<b@b.test>\r\n")
            .server("250 Ok\r\n")
            .client("RCPT TO:<c@c.test>\r\n")
            .server("553 No\r\n")
            .client("DATA\r\n")
            .server("354 Go\r\n")
            .client("Subject: x\r\n\r\n..\r\n.\r\n")
            .server("250 Taken\r\n")
            .client("MAIL FROM:<>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n")
            .server("250 Ok\r\n250 Ok\r\n354 Go\r\n")
            .client("Subject: y\r\n\r\nText\r\n.\r\nQUIT\r\n")
            .server("250 Taken\r\n221 Bye\r\n"),
        greeted("chunks")
            .client("MAIL FROM:<a@a.test> BODY=BINARYMIME\r\nRCPT TO:<b@b.test>\r\n")
            .server("250 Ok\r\n250 Ok\r\n")
            .client("BDAT 5\r\n.\r\n.\n")
            .server("250 5 octets\r\n")
            .client("BDAT 3 LAST\r\nabcQUIT\r\n")
            .server("250 Taken\r\n221 Bye\r\n"),
        greeted("files in files")
            .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
            .server("250 Ok\r\n354 Go\r\n")
            .client("Content-Type: multipart/mixed; boundary=x; boundary=b\r\n\r\n--b\r\n\r\n")
            .client("begin 644 a.txt\r\n%:&5L;&\\`\r\n`\r\nend\r\n--b\r\n")
            .client("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n")
            .client("U3ViamVjdDogeA0KDQpo\r\naQ==\r\n--b--\r\n\r\nContent-Type: text/html\r\n")
            .client("\r\n<hidden>\r\n.\r\n")
            .server("250 Taken\r\n"),
        greeted("refused and reset")
            .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\nRSET\r\nQUIT\r\n")
            .server("250 Ok\r\n550 No\r\n554 No\r\n250 Ok\r\n221 Bye\r\n"),
        Script.tcp("LMTP", 24)
            .server("220 mail.test LMTP\r\n")
            .client("LHLO client.test\r\n")
            .server("250 mail.test\r\n")
            .client("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nRCPT TO:<c@c.test>\r\nDATA\r\n")
            .server("250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n")
            .client(
                "Subject: x\r\n\r\n1\r\n.\r\nMAIL FROM:<d@d.test>\r\nRCPT TO:<e@e.test>\r\nDATA\r\n")
            .server("250 Taken\r\n452 Full\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n")
            .client("Subject: y\r\n\r\n2\r\n.\r\nQUIT\r\n")
            .server("250 Taken\r\n221 Bye\r\n"),
        greeted("TLS")
            .client("STARTTLS\r\n")
            .server("220 Go ahead\r\n")
            .client(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0}));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "mailfrom", "helo", "auth_user", "subject", "message_sha256", "code", "auth_code");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        endless("commands", Direction.CLIENT, "NOOP 12345678901234567890\r\n"),
        endless("a command", Direction.CLIENT, "x"),
        endless("transactions", Direction.CLIENT, "MAIL FROM:<" + "x".repeat(7000) + ">\r\n"),
        endless("recipients", Direction.CLIENT, "RCPT TO:<" + "x".repeat(7000) + ">\r\n"),
        endless("logins", Direction.CLIENT, "AUTH PLAIN AGJvYgBodW50ZXIy\r\n"),
        endless("replies", Direction.SERVER, "250 12345678901234567890\r\n"),
        endless("a line of a reply", Direction.SERVER, "x"),
        endless("lines of a reply", Direction.SERVER, "250-line\r\n"),
        new Endless(
            greeted("endless recipients taken").client("MAIL FROM:<a@a.test>\r\n"),
            Direction.CLIENT,
            bytes("RCPT TO:<" + "x".repeat(400) + ">\r\n")),
        new Endless(
            greeted("an endless message")
                .client("MAIL FROM:<a@a.test>\r\nDATA\r\n")
                .server("250 Ok\r\n354 Go\r\n"),
            Direction.CLIENT,
            bytes("Header: value\r\n")),
        new Endless(session("held").client("DATA\r\n"), Direction.CLIENT, bytes("text\r\n")));
  }

  private static Endless endless(String name, Direction from, String repeated) {
    return new Endless(session("endless " + name), from, bytes(repeated));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
