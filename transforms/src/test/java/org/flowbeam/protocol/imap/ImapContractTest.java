package org.flowbeam.protocol.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class ImapContractTest extends ProtocolContract {
  private static Script session(String name) {
    return Script.tcp(name, 143).server("* OK [CAPABILITY IMAP4rev1] ready\r\n");
  }

  @Override
  protected Protocol protocol() {
    return new ImapProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        session("a message")
            .client("a1 LOGIN bob hunter2\r\n")
            .server("a1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n")
            .client("a2 SELECT INBOX\r\n")
            .server(
                "* 3 EXISTS\r\n* 1 RECENT\r\n* OK [UIDVALIDITY 7] x\r\na2 OK [READ-WRITE] y\r\n")
            .client("a3 UID FETCH 1:* (FLAGS BODY[])\r\n")
            .server("* 1 FETCH (UID 5 BODY[] {28}\r\n")
            .server("Subject: x\r\n\r\na3 OK forged\r\n")
            .server(" FLAGS ())\r\na3 OK done\r\n")
            .client("a4 APPEND \"Sent &AOk-\" {14}\r\n")
            .server("+ go\r\n")
            .client("Subject: y\r\n\r\n\r\n")
            .server("a4 OK [APPENDUID 7 8] done\r\n")
            .client("a5 IDLE\r\n")
            .server("+ idling\r\n* 4 EXISTS\r\n")
            .client("DONE\r\n")
            .server("a5 OK done\r\n")
            .client("a6 LOGOUT\r\n")
            .server("* BYE\r\na6 OK bye\r\n"),
        session("literals")
            .client("a1 LOGIN {3+}\r\nbob {7+}\r\nhunter2\r\na2 NOOP\r\n")
            .server("a1 OK in {500}\r\na2 OK\r\n")
            .client("a3 LOGIN {3}\r\n")
            .server("a3 BAD no\r\n")
            .client("a4 NOOP\r\n")
            .server("a4 OK\r\n"),
        session("login")
            .client("a1 AUTHENTICATE LOGIN\r\n")
            .server("+ VXNlcm5hbWU6\r\n")
            .client("Ym9i\r\n")
            .server("+ UGFzc3dvcmQ6\r\n")
            .client("aHVudGVyMg==\r\n")
            .server("a1 OK in\r\n"),
        session("parts")
            .client("a1 FETCH 1 BODY[]<0.10>\r\n")
            .server("* 1 FETCH (BODY[]<0> {10}\r\nSubject: x)\r\na1 OK\r\n")
            .client("a2 FETCH 1 BODY[]<10.10>\r\n")
            .server("* 1 FETCH (BODY[]<10> {6}\r\n\r\n\r\nhi)\r\na2 OK\r\n"),
        compressed(),
        session("TLS")
            .client("a1 STARTTLS\r\n")
            .server("a1 OK go\r\n")
            .client(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0}));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "user",
        "exists",
        "recent",
        "uid_validity",
        "subject",
        "message_sha256",
        "mailbox",
        "banner");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        endless("commands", Direction.CLIENT, "a NOOP\r\n"),
        endless("long commands", Direction.CLIENT, "a FETCH " + "x".repeat(7000) + "\r\n"),
        endless("a command", Direction.CLIENT, "x"),
        endless("literals", Direction.CLIENT, "a LOGIN {8+}\r\n12345678 b\r\n"),
        new Endless(
            session("compressed").client("a COMPRESS DEFLATE\r\n").server("a OK\r\n"),
            Direction.SERVER,
            deflated(new Deflater(1, true), "* 1 FETCH (BODY[]<0> {12}\r\nSubject: x\r\n)\r\n")),
        endless("a response", Direction.SERVER, "x"),
        endless("responses", Direction.SERVER, "* 1 FETCH (BODY[] {14}\r\nSubject: x\r\n\r\n)\r\n"),
        endless("a literal of the server", Direction.SERVER, "* 1 FETCH (BODY[] {2000000000}\r\n"),
        new Endless(
            session("different tags").client("a NOOP\r\n"), Direction.CLIENT, bytes(tags())),
        new Endless(
            session("an endless message").client("a APPEND x {2000000000+}\r\n"),
            Direction.CLIENT,
            bytes("Header: value\r\n")),
        new Endless(
            session("held").client("a STARTTLS\r\n"), Direction.CLIENT, bytes("a NOOP\r\n")));
  }

  private static Script compressed() {
    Deflater client = new Deflater(Deflater.BEST_COMPRESSION, true);
    Deflater server = new Deflater(Deflater.BEST_COMPRESSION, true);
    return session("compressed")
        .client("a1 COMPRESS DEFLATE\r\n")
        .server("a1 OK on\r\n")
        .client(deflated(client, "a2 SELECT INBOX\r\na3 FETCH 1 BODY[]\r\n"))
        .server(deflated(server, "* 3 EXISTS\r\na2 OK\r\n* 1 FETCH (BODY[] {14}\r\nSubject: x"))
        .server(deflated(server, "\r\n\r\n)\r\na3 OK done\r\n"))
        .client(deflated(client, "a4 LOGOUT\r\n"))
        .server(deflated(server, "* BYE\r\na4 OK\r\n"));
  }

  private static byte[] deflated(Deflater deflater, String text) {
    deflater.setInput(bytes(text));
    byte[] out = new byte[1000];
    return Arrays.copyOf(out, deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH));
  }

  private static String tags() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      all.append('a').append(i).append(" FETCH ").append(i).append("\r\n");
    }
    return all.toString();
  }

  private static Endless endless(String name, Direction from, String repeated) {
    return new Endless(session("endless " + name), from, bytes(repeated));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
