package org.flowbeam.protocol.tls;

import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.x509.Certificate;
import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Sink;
import org.jspecify.annotations.Nullable;
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
 * What a handshake costs, from stream pieces of a segment's size to its row: TLS 1.2 with a chain
 * of three certificates, TLS 1.3; and what data costs, behind an established handshake and when the
 * other side is not in the capture, a megabyte per call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TlsBenchmark {
  private static final int SEGMENT_BYTES = 1448;
  private static final int MEGABYTE = 1 << 20;

  private final byte[] hello12 = TlsBytes.record(22, TlsBytes.clientHello12());
  private final byte[] answer12 =
      TlsBytes.join(
          TlsBytes.record(
              22,
              TlsBytes.serverHello(
                  TlsBytes.TLS12, new byte[32], TlsBytes.ECDHE_RSA_AES128_GCM, TlsBytes.alpn("h2")),
              TlsBytes.certificates(
                  DerBytes.leaf(TlsBytes.HOST, "example.com", "*.example.com", "*.example.org"),
                  DerBytes.authority(),
                  DerBytes.authority()),
              TlsBytes.serverKeyExchange(TlsBytes.SECP256R1),
              TlsBytes.SERVER_HELLO_DONE));
  private final byte[] keys12 =
      TlsBytes.join(
          TlsBytes.record(22, TlsBytes.CLIENT_KEY_EXCHANGE),
          TlsBytes.CHANGE_CIPHER_SPEC,
          TlsBytes.FINISHED_12);
  private final byte[] finished12 =
      TlsBytes.join(TlsBytes.CHANGE_CIPHER_SPEC, TlsBytes.FINISHED_12);
  private final byte[] hello13 = TlsBytes.record(22, TlsBytes.clientHello13());
  private final byte[] answer13 =
      TlsBytes.join(
          TlsBytes.record(22, TlsBytes.serverHello13()),
          TlsBytes.CHANGE_CIPHER_SPEC,
          TlsBytes.ENCRYPTED_13);
  private final byte[] keys13 = TlsBytes.join(TlsBytes.CHANGE_CIPHER_SPEC, TlsBytes.ENCRYPTED_13);
  private final byte[] data = data();
  private final byte[] leaf = DerBytes.leaf(TlsBytes.HOST, "example.com", "*.example.com");

  private final Sink sink = new Sink(false, 443, SessionOptions.defaults());
  private final Bytes window = new Bytes();
  private final ProtocolParser established = new TlsParser(sink, sink);
  private final ProtocolParser oneSided = new TlsParser(sink, sink);

  public TlsBenchmark() {
    try {
      shake13(established);
      feed(oneSided, Direction.CLIENT, hello13);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] data() {
    byte[] record = TlsBytes.record(23, TlsBytes.filled(16_000, 0xd6));
    byte[] all = new byte[MEGABYTE / record.length * record.length];
    for (int at = 0; at < all.length; at += record.length) {
      System.arraycopy(record, 0, all, at, record.length);
    }
    return all;
  }

  @Benchmark
  public @Nullable SpecificRecord handshake12() throws ProtocolException {
    ProtocolParser parser = new TlsParser(sink, sink);
    feed(parser, Direction.CLIENT, hello12);
    feed(parser, Direction.SERVER, answer12);
    feed(parser, Direction.CLIENT, keys12);
    feed(parser, Direction.SERVER, finished12);
    parser.onEnd(SessionEnd.CLOSED, 0);
    return sink.last;
  }

  @Benchmark
  public @Nullable SpecificRecord handshake13() throws ProtocolException {
    ProtocolParser parser = new TlsParser(sink, sink);
    shake13(parser);
    parser.onEnd(SessionEnd.CLOSED, 0);
    return sink.last;
  }

  private void shake13(ProtocolParser parser) throws ProtocolException {
    feed(parser, Direction.CLIENT, hello13);
    feed(parser, Direction.SERVER, answer13);
    feed(parser, Direction.CLIENT, keys13);
  }

  @Benchmark
  public Object certificate() {
    return Certificate.parse(leaf, 0, leaf.length);
  }

  @Benchmark
  public void megabyteBehindTheHandshake() throws ProtocolException {
    feed(established, Direction.SERVER, data);
  }

  @Benchmark
  public void megabyteOfOneSideAlone() throws ProtocolException {
    feed(oneSided, Direction.CLIENT, data);
  }

  private void feed(ProtocolParser parser, Direction from, byte[] bytes) throws ProtocolException {
    for (int at = 0; at < bytes.length; at += SEGMENT_BYTES) {
      window.wrap(bytes, at, Math.min(SEGMENT_BYTES, bytes.length - at));
      parser.onData(from, window, 0);
    }
  }
}
