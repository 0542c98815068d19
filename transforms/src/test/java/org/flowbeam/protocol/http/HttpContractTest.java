package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;

class HttpContractTest extends ProtocolContract {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Override
  protected Protocol protocol() {
    return new Http();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        Script.tcp("content length", 80)
            .client("GET /a?b=c HTTP/1.1\r\nHost: a.example\r\nUser-Agent: test\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nfourteen bytes"),
        Script.tcp("request body", 8080)
            .client("\r\nPOST /up HTTP/1.1\r\nHost: b\r\nContent-Length: 10\r\n\r\n0123456789")
            .server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"),
        Script.tcp("chunked with extension and trailer", 80)
            .client(GET)
            .server(CHUNKED + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nDigest: x\r\n\r\n"),
        Script.tcp("chunked request", 80)
            .client("PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            .server("HTTP/1.1 204 No Content\r\n\r\n"),
        Script.tcp("until close", 80)
            .client("GET /old HTTP/1.0\r\n\r\n")
            .server("HTTP/1.0 200 OK\r\nServer: ancient\r\n\r\nsome text until the end")
            .fin(Direction.SERVER)
            .fin(Direction.CLIENT),
        Script.tcp("without versions", 80)
            .client("GET /old\r\n")
            .server("<html>some text until the end")
            .fin(Direction.SERVER)
            .fin(Direction.CLIENT),
        Script.tcp("head and not modified", 80)
            .client("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            .client("GET /n HTTP/1.1\r\nHost: h\r\n\r\n")
            .server("HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"),
        Script.tcp("pipelined", 80)
            .client("GET /1 HTTP/1.1\r\nHost: p\r\n\r\nGET /2 HTTP/1.1\r\nHost: p\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 404 Not Found\r\n")
            .server("Content-Length: 1\r\n\r\n2"),
        Script.tcp("continue", 80)
            .client("POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            .server("HTTP/1.1 100 Continue\r\n\r\n")
            .client("abc")
            .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Script.tcp("connect", 3128)
            .client(
                "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n\u0016\u0003\u0001")
            .server("HTTP/1.1 200 Connection established\r\n\r\n\u0016\u0003\u0003"),
        Script.tcp("refused connect", 3128)
            .client("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n" + GET)
            .server("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 200 OK\r\n")
            .server("Content-Length: 0\r\n\r\n"),
        Script.tcp("upgrade", 80)
            .client("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0002hi"),
        Script.tcp("orphan response", 80)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
            .endsBy(SessionEnd.CUT),
        Script.tcp("no response", 80).client(GET).endsBy(SessionEnd.RESET));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "method",
        "host",
        "uri",
        "user_agent",
        "status_code",
        "status_msg",
        "info_code",
        "server",
        "request_content_type",
        "request_sha256",
        "response_sha256");
  }

  @Override
  protected List<Endless> endless() {
    Script start = Script.tcp("start line", 80);
    Script answered = Script.tcp("body", 80).client(GET);
    return List.of(
        endless(start, Direction.CLIENT, "GET /aaaaaaaaaaaaaaaaaaaaaaa"),
        endless(Script.tcp("no line end", 80).client("GET /"), Direction.CLIENT, "a"),
        endless(
            Script.tcp("headers", 80).client("GET / HTTP/1.1\r\n"), Direction.CLIENT, "a: b\r\n"),
        endless(
            Script.tcp("fold", 80).client("GET / HTTP/1.1\r\na: b\r\n"),
            Direction.CLIENT,
            " b\r\n"),
        endless(Script.tcp("pipeline", 80), Direction.CLIENT, GET),
        endless(
            Script.tcp("orphans", 80),
            Direction.SERVER,
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        endless(
            Script.tcp("interim", 80).client(GET),
            Direction.SERVER,
            "HTTP/1.1 100 Continue\r\n\r\n"),
        endless(answered.server("HTTP/1.1 200 OK\r\n\r\n"), Direction.SERVER, "abcdefgh"),
        endless(
            Script.tcp("brotli", 80)
                .client(GET)
                .server("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"),
            Direction.SERVER,
            "abcdefgh"),
        endless(
            Script.tcp("gzip header", 80)
                .client(GET)
                .server(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\u0008\u0008"),
            Direction.SERVER,
            "abcdefgh"),
        endless(
            Script.tcp("chunks", 80).client(GET).server(CHUNKED), Direction.SERVER, "1\r\na\r\n"),
        endless(Script.tcp("chunk size", 80).client(GET).server(CHUNKED), Direction.SERVER, "0"),
        endless(
            Script.tcp("chunk extension", 80).client(GET).server(CHUNKED + "1;"),
            Direction.SERVER,
            "a"),
        endless(
            Script.tcp("trailers", 80).client(GET).server(CHUNKED + "0\r\n"),
            Direction.SERVER,
            "a: b\r\n"),
        endless(
            Script.tcp("behind connect", 80).client("CONNECT a:1 HTTP/1.1\r\n\r\n"),
            Direction.CLIENT,
            "abcdefgh\r\n"),
        endless(
            Script.tcp("behind upgrades", 80),
            Direction.CLIENT,
            "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"));
  }

  private static Endless endless(Script prefix, Direction from, String repeated) {
    return new Endless(prefix, from, repeated.getBytes(ISO_8859_1));
  }
}
