package org.flowbeam.protocol.dns;

import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.StoredBody;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;
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
  private final Sink sink = new Sink();

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

  /** Takes rows and forgets them. */
  private static final class Sink implements FlowContext, SessionOutput {
    private long rows;
    private int transactions;

    @Override
    public boolean isDatagrams() {
      return true;
    }

    @Override
    public int port(Direction of) {
      return of == Direction.CLIENT ? 40000 : 53;
    }

    @Override
    public boolean isGroup(Direction side) {
      return false;
    }

    @Override
    public String address(Direction side) {
      return "192.0.2.1";
    }

    @Override
    public SessionOptions options() {
      return SessionOptions.defaults();
    }

    @Override
    public long streamOffset() {
      return -1;
    }

    @Override
    public boolean isSnapped() {
      return false;
    }

    @Override
    public int nextTransaction() {
      return transactions++;
    }

    @Override
    public void serverName(String name) {}

    @Override
    public void handOver(Direction from, Bytes rest, long restOffset) {}

    @Override
    public <R extends SpecificRecord> void exchange(
        Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset) {
      rows++;
    }

    @Override
    public void anomaly(
        String kind,
        Severity severity,
        @Nullable Direction by,
        int tx,
        String detail,
        long timeNanos) {}

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      rows += record[length - 1] & 1;
    }

    @Override
    public @Nullable StoredBody newBody() {
      return null;
    }
  }
}
