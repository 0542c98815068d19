package org.flowbeam.protocol.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class FtpContractTest extends ProtocolContract {
  private static Script session(String name) {
    return Script.tcp(name, 21).server("220 (FTP of a test)\r\n");
  }

  @Override
  protected Protocol protocol() {
    return new Ftp();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        session("a download")
            .client("USER bob\r\n")
            .server("331 Password please.\r\n")
            .client("PASS hunter2\r\n")
            .server("230-Welcome\r\n230 Logged in.\r\n")
            .client("CWD /pub\r\n")
            .server("250 Changed.\r\n")
            .client("PASV\r\n")
            .server("227 Entering Passive Mode (192,0,2,2,200,10).\r\n")
            .client("RETR file\r\n")
            .server("150 Opening connection for file (77 bytes).\r\n")
            .server("226 Done.\r\n")
            .client("QUIT\r\n")
            .server("221 Bye.\r\n"),
        session("pipelined")
            .client("SYST\r\nFEAT\r\nPWD\r\nNOOP\r\n")
            .server("215 UNIX\r\n211-Features:\r\n UTF8\r\n211 End\r\n257 \"/\"\r\n200 Yes\r\n"),
        session("TLS refused")
            .client("AUTH TLS\r\n")
            .server("502 No.\r\n")
            .client("USER bob\r\n")
            .server("331 Password please.\r\n"),
        session("TLS")
            .client("AUTH TLS\r\n")
            .server("234 Yes.\r\n")
            .client(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0}));
  }

  /**
   * Not arg, which says less when a hole hides the working directory, and not the messages, of
   * which a hole may leave the last line.
   */
  @Override
  protected List<String> toldColumns() {
    return List.of(
        "user", "password", "command", "file_size", "info_code", "reply_code", "data_dst_port");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        endless("commands", Direction.CLIENT, "NOOP 12345678901234567890\r\n"),
        endless("a command", Direction.CLIENT, "x"),
        endless("passwords", Direction.CLIENT, "PASS " + "x".repeat(7000) + "\r\n"),
        endless("directories", Direction.CLIENT, "CWD " + "x".repeat(7000) + "\r\n"),
        endless("replies", Direction.SERVER, "200 12345678901234567890\r\n"),
        endless("announcements", Direction.SERVER, "227 (192,0,2,2,200,10)\r\n"),
        endless("a line of a reply", Direction.SERVER, "x"),
        endless("lines of a reply", Direction.SERVER, "220-line\r\n"),
        new Endless(session("held").client("AUTH TLS\r\n"), Direction.CLIENT, bytes("NOOP\r\n")));
  }

  private static Endless endless(String name, Direction from, String repeated) {
    return new Endless(session("endless " + name), from, bytes(repeated));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
