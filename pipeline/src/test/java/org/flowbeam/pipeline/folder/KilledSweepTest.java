package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that end in the middle of a write, or meet each other, in JVMs of their own. */
class KilledSweepTest {
  private static final long SEED = 20261129;
  private static final int DAYS = 12;
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private static final int MOST_MICROS_LATER = 30_000;

  @TempDir Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");

  /** A file of each table for each day: many moves, and many files to force to the disk. */
  @BeforeEach
  void putACaptureOfSomeDays() throws IOException {
    input = folder.resolve("days.pcap");
    output = folder.resolve("out");
    PcapBuilder capture = PcapBuilder.pcap();
    for (int day = 0; day < DAYS; day++) {
      byte[] packet =
          Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1000 + day, 53).payload("day");
      capture.packet(day * DAY_NANOS, packet);
    }
    Files.write(input, capture.bytes());
  }

  /** What can be seen of a run from outside, one after the other. */
  private enum Moment {
    LOCKED,
    SPILLING,
    WRITING,
    MOVING,
    MOVED,
    MANIFEST_BEGUN,
    MANIFEST,
    SUCCESS,
    CLEAN
  }

  private boolean hasCome(Moment moment) throws IOException {
    return switch (moment) {
      case LOCKED -> Files.exists(output.resolve(".flowbeam.lock"));
      case SPILLING -> Files.exists(output.resolve(".flowbeam"));
      case WRITING -> Files.exists(output.resolve("_temporary"));
      case MOVING -> Files.exists(output.resolve("anomalies"));
      case MOVED -> Files.exists(output.resolve("sources"));
      case MANIFEST_BEGUN -> Files.exists(output.resolve("_temporary/manifest.json"));
      case MANIFEST -> Files.exists(output.resolve("manifest.json"));
      case SUCCESS -> Files.exists(output.resolve("_SUCCESS"));
      case CLEAN ->
          Files.exists(output.resolve("_SUCCESS")) && !Files.exists(output.resolve("_temporary"));
    };
  }

  @Test
  void whereverARunIsKilledTheSameCommandMendsIt() throws IOException, InterruptedException {
    assertThat(CommandRun.sweep(input, output).exitCode()).isZero();
    List<String> whole = new RunTables(output).files();
    Set<String> names = files();
    Random random = new Random(SEED);
    int kills = 0;
    for (Moment moment : Moment.values()) {
      int laterMicros = random.nextInt(MOST_MICROS_LATER);
      String where = moment + " and " + laterMicros + " us, seed " + SEED;
      deleteEverything();
      kills += killedAt(moment, laterMicros) ? 1 : 0;
      CommandRun again = CommandRun.sweep(input, output);
      assertThat(again.exitCode()).as(where + ": " + String.join("\n", again.log())).isZero();
      assertThat(new RunTables(output).files()).as(where).isEqualTo(whole);
      assertThat(files()).as(where).isEqualTo(names);
    }
    System.out.println("sweeps killed in the middle and mended: " + kills);
    assertThat(kills).isPositive();
  }

  /** False when the run was faster. */
  private boolean killedAt(Moment moment, int laterMicros)
      throws IOException, InterruptedException {
    FlowbeamProcess run = FlowbeamProcess.sweep(folder, input, output);
    boolean came = run.waitFor(() -> hasCome(moment));
    long untilNanos = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(laterMicros);
    while (System.nanoTime() < untilNanos) {
      Thread.onSpinWait();
    }
    run.kill();
    return came && Files.exists(output.resolve(".flowbeam.lock"));
  }

  @Test
  void ofTwoSweepsIntoOneFolderOneIsRefused() throws IOException, InterruptedException {
    FlowbeamProcess first = FlowbeamProcess.sweep(folder, input, output);
    assertThat(first.waitFor(() -> hasCome(Moment.LOCKED))).isTrue();
    Path sameFolder = Files.createSymbolicLink(folder.resolve("link"), output);
    for (String[] options : new String[][] {{}, {"--overwrite"}, {"--idleTcp=1s"}}) {
      CommandRun second = CommandRun.sweep(input, sameFolder, options);
      if (hasCome(Moment.SUCCESS)) {
        break; // Too late on this machine: the first is done.
      }
      assertThat(second.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(second.out()).isEmpty();
      assertThat(second.log())
          .singleElement()
          .asString()
          .startsWith("flowbeam: another sweep is writing to ");
    }
    assertThat(first.exitCode()).as(String.join("\n", first.log())).isZero();
    CommandRun again = CommandRun.sweep(input, output);
    assertThat(again.log()).singleElement().asString().contains("is already in");
  }

  @Test
  void ofManySweepsAtOnceOneWritesAndTheFolderIsItsOwn() throws IOException, InterruptedException {
    List<FlowbeamProcess> runs =
        List.of(
            FlowbeamProcess.sweep(folder, input, output),
            FlowbeamProcess.sweep(folder, input, output, "--idleUdp=1s"),
            FlowbeamProcess.sweep(folder, input, output, "--communityIdSeed=1"));
    int done = 0;
    for (FlowbeamProcess run : runs) {
      int exitCode = run.exitCode();
      done += exitCode == 0 ? 1 : 0;
      assertThat(exitCode).isBetween(0, 2);
      assertThat(run.log()).as("one line and no more").hasSize(exitCode == 0 ? 0 : 1);
    }
    assertThat(done).isEqualTo(1);
    String runId = new RunTables(output).manifest().path("run_id").asText();
    assertThat(files().stream().filter(file -> file.endsWith(".parquet")))
        .isNotEmpty()
        .allMatch(file -> file.contains(runId));
  }

  private Set<String> files() throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(output)) {
      all.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
          .forEach(p -> files.add(output.relativize(p).toString()));
    }
    return files;
  }

  private void deleteEverything() throws IOException {
    try (Stream<Path> all = Files.walk(output)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
