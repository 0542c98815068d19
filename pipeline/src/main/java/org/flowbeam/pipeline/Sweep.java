package org.flowbeam.pipeline;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.flowbeam.pipeline.sweep.SweepCommand;
import picocli.CommandLine;

/**
 * A sweep as the launchers of engines start it: Flink, {@code spark-submit} and Flex Templates call
 * a main class with {@code --name=value} arguments, expect it to return, and take an exception for
 * a failure. {@code --runner} says which engine.
 */
public final class Sweep {
  private static final Pattern OPTION = Pattern.compile("--[A-Za-z]\\w*(=.*)?", Pattern.DOTALL);

  private Sweep() {}

  /**
   * Runs one sweep to its end, also when not everything could be read (its manifest says so).
   *
   * @throws IllegalArgumentException if the arguments are wrong, with one line that says how
   * @throws IllegalStateException if the run failed, with one line that says why
   */
  public static void main(String[] args) {
    check(args);
    Execution end = Execution.of(new CommandLine(new SweepCommand()), arguments(args));
    switch (end.exitCode()) {
      case ExitCode.DONE, ExitCode.INCOMPLETE -> System.out.flush();
      case ExitCode.USAGE -> throw new IllegalArgumentException(end.error());
      default -> throw new IllegalStateException(failed(end));
    }
  }

  private static void check(String[] args) {
    for (String argument : args) {
      if (!OPTION.matcher(argument).matches()) {
        throw new IllegalArgumentException(
            "unexpected argument '" + argument + "': options are --name=value");
      }
    }
    // Without it the sweep would run where a cluster keeps its driver or job manager.
    if (Arrays.stream(args).noneMatch(a -> a.startsWith("--runner=") || a.equals("--help"))) {
      throw new IllegalArgumentException(
          "--runner is required: FlinkRunner, SparkRunner or DataflowRunner");
    }
  }

  /** The job of a template begins when this program has ended: it must not wait. */
  private static String[] arguments(String[] args) {
    boolean template = Arrays.stream(args).anyMatch(a -> a.startsWith("--templateLocation="));
    return template
        ? Stream.concat(Arrays.stream(args), Stream.of("--wait=false")).toArray(String[]::new)
        : args;
  }

  private static String failed(Execution end) {
    return end.error().isEmpty() ? "the sweep was interrupted" : end.error();
  }
}
