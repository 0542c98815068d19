package org.flowbeam.pipeline;

import java.nio.charset.Charset;
import org.flowbeam.pipeline.carve.CarveCommand;
import org.flowbeam.pipeline.carve.PacketsCommand;
import org.flowbeam.pipeline.extract.ExtractCommand;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.QueryCommand;
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

  /** Runs one command, says what went wrong, and returns its exit code; never throws. */
  static int execute(String... args) {
    Execution end = Execution.of(new Flowbeam(), args);
    if (!end.error().isEmpty()) {
      System.err.println(TerminalText.oneLine("flowbeam: " + end.error()));
    }
    return end.exitCode();
  }
}
