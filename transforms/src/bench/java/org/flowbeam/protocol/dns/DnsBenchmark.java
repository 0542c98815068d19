package org.flowbeam.protocol.dns;

import java.util.concurrent.TimeUnit;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Sink;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a query with its response costs, from two datagrams to a finished row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DnsBenchmark {
  private static final int PAIRS = 1000;

  private final Bytes[] queries = new Bytes[PAIRS];
  private final Bytes[] responses = new Bytes[PAIRS];
  private final Bytes[] tunnelled = new Bytes[PAIRS];
  private final Sink sink = new Sink(true, 53, SessionOptions.defaults());

  /** Ten domains with ten hosts each; four addresses in the response. */
  public DnsBenchmark() {
    for (int i = 0; i < PAIRS; i++) {
      String name = "host" + i % 10 + ".domain" + i / 10 % 10 + ".example.com";
      queries[i] = Bytes.of(Messages.query(i, name, 1));
      Messages response = Messages.response(i).question(name, 1);
      for (int address = 1; address <= 4; address++) {
        response.answer(12, 1, 300, 192, 0, 2, address);
      }
      responses[i] = Bytes.of(response.bytes());
      String data = Integer.toHexString(i * 0x9e3779b9).repeat(5);
      tunnelled[i] = Bytes.of(Messages.query(i, data + ".t.example.com", 16));
    }
  }

  /** Each pair is a flow of its own, as resolvers do. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public long pairInItsOwnFlow() throws ProtocolException {
    for (int i = 0; i < PAIRS; i++) {
      ProtocolParser parser = DnsProtocol.DNS.newParser(sink, sink);
      parser.onData(Direction.CLIENT, queries[i], 1_000_000);
      parser.onData(Direction.SERVER, responses[i], 2_000_000);
      parser.onEnd(SessionEnd.CUT, 2_000_000);
    }
    return sink.rows;
  }

  /** All pairs in one flow. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public long pairInOneFlow() throws ProtocolException {
    ProtocolParser parser = DnsProtocol.DNS.newParser(sink, sink);
    for (int i = 0; i < PAIRS; i++) {
      parser.onData(Direction.CLIENT, queries[i], 1_000_000);
      parser.onData(Direction.SERVER, responses[i], 2_000_000);
    }
    parser.onEnd(SessionEnd.CUT, 2_000_000);
    return sink.rows;
  }

  /** Long names that nobody asked for before, without a response. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public long unansweredQueryOfATunnel() throws ProtocolException {
    for (int i = 0; i < PAIRS; i++) {
      ProtocolParser parser = DnsProtocol.DNS.newParser(sink, sink);
      parser.onData(Direction.CLIENT, tunnelled[i], 1_000_000);
      parser.onEnd(SessionEnd.CUT, 2_000_000);
    }
    return sink.rows;
  }
}
