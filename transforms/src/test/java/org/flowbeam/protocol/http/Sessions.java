package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;

/** Plays scripts and hands out their rows. */
final class Sessions {
  static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

  private Sessions() {}

  static ParserRun run(Script script) {
    return ParserRun.of(new Http(), script);
  }

  static ParserRun run(Script script, SessionOptions options) {
    return ParserRun.of(new Http(), script, options);
  }

  static List<HttpRow> rows(Script script) {
    return run(script).rows(Tables.HTTP);
  }

  /** The only row. */
  static HttpRow row(ParserRun run) {
    List<HttpRow> rows = run.rows(Tables.HTTP);
    if (rows.size() != 1) {
      throw new AssertionError("one row expected: " + rows);
    }
    return rows.get(0);
  }

  static HttpRow row(Script script) {
    return row(run(script));
  }

  /** A GET that is answered with this. */
  static Script answered(String response) {
    return Script.tcp("answered", 80).client(GET).server(response);
  }

  /** A GET that is answered with 200, these header lines and this body. */
  static Script ok(String headers, byte... body) {
    String head = "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n";
    return answered(head + new String(body, ISO_8859_1));
  }

  /** A request with these header lines, each ended by CRLF, and no answer. */
  static Script asked(String headers) {
    return Script.tcp("asked", 80).client("GET / HTTP/1.1\r\n" + headers + "\r\n");
  }
}
