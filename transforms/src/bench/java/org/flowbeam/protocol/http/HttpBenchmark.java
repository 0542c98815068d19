package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Sink;
import org.flowbeam.protocol.shared.FileOptions;
import org.flowbeam.protocol.shared.FileOptions.Bodies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What HTTP costs from stream bytes to rows, in segments of 1,448 bytes: one response of 1 MiB
 * (MB/s = 1,048,576 / ns * 1,000), and 100 small exchanges with ten headers each way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HttpBenchmark {
  private static final int SEGMENT_BYTES = 1448;
  private static final int BODY_BYTES = 1 << 20;
  private static final int EXCHANGES = 100;
  private static final String REQUEST =
      "GET /path/to/a/resource?with=query&and=more HTTP/1.1\r\nHost: www.example.com\r\n"
          + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
          + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
          + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\n"
          + "Referer: http://www.example.com/\r\nCookie: session=0123456789abcdef; theme=dark\r\n"
          + "Connection: keep-alive\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n\r\n";
  private static final String HEADERS =
      "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nServer: example/1.0\r\nETag: \"0123456789\"\r\n"
          + "Last-Modified: Sun, 31 Dec 2023 00:00:00 GMT\r\nAccept-Ranges: bytes\r\n"
          + "Content-Type: text/html; charset=utf-8\r\nVary: Accept-Encoding\r\n"
          + "Connection: keep-alive\r\nX-Cache: HIT\r\n";

  private final byte[] request = REQUEST.getBytes(ISO_8859_1);
  private final byte[] small =
      ("HTTP/1.1 200 OK\r\n" + HEADERS + "Content-Length: 100\r\n\r\n" + "x".repeat(100))
          .getBytes(ISO_8859_1);
  private final byte[] headOfLarge =
      ("HTTP/1.1 200 OK\r\n" + HEADERS + "Content-Length: " + BODY_BYTES + "\r\n\r\n")
          .getBytes(ISO_8859_1);
  private final byte[] body = new byte[BODY_BYTES];
  private final Bytes window = new Bytes();

  @Setup
  public void build() {
    new Random(1).nextBytes(body);
  }

  @Benchmark
  public long largeBodyCounted() throws ProtocolException {
    return largeBody(Bodies.NONE);
  }

  @Benchmark
  public long largeBodyHashed() throws ProtocolException {
    return largeBody(Bodies.HASH);
  }

  private long largeBody(Bodies bodies) throws ProtocolException {
    Sink sink = new Sink(false, 80, SessionOptions.defaults().with(FileOptions.BODIES, bodies));
    ProtocolParser parser = new Http().newParser(sink, sink);
    send(parser, sink, Direction.CLIENT, request);
    send(parser, sink, Direction.SERVER, headOfLarge);
    send(parser, sink, Direction.SERVER, body);
    parser.onEnd(SessionEnd.CLOSED, 0);
    return sink.rows;
  }

  @Benchmark
  @OperationsPerInvocation(EXCHANGES)
  public long smallExchange() throws ProtocolException {
    Sink sink = new Sink(false, 80, SessionOptions.defaults());
    ProtocolParser parser = new Http().newParser(sink, sink);
    for (int i = 0; i < EXCHANGES; i++) {
      send(parser, sink, Direction.CLIENT, request);
      send(parser, sink, Direction.SERVER, small);
    }
    parser.onEnd(SessionEnd.CLOSED, 0);
    return sink.rows;
  }

  private void send(ProtocolParser parser, Sink sink, Direction from, byte[] bytes)
      throws ProtocolException {
    for (int at = 0; at < bytes.length; at += SEGMENT_BYTES) {
      int length = Math.min(SEGMENT_BYTES, bytes.length - at);
      parser.onData(from, window.wrap(bytes, at, length), 0);
      sink.offsets[from.index()] += length;
    }
  }
}
