package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in a JVM of their own that are told to end, or may not write on. */
class InterruptTest {
  private static final int DAYS = 150;
  private static final int LIMIT_KIB = 4096;
  private static final long DAY_NANOS = 86_400_000_000_000L;

  @TempDir Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");

  /** One flow on each of many days makes many files, so that writing them takes seconds. */
  @BeforeEach
  void putACaptureOfManyDays() throws IOException {
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

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsTheRunAndLeavesNothing(String signal, int exitCode)
      throws IOException, InterruptedException {
    FlowbeamProcess run = start("env", "--default-signal=" + signal);
    assertThat(run.waitFor(() -> hasFiles(output.resolve("_temporary")))).isTrue();
    run.signal(signal);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    // A slow machine tells of its progress before.
    assertThat(run.log())
        .filteredOn(line -> !line.contains(" %)"))
        .containsExactly("flowbeam: interrupted");
    assertThat(run.stdout()).isEmpty();
    assertThat(output).doesNotExist();
    CommandRun again = CommandRun.sweep(input, output);
    assertThat(again.exitCode()).as(String.join("\n", again.err())).isZero();
    assertThat(again.summary().path("flows").asInt()).isEqualTo(DAYS);
  }

  @Test
  void aSignalBeforeAnythingIsWrittenLeavesNothingEither()
      throws IOException, InterruptedException {
    FlowbeamProcess run = start("env", "--default-signal=TERM");
    assertThat(run.waitFor(() -> Files.exists(output.resolve(".flowbeam.lock")))).isTrue();
    run.signal("TERM");
    assertThat(run.exitCode()).isEqualTo(143);
    assertThat(output).doesNotExist();
  }

  @Test
  void aFileThatCannotGrowFailsTheRunWithOneLineAndLeavesNothing()
      throws IOException, InterruptedException {
    PcapBuilder large = PcapBuilder.pcap();
    // Larger payload may stay in the capture until it is assembled.
    for (int i = 0; i < 10 * LIMIT_KIB; i++) {
      large.packet(
          Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).payload(new byte[200]));
    }
    Files.write(input, large.bytes());
    // Native libraries, which the JVM unpacks into its temporary folder, are smaller.
    FlowbeamProcess run = start("bash", "-c", "ulimit -f " + LIMIT_KIB + "; exec \"$@\"", "bash");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.log())
        .singleElement()
        .asString()
        .startsWith("flowbeam: cannot write spill file " + output)
        .endsWithIgnoringCase("file too large");
    assertThat(output).doesNotExist();
  }

  private FlowbeamProcess start(String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(FlowbeamProcess.command("sweep", "--input=" + input, "--output=" + output));
    return FlowbeamProcess.start(folder, command);
  }

  private static boolean hasFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(Files::isRegularFile);
    } catch (UncheckedIOException renamedMeanwhile) {
      return true;
    }
  }
}
