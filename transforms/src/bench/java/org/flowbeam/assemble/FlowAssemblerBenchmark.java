package org.flowbeam.assemble;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowbeam.flow.FlowOptions;
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

/**
 * What the tracker costs: per packet of a long connection, where nothing but the packet index may
 * be allocated, and per whole short connection with its rows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlowAssemblerBenchmark {
  private static final int LONG = 20_000;

  /** 1,000 bytes. */
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 960\r\n\r\n" + "x".repeat(960);

  private final List<byte[]> longFlow = longFlow();
  private final List<byte[]> shortFlow = shortFlow();
  private final BenchRows rows = new BenchRows();
  private final FlowAssembler indexed = new FlowAssembler(AssemblyOptions.defaults(), rows, rows);
  private final FlowAssembler unindexed =
      new FlowAssembler(
          AssemblyOptions.defaults().with(FlowOptions.defaults().withPacketIndex(false)),
          rows,
          rows);

  /** Two segments and an acknowledgement, again and again. */
  private static List<byte[]> longFlow() {
    Talk talk = Talk.established();
    long next = 101;
    while (talk.records().size() < LONG) {
      talk.orig().data(next, 501, 1_400).data(next + 1_400, 501, 1_400);
      next += 2_800;
      talk.resp().ack(501, next);
    }
    return talk.records().subList(0, LONG);
  }

  /** Handshake, request, response, close: 9 packets. */
  private static List<byte[]> shortFlow() {
    Talk talk = Talk.established().orig().data(101, 501, "GET / HTTP/1.1\r\n\r\n");
    talk.resp().data(501, 119, ANSWER).orig().ack(119, 1_501).fin(119, 1_501);
    return talk.resp().fin(1_501, 120).orig().ack(120, 1_502).records();
  }

  @Benchmark
  @OperationsPerInvocation(LONG)
  public long packetOfALongFlow() {
    unindexed.assemble(new BenchRows.Packets(longFlow));
    return rows.count;
  }

  @Benchmark
  @OperationsPerInvocation(LONG)
  public long packetOfALongFlowWithItsIndex() {
    indexed.assemble(new BenchRows.Packets(longFlow));
    return rows.count;
  }

  @Benchmark
  public long shortFlowWithItsRows() {
    indexed.assemble(new BenchRows.Packets(shortFlow));
    return rows.count;
  }
}
