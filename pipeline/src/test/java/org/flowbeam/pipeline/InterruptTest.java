package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in a JVM of their own that are ended from outside, or meet a full disk. */
class InterruptTest {
  private static final int DAYS = 150;
  private static final int LIMIT_KIB = 4096;
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final long LONGEST_WAIT_SECONDS = 120;

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
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheRunAndLeavesNothing(String signal, int exitCode)
      throws IOException, InterruptedException {
    Process run = start(List.of("env", "--default-signal=" + signal));
    waitForFirstTemporaryFile(run);
    new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid())).start().waitFor();
    assertThat(exitCode(run)).isEqualTo(exitCode);
    assertThat(log()).singleElement().isEqualTo("flowbeam: interrupted");
    assertThat(output).doesNotExist();
    CommandRun again = CommandRun.sweep(input, output);
    assertThat(again.exitCode()).as(String.join("\n", again.err())).isZero();
    assertThat(again.summary().path("flows").asInt()).isEqualTo(DAYS);
  }

  @Test
  void whatAKilledRunLeftDoesNotStopTheNext() throws IOException, InterruptedException {
    Process run = start(List.of());
    waitForFirstTemporaryFile(run);
    run.destroyForcibly();
    exitCode(run);
    assertThat(output.resolve("_temporary")).exists();
    CommandRun again = CommandRun.sweep(input, output);
    assertThat(again.exitCode()).as(String.join("\n", again.err())).isZero();
    assertThat(output.resolve("_temporary")).doesNotExist();
    assertThat(output.resolve(".flowbeam")).doesNotExist();
  }

  @Test
  void aDiskThatIsFullFailsTheRunWithOneLineAndLeavesNothing()
      throws IOException, InterruptedException {
    PcapBuilder large = PcapBuilder.pcap();
    for (int i = 0; i < 2 * LIMIT_KIB; i++) {
      large.packet(
          Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).payload(new byte[1000]));
    }
    Files.write(input, large.bytes());
    // A limit on the size of files fails a write as a full disk does, and needs no disk. Native
    // libraries, which the JVM unpacks into its temporary folder, are smaller.
    Process run = start(List.of("bash", "-c", "ulimit -f " + LIMIT_KIB + "; exec \"$@\"", "bash"));
    assertThat(exitCode(run)).isEqualTo(ExitCode.FAILED);
    assertThat(log())
        .singleElement()
        .asString()
        .startsWith("flowbeam: ")
        .containsIgnoringCase("file too large");
    assertThat(output).doesNotExist();
  }

  private Process start(List<String> before) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
    command.add(Flowbeam.class.getName());
    command.addAll(List.of("sweep", "--input=" + input, "--output=" + output));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // It makes the JVM print a line.
    return builder
        .directory(Captures.root().toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void waitForFirstTemporaryFile(Process run) throws IOException, InterruptedException {
    while (!run.waitFor(5, TimeUnit.MILLISECONDS)) {
      if (hasFiles(output.resolve("_temporary"))) {
        return;
      }
    }
    assertThat(log()).as("the run ended before it could be interrupted").isNull();
  }

  private static boolean hasFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(Files::isRegularFile);
    }
  }

  private static int exitCode(Process run) throws InterruptedException {
    assertThat(run.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return run.exitValue();
  }

  /** What the run said, without its progress. */
  private List<String> log() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("stderr"))) {
      return lines.filter(line -> !line.startsWith("read ")).toList();
    }
  }
}
