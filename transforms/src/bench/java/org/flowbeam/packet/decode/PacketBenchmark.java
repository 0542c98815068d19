package org.flowbeam.packet.decode;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flowbeam.dedup.DedupHash;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.link.LinkLayer;
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
 * What one packet costs from captured bytes to sorted record: 1,000 frames of a mixed load, one
 * after the other in one array as in a capture.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {
  private static final int FRAMES = 1000;

  private final PacketDecoder decoder = new PacketDecoder();
  private final DecodedPacket packet = new DecodedPacket();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
  private final DedupHash hash = new DedupHash();
  private final byte[] record = new byte[4096];
  private final int[] offsets = new int[FRAMES + 1];
  private byte[] capture = new byte[0];

  @Setup
  public void build() {
    Random random = new Random(1);
    byte[][] frames = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      frames[i] = frame(random);
      offsets[i + 1] = offsets[i] + frames[i].length;
    }
    capture = Packets.concat(frames);
  }

  /** Three in ten full segments, four acknowledgments, two small datagrams, one ping. */
  private static byte[] frame(Random random) {
    String a = "10.0." + random.nextInt(256) + "." + random.nextInt(256);
    String b = "192.168.0." + random.nextInt(256);
    int port = 1024 + random.nextInt(60_000);
    int kind = random.nextInt(10);
    if (kind < 3) {
      byte[] payload = new byte[1400];
      random.nextBytes(payload);
      return Packets.ethernet().ipv4(a, b).tcp(port, 443).ack(1).payload(payload);
    }
    if (kind < 7) {
      return Packets.ethernet().ipv4(b, a).tcp(443, port).ack(1).timestamps(1, 2).bytes();
    }
    if (kind < 9) {
      byte[] payload = new byte[40 + random.nextInt(100)];
      return Packets.ethernet().vlan(5).ipv6("fe80::1", "fe80::2").udp(port, 53).payload(payload);
    }
    return Packets.ethernet().ipv4(a, b).icmp(8, 0).id(port).payload(new byte[56]);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long decode() {
    long sum = 0;
    for (int i = 0; i < FRAMES; i++) {
      decode(i);
      sum += packet.payloadLength;
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long hash() {
    long sum = 0;
    for (int i = 0; i < FRAMES; i++) {
      hash.hash(capture, offsets[i], offsets[i + 1] - offsets[i]);
      sum += hash.low();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long decodeKeyHashEncode() {
    long sum = 0;
    for (int i = 0; i < FRAMES; i++) {
      decode(i);
      sum += encoder.encode(packet, i, 0, 1, offsets[i], record, 0);
    }
    return sum;
  }

  private void decode(int i) {
    int length = offsets[i + 1] - offsets[i];
    decoder.decode(capture, offsets[i], length, length, LinkLayer.ETHERNET, 0, packet);
  }
}
