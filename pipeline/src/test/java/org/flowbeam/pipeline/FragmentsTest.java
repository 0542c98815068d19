package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Ip;
import org.flowbeam.fixtures.packet.Ipv4;
import org.flowbeam.fixtures.packet.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams in pieces and ESP packets through the whole pipeline. */
class FragmentsTest {
  private static final long SEED = 4;
  private static final String[] FLOW_PLACES = {
    "sources", "sources_count", "first_source_id", "first_offset"
  };
  private static final String[] ANOMALY_PLACES = {"source_id", "\"offset\""};

  @TempDir Path folder;

  @Test
  void tablesDoNotDependOnWhereTheFragmentsLie() throws Exception {
    List<byte[]> frames = frames(new Random(SEED));
    Path whole = Files.createDirectories(folder.resolve("whole"));
    PcapBuilder all = PcapBuilder.pcap();
    for (int i = 0; i < frames.size(); i++) {
      all.packet(time(i), frames.get(i));
    }
    Files.write(whole.resolve("all.pcap"), all.bytes());
    Path single = Files.createDirectories(folder.resolve("single"));
    for (int i = 0; i < frames.size(); i++) {
      Path file = single.resolve("%05d.pcap".formatted(frames.size() - i));
      Files.write(file, PcapBuilder.pcap().packet(time(i), frames.get(i)).bytes());
    }

    RunTables together = sweep(whole, "a");
    RunTables sliced = sweep(whole, "b", "--blockBytes=1", "--buckets=3");
    RunTables apart = sweep(single, "c", "--buckets=1");

    assertSame(together, sliced);
    assertSame(together, apart);
    assertThat(
            together.rows(
                "select (select sum(packets) from {sources}) = "
                    + frames.size()
                    + ", (select sum(src_fragments + dst_fragments) from {flows}) > 100,"
                    + " (select count(distinct kind) from {anomalies} where kind like 'ip_%') = 4,"
                    + " (select count(*) from {flows} where proto = 'esp') = 1,"
                    + " (select count(*) from {flows} where src_port = 5000) = 1"))
        .containsExactly("true|true|true|true|true");
  }

  @Test
  void overlapsFollowTheOption() throws Exception {
    List<byte[]> parts = new ArrayList<>();
    parts.add(part(0, true, "aaaaaaaaaaaaaaaa"));
    parts.add(part(8, false, "bbbbbbbb"));
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.write(input.resolve("a.pcap"), PcapBuilder.pcap().packets(parts).bytes());
    String bytes = "select src_first_bytes from {flows}";
    assertThat(sweep(input, "first").rows(bytes)).containsExactly("61".repeat(16));
    assertThat(sweep(input, "last", "--fragmentOverlap=last").rows(bytes))
        .containsExactly("61".repeat(8) + "62".repeat(8));
    assertThat(sweep(input, "drop", "--fragmentOverlap=drop").rows(bytes)).isEmpty();
  }

  private static byte[] part(int offset, boolean more, String data) {
    return Packets.ethernet()
        .ipv4("10.0.0.1", "10.0.0.2")
        .id(5)
        .fragment(offset, more)
        .protocol(253)
        .payload(data);
  }

  private static long time(int packet) {
    return PcapBuilder.START_NANOS + packet * 1_000_000L;
  }

  private static void assertSame(RunTables one, RunTables other) throws Exception {
    assertThat(RunTables.difference(one, other, "flows", FLOW_PLACES)).isEmpty();
    assertThat(RunTables.difference(one, other, "anomalies", ANOMALY_PLACES)).isEmpty();
    assertThat(RunTables.difference(one, other, "dns")).isEmpty();
  }

  private RunTables sweep(Path input, String run, String... options) throws IOException {
    Path output = folder.resolve("out-" + run);
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--espNull=heuristic");
    CommandRun sweep = CommandRun.sweep(input, output, all.toArray(String[]::new));
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isZero();
    return new RunTables(output);
  }

  /** Datagrams whose fragments are mixed up with one another, some lost, repeated, overlapped. */
  private static List<byte[]> frames(Random random) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] payload = new byte[20 + random.nextInt(200)];
      random.nextBytes(payload);
      int port = 4000 + i % 7;
      List<byte[]> parts =
          new ArrayList<>(
              i % 3 == 0
                  ? Packets.ethernet()
                      .ipv6("fd00::1", "fd00::2")
                      .fragment(i, 0, false)
                      .udp(port, 9)
                      .fragments(48, payload)
                  : Packets.ethernet()
                      .ipv4("10.0.0.1", "10.0.0.2")
                      .id(i)
                      .udp(port, 9)
                      .fragments(48, payload));
      if (i % 5 == 0) {
        parts.add(1, parts.get(0));
      }
      if (i % 7 == 0) {
        parts.remove(random.nextInt(parts.size()));
      }
      if (i % 4 == 1) {
        parts.add(1, overlap(i));
      }
      frames.addAll(parts);
    }
    frames.add(part(65_528, false, "far beyond"));
    Collections.shuffle(frames, random);
    frames.addAll(esp());
    return frames;
  }

  private static byte[] overlap(int id) {
    return Packets.ethernet()
        .ipv4("10.0.0.1", "10.0.0.2")
        .id(id)
        .fragment(8, true)
        .protocol(Ip.UDP)
        .payload("x".repeat(16));
  }

  /** An association without encryption, one of its packets in pieces; and one with. */
  private static List<byte[]> esp() {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] udp = Packets.ipv4("10.0.0.3", "10.0.0.4").udp(5000, 5001).payload("message " + i);
      byte[] inside = Arrays.copyOfRange(udp, 20, udp.length);
      byte[] esp = esp(7, i, inside);
      if (i == 4) {
        frames.add(espFrame(i).fragment(0, true).protocol(50).payload(Arrays.copyOf(esp, 16)));
        byte[] rest = Arrays.copyOfRange(esp, 16, esp.length);
        frames.add(espFrame(i).fragment(16, false).protocol(50).payload(rest));
      } else {
        frames.add(espFrame(i).protocol(50).payload(esp));
      }
      byte[] secret = new byte[48];
      new Random(i).nextBytes(secret);
      ByteBuffer.wrap(secret).putInt(8).putInt(i);
      frames.add(espFrame(i).protocol(50).payload(secret));
    }
    return frames;
  }

  private static Ipv4 espFrame(int id) {
    return Packets.ethernet().ipv4("10.0.0.3", "10.0.0.4").id(id);
  }

  private static byte[] esp(int spi, int sequence, byte[] inside) {
    int padding = (4 - (inside.length + 2) % 4) % 4;
    ByteBuffer out = ByteBuffer.allocate(8 + inside.length + padding + 2 + 12);
    out.putInt(spi).putInt(sequence).put(inside);
    for (int i = 1; i <= padding; i++) {
      out.put((byte) i);
    }
    return out.put((byte) padding).put((byte) 17).put(new byte[12]).array();
  }
}
