package org.flowbeam.assemble;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.Protocols;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What traffic of no known protocol pays for more protocols. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProbingBenchmark {
  private static final int DATAGRAMS = 2_000;

  /** Protocols beside those there are. */
  @Param({"0", "20"})
  public int more;

  private final BenchRows rows = new BenchRows();
  private final List<byte[]> datagrams = datagrams();
  private final List<byte[]> connection = connection();
  private FlowAssembler assembler = assembler(Protocols.ALL);

  @Setup
  public void addProtocols() {
    List<Protocol> protocols = new ArrayList<>(Protocols.ALL);
    for (int i = 0; i < more; i++) {
      protocols.add(new Stub(i));
    }
    assembler = assembler(protocols);
  }

  private FlowAssembler assembler(List<Protocol> protocols) {
    return new FlowAssembler(AssemblyOptions.defaults(), protocols, protocols, rows, rows);
  }

  /** Random payload between unknown ports, both ways. */
  private static List<byte[]> datagrams() {
    SplittableRandom random = new SplittableRandom(7);
    Talk talk = Talk.talk().ports(40_001, 40_002);
    for (int i = 0; i < DATAGRAMS; i++) {
      byte[] payload = new byte[200];
      random.nextBytes(payload);
      talk = (i & 1) == 0 ? talk.orig().udp(payload) : talk.resp().udp(payload);
    }
    return talk.records();
  }

  /** A connection whose sides begin with what no protocol knows. */
  private static List<byte[]> connection() {
    Talk talk = Talk.tcp().ports(40_001, 40_002).orig().syn(100).resp().synAck(500, 101);
    talk.orig().ack(101, 501).data(101, 501, "\1\2\3\4unknown");
    talk.resp().data(501, 112, "\5\6\7unknown").orig().ack(112, 511).fin(112, 511);
    return talk.resp().fin(511, 113).orig().ack(113, 512).records();
  }

  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long datagramOfNoProtocol() {
    assembler.assemble(new BenchRows.Packets(datagrams));
    return rows.count;
  }

  @Benchmark
  public long connectionOfNoProtocol() {
    assembler.assemble(new BenchRows.Packets(connection));
    return rows.count;
  }

  /** Begins with a tenth of all bytes, and looks at a length. */
  private record Stub(int number) implements Protocol {
    @Override
    public String name() {
      return "stub" + number;
    }

    @Override
    public List<Table<?>> tables() {
      return List.of();
    }

    @Override
    public StartBytes startBytes(boolean datagrams) {
      int from = number * 12;
      return StartBytes.of("").range(from, from + 25);
    }

    @Override
    public Match probe(Evidence evidence) {
      boolean fits = evidence.start().length() > 4 && evidence.start().u16(2) == 0xfffe;
      return fits ? Match.CLIENT : Match.NO;
    }

    @Override
    public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
      return (from, data, timeNanos) -> {};
    }
  }
}
