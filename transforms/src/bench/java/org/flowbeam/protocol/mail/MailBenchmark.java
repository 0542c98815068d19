package org.flowbeam.protocol.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.format.mime.MimeScanner;
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
 * What a message with an attachment of 10 MB in base64 costs to scan and decode, in segments of
 * 1,448 bytes (MB/s of wire bytes = 14.2 / ms * 1,000).
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

  private final byte[] message = message();

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

  @Benchmark
  public long scanAttachment() {
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
