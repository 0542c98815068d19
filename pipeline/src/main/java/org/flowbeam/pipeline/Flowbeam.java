package org.flowbeam.pipeline;

import java.nio.charset.Charset;
import java.util.Arrays;
import org.flowbeam.pipeline.carve.CarveCommand;
import org.flowbeam.pipeline.carve.PacketsCommand;
import org.flowbeam.pipeline.extract.ExtractCommand;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.QueryCommand;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.flowbeam.pipeline.sweep.RunId;
import org.flowbeam.pipeline.sweep.SweepCommand;
import org.flowbeam.pipeline.terminal.EscapedStream;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.flowbeam.pipeline.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: dispatches to the sub-commands and turns what they throw into exit codes. */
@Command(
    name = "flowbeam",
    description = "Packet captures in, Parquet flow tables out.",
    mixinStandardHelpOptions = true,
    versionProvider = Flowbeam.Version.class,
    subcommands = {
      SweepCommand.class,
      QueryCommand.class,
      CarveCommand.class,
      PacketsCommand.class,
      ExtractCommand.class,
      VerifyCommand.class
    })
public final class Flowbeam implements Runnable {
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"flowbeam " + RunId.VERSION};
    }
  }

  @Override
  public void run() {
    throw new UsageException(
        "say what to do: flowbeam sweep, query, carve, packets, extract, verify, or --help");
  }

  public static void main(String[] args) {
    System.setErr(EscapedStream.to(System.err, Charset.defaultCharset()));
    int exitCode = execute(args);
    System.out.flush();
    // DirectRunner's threads are no daemons: without this a failed run would never end.
    System.exit(exitCode);
  }

  /** Runs one command and returns its exit code; never throws. */
  static int execute(String... args) {
    CommandLine line = new CommandLine(new Flowbeam());
    line.setParameterExceptionHandler(
        (failure, given) -> report(ExitCode.USAGE, firstLine(failure)));
    line.setExecutionExceptionHandler((failure, command, result) -> report(failure));
    // picocli must not expand or trim: what follows sweep belongs to Beam's option parser.
    line.setExpandAtFiles(false);
    return line.execute(args);
  }

  private static int report(Exception failure) {
    if (failure instanceof UsageException) {
      return report(ExitCode.USAGE, firstLine(failure));
    }
    if (Boolean.getBoolean("flowbeam.stacktrace")) {
      failure.printStackTrace();
    }
    return report(ExitCode.FAILED, firstLine(rootCause(failure)));
  }

  private static int report(int exitCode, String message) {
    System.err.println(TerminalText.oneLine("flowbeam: " + message));
    return exitCode;
  }

  /** The last cause that tells more than the one behind it. */
  private static Throwable rootCause(Throwable failure) {
    Throwable told = failure;
    while (told.getCause() != null && !tellsMore(told, told.getCause())) {
      told = told.getCause();
    }
    return told;
  }

  /** Says in its own words what the cause says, and more: which file, mostly. */
  private static boolean tellsMore(Throwable failure, Throwable cause) {
    String message = failure.getMessage();
    String reason = cause.getMessage();
    return message != null
        && reason != null
        && message.contains(reason)
        && !message.equals(cause.toString())
        && !message.equals(reason);
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return Arrays.stream(text.split("\\R")).map(String::trim).findFirst().orElse(text);
  }
}
