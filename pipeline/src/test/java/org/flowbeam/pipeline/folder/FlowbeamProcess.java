package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.Flowbeam;

/** The command line in a JVM of its own, which can be ended from outside. */
public final class FlowbeamProcess {
  private static final long LONGEST_WAIT_SECONDS = 120;

  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private FlowbeamProcess(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** The words that start it, to be put behind those of another program. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Flowbeam.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts it.
   *
   * @param scratch where what it prints is kept
   */
  public static FlowbeamProcess start(Path scratch, List<String> command) throws IOException {
    Path stdout = Files.createTempFile(scratch, "stdout", "");
    Path stderr = Files.createTempFile(scratch, "stderr", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // It makes the JVM print a line.
    Process process =
        builder
            .directory(Captures.root().toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
    return new FlowbeamProcess(process, stdout, stderr);
  }

  static FlowbeamProcess sweep(Path scratch, Path input, Path output, String... options)
      throws IOException {
    List<String> command = command("sweep", "--input=" + input, "--output=" + output);
    command.addAll(List.of(options));
    return start(scratch, command);
  }

  /** Looks at the condition all the time; false when the process has ended before it held. */
  boolean waitFor(Condition condition) throws IOException {
    while (!condition.holds()) {
      if (!process.isAlive()) {
        return condition.holds();
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /** Something on disk. */
  interface Condition {
    boolean holds() throws IOException;
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  public String stdout() throws IOException {
    return Files.readString(stdout, StandardCharsets.UTF_8);
  }

  /** What it said, without its progress. */
  public List<String> log() throws IOException {
    return Files.readAllLines(stderr).stream().filter(line -> !line.startsWith("read ")).toList();
  }
}
