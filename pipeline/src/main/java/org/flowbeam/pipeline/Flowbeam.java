package org.flowbeam.pipeline;

import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
    versionProvider = Flowbeam.Version.class)
public final class Flowbeam implements Runnable {
  private record Named(String name, Supplier<Callable<Integer>> command) {}

  private static final List<Named> COMMANDS =
      List.of(
          new Named("sweep", SweepCommand::new),
          new Named("query", QueryCommand::new),
          new Named("carve", CarveCommand::new),
          new Named("packets", PacketsCommand::new),
          new Named("extract", ExtractCommand::new),
          new Named("verify", VerifyCommand::new));

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

  /** With the command that is asked for, or else with all: to describe one takes a while. */
  private static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Flowbeam());
    boolean asks = args.length > 0 && COMMANDS.stream().anyMatch(c -> c.name.equals(args[0]));
    for (Named named : COMMANDS) {
      if (!asks || named.name.equals(args[0])) {
        line.addSubcommand(named.name, new CommandLine(named.command.get()));
      }
    }
    return line;
  }

  /** {@code help carve} is {@code carve --help}. */
  private static String[] withoutHelp(String... args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
  }

  /** Runs one command, says what went wrong, and returns its exit code; never throws. */
  static int execute(String... commands) {
    String[] args = withoutHelp(commands);
    Execution end = Execution.of(commandLine(args), args);
    if (!end.error().isEmpty()) {
      System.err.println(TerminalText.oneLine("flowbeam: " + end.error()));
    }
    return end.exitCode();
  }
}
