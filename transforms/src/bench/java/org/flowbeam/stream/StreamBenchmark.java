package org.flowbeam.stream;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowbeam.tcp.TcpNumbers;
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
 * What reassembly costs per full segment of a long transfer, every second of which is acknowledged:
 * in order, with one in ten two places late, and with one in twenty sent twice. Nothing may be
 * allocated. The segments lie in one block of 2 MiB, as those of a batch of packets do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {
  private static final int SEGMENTS = 20_000;
  private static final int SIZE = 1_460;
  private static final int WINDOW = 65_536;
  private static final int BLOCK_SEGMENTS = 1_400;
  private static final long PACKET_NANOS = 10_000;

  private final byte[] block = block();
  private final Sum sum = new Sum();
  private final TcpNumbers numbers = new TcpNumbers();
  private final TcpStreams streams = new TcpStreams(StreamOptions.defaults(), numbers, sum);

  private static byte[] block() {
    byte[] bytes = new byte[BLOCK_SEGMENTS * SIZE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long inOrder() {
    begin();
    for (int i = 0; i < SEGMENTS; i++) {
      send(i);
    }
    return end();
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long oneInTenReordered() {
    begin();
    for (int i = 0; i < SEGMENTS; i += 10) {
      for (int j = 0; j < 10; j++) {
        int late = j == 5 || j == 6 ? j + 1 : j == 7 ? 5 : j;
        send(i + late);
      }
    }
    return end();
  }

  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long oneInTwentyRetransmitted() {
    begin();
    for (int i = 0; i < SEGMENTS; i++) {
      send(i);
      if (i % 20 == 19) {
        send(i - 5);
      }
    }
    return end();
  }

  private void begin() {
    numbers.reset();
    streams.reset();
    numbers.segment(false, -1, 0, TcpNumbers.SYN, 0, WINDOW, -1);
    streams.segment(false, block, 0, 0, 0, 0);
  }

  private void send(int i) {
    int at = (i % BLOCK_SEGMENTS) * SIZE;
    long time = i * PACKET_NANOS;
    numbers.segment(false, i * SIZE, 1, TcpNumbers.ACK, SIZE, WINDOW, -1);
    streams.segment(false, block, at, SIZE, SIZE, time);
    if ((i & 1) == 1) {
      numbers.segment(true, 1, i * SIZE, TcpNumbers.ACK, 0, WINDOW, -1);
      streams.segment(true, block, 0, 0, 0, time);
    }
  }

  private long end() {
    numbers.end();
    streams.end(SEGMENTS * PACKET_NANOS);
    return sum.bytes;
  }

  private static final class Sum implements StreamListener {
    private long bytes;

    @Override
    public void onData(
        boolean fromB, byte[] data, int offset, int length, long streamOffset, long time) {
      bytes += length;
    }

    @Override
    public void onGap(boolean fromB, long length, boolean acknowledged, long offset, long time) {}

    @Override
    public void onFin(boolean fromB, long time) {}

    @Override
    public void onConflict(boolean fromB, long bytes, long time) {}

    @Override
    public void onOverflow(boolean fromB, long bytes, long time) {}

    @Override
    public void onDepth(boolean fromB, long time) {}
  }
}
