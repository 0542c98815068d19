package org.flowbeam.protocol.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.format.mime.MimeScanner;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Sink;
import org.flowbeam.protocol.smtp.SmtpProtocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a message with an attachment of 10 MB in base64 costs, in segments of 1,448 bytes: all that
 * a sweep does with it behind TCP, and scanning and decoding alone. MB/s of wire bytes are 13,700
 * divided by the time in ms: the message has 13.7 MB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MailBenchmark {
  private static final int SEGMENT_BYTES = 1448;
  private static final int ATTACHMENT_BYTES = 10_000_000;
  private static final int SMTP = 25;

  private final byte[] message = message();
  private final Bytes window = new Bytes();

  private static byte[] message() {
    byte[] attachment = new byte[ATTACHMENT_BYTES];
    new Random(1).nextBytes(attachment);
    String header =
        "From: a@a.test\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\n"
            + "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    String body = Base64.getMimeEncoder().encodeToString(attachment);
    return (header + body + "\r\n--b--\r\n").getBytes(ISO_8859_1);
  }

  /** Counts what is decoded. */
  private static final class Counter implements MimeHandler {
    long bytes;

    @Override
    public void begins(MimePart part) {}

    @Override
    public void content(MimePart part, byte[] bytes, int offset, int length) {
      this.bytes += length;
    }

    @Override
    public void ends(MimePart part) {}
  }

  /**
   * From SMTP to rows: the message without its dots and its SHA-256, its parts, each decoded, with
   * MD5, SHA-1, SHA-256, type and entropy. Hashes are more than half of it.
   */
  @Benchmark
  public long attachmentHashed() throws ProtocolException {
    Sink sink = new Sink(false, SMTP, SessionOptions.defaults());
    ProtocolParser parser = new SmtpProtocol().newParser(sink, sink);
    say(parser, Direction.SERVER, "220 a ESMTP\r\n");
    say(parser, Direction.CLIENT, "MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n");
    say(parser, Direction.SERVER, "250 ok\r\n250 ok\r\n354 go on\r\n");
    for (int at = 0; at < message.length; at += SEGMENT_BYTES) {
      int length = Math.min(SEGMENT_BYTES, message.length - at);
      parser.onData(Direction.CLIENT, window.wrap(message, at, length), 0);
    }
    say(parser, Direction.CLIENT, ".\r\n");
    say(parser, Direction.SERVER, "250 ok\r\n");
    parser.onEnd(SessionEnd.CLOSED, 0);
    if (sink.rows != 4) { // smtp, mail, two files
      throw new IllegalStateException("rows: " + sink.rows);
    }
    return sink.rows;
  }

  private static void say(ProtocolParser parser, Direction from, String text)
      throws ProtocolException {
    parser.onData(from, Bytes.of(text.getBytes(ISO_8859_1)), 0);
  }

  @Benchmark
  public long attachmentScanned() {
    Counter counter = new Counter();
    MimeScanner scanner = new MimeScanner(counter);
    scanner.begin();
    for (int at = 0; at < message.length; at += SEGMENT_BYTES) {
      scanner.write(message, at, Math.min(SEGMENT_BYTES, message.length - at));
    }
    scanner.end(true);
    return counter.bytes;
  }
}
