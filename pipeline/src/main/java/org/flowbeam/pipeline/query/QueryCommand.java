package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.terminal.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code flowbeam query}: one SELECT over the tables of one or more finished runs. Reads only, and
 * nothing outside these folders. Exit codes: 0 done, 1 the SQL failed, 2 wrong arguments or no
 * tables; what is wrong goes to stderr in one line.
 */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    preprocessor = QueryCommand.SqlThatBeginsWithAComment.class,
    description = "Runs SQL over the tables of finished runs.",
    footer = {
      "",
      "One view per table, the views zeek_conn, ecs_flow and eve_flow, and the macro",
      "in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8'). 'show tables' lists, 'describe flows' explains."
    })
public final class QueryCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_ARGUMENTS = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tables",
      required = true,
      split = ",",
      paramLabel = "DIR|GLOB",
      description = "Folders that sweep has written, comma-separated.")
  private List<String> tables = List.of();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.table;

  @Parameters(paramLabel = "SQL", description = "One statement that reads: SELECT, SHOW, DESCRIBE.")
  private String sql = "";

  private final OutputStream stdout;
  private final BooleanSupplier toTerminal;

  public QueryCommand() {
    this(new FileOutputStream(FileDescriptor.out), QueryCommand::isStdoutATerminal);
  }

  /** Results go to {@code stdout}, in UTF-8 whatever the locale. */
  QueryCommand(OutputStream stdout, BooleanSupplier toTerminal) {
    this.stdout = stdout;
    this.toTerminal = toTerminal;
  }

  /** Java cannot tell; where the shell cannot either, it counts as one. */
  private static boolean isStdoutATerminal() {
    try {
      Process test = new ProcessBuilder("/bin/sh", "-c", "[ -t 1 ]").inheritIO().start();
      return test.waitFor() == 0;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Two dashes with a space behind them begin a comment and no option. */
  static final class SqlThatBeginsWithAComment implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec none, Map<String, Object> info) {
      arguments.replaceAll(a -> a.matches("(?s)--[^=]*\\s.*") ? " " + a : a);
      return false;
    }
  }

  @Override
  public Integer call() throws IOException {
    try {
      List<FinishedRun> runs = NamedRuns.resolve(tables);
      try (QueryDatabase database = QueryDatabase.open(runs)) {
        Writer out = new BufferedWriter(new OutputStreamWriter(stdout, UTF_8));
        database.query(sql, printer(), out);
        out.flush();
      }
      return 0;
    } catch (NamedRuns.NoTablesException e) {
      return complain(WRONG_ARGUMENTS, "--tables: " + e.getMessage());
    } catch (SQLException e) {
      return complain(FAILED, essence(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // Values that DuckDB has and its driver cannot give, such as the time 24:00:00.
      return complain(FAILED, essence(String.valueOf(e.getMessage())));
    }
  }

  private ResultPrinter printer() {
    return switch (format) {
      case table -> new TablePrinter();
      case csv -> new CsvPrinter(toTerminal.getAsBoolean());
      case json -> new JsonPrinter();
    };
  }

  private int complain(int exitCode, String message) {
    spec.commandLine().getErr().println(TerminalText.oneLine("flowbeam query: " + message));
    spec.commandLine().getErr().flush();
    return exitCode;
  }

  /**
   * DuckDB's message without what it puts below: a copy of the statement, or the addresses of its
   * own code where it has failed.
   */
  static String essence(String message) {
    String text =
        message.strip().replaceFirst("(?s)\\n\\s*\\n.*|\\n(Stack Trace|This error signals).*", "");
    return text.replaceAll("\\s*\\n\\s*", " ");
  }

  /** Lower case, since picocli takes the names as people type them. */
  enum Format {
    table,
    csv,
    json
  }
}
