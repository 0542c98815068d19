package org.flowbeam.protocol.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class Pop3ContractTest extends ProtocolContract {
  private static Script session(String name) {
    return Script.tcp(name, 110).server("+OK POP3 ready <1@mail.test>\r\n");
  }

  @Override
  protected Protocol protocol() {
    return new Pop3Protocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        session("a message")
            .client("CAPA\r\n")
            .server("+OK\r\nTOP\r\nUIDL\r\n.\r\n")
            .client("USER bob\r\n")
            .server("+OK\r\n")
            .client("PASS hunter2\r\n")
            .server("-ERR no\r\n")
            .client("PASS hunter3\r\n")
            .server("+OK in\r\n")
            .client("STAT\r\n")
            .server("+OK 2 320\r\n")
            .client("LIST\r\n")
            .server("+OK\r\n1 120\r\n2 200\r\n.\r\n")
            .client("RETR 1\r\n")
            .server("+OK 120 octets\r\nSubject: x\r\n\r\n..dot\r\n.\r\n")
            .client("DELE 1\r\n")
            .server("+OK gone\r\n")
            .client("QUIT\r\n")
            .server("+OK bye\r\n"),
        session("pipelined")
            .client("AUTH PLAIN AGJvYgBodW50ZXIy\r\nSTAT\r\nRETR 1\r\nTOP 2 0\r\nQUIT\r\n")
            .server("+OK in\r\n+OK 1 20\r\n+OK\r\nSubject: y\r\n\r\n.\r\n-ERR none\r\n+OK bye\r\n"),
        session("login")
            .client("AUTH LOGIN\r\n")
            .server("+ VXNlcm5hbWU6\r\n")
            .client("Ym9i\r\n")
            .server("+ UGFzc3dvcmQ6\r\n")
            .client("aHVudGVyMg==\r\n")
            .server("+OK in\r\n"),
        session("TLS")
            .client("STLS\r\n")
            .server("+OK go\r\n")
            .client(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0}));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of("user", "messages", "octets", "message_sha256", "subject", "banner");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        endless("commands", Direction.CLIENT, "NOOP\r\n"),
        endless("long commands", Direction.CLIENT, "USER " + "x".repeat(7000) + "\r\n"),
        endless("a command", Direction.CLIENT, "x"),
        endless("statuses", Direction.SERVER, "+OK\r\n"),
        endless("a status", Direction.SERVER, "x"),
        endless("lines", Direction.SERVER, "+OK\r\nSubject: x\r\n"),
        new Endless(
            session("endless capabilities").client("CAPA\r\n").server("+OK\r\n"),
            Direction.SERVER,
            "CAPABILITY\r\n".getBytes(ISO_8859_1)),
        new Endless(
            session("an endless message").client("RETR 1\r\n").server("+OK\r\n"),
            Direction.SERVER,
            "Header: value\r\n".getBytes(ISO_8859_1)),
        new Endless(session("held").client("STLS\r\n"), Direction.CLIENT, bytes("NOOP\r\n")));
  }

  private static Endless endless(String name, Direction from, String repeated) {
    return new Endless(session("endless " + name), from, bytes(repeated));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
