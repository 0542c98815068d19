package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.flowbeam.pipeline.query.QuerySession.Script;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code flowbeam query}: SQL over the tables of one or more finished runs, given as it is, in a
 * file, on standard input, or typed line by line. Reads only, and nothing outside these folders but
 * what the user names. Exit codes: 0 done, 1 the SQL failed, 2 wrong arguments or no tables; what
 * is wrong goes to stderr in one line.
 */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    preprocessor = QueryCommand.SqlThatBeginsWithAComment.class,
    description = "Runs SQL over the tables of finished runs.",
    footer = {
      "",
      "Without SQL and on a terminal it asks for statements, one after the other; .help tells"
          + " more.",
      "Tables, views and macros that statements make are temporary. There is one view per table,",
      "views such as hosts, timeline and zeek_conn, and macros such as",
      "in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8'). 'show tables' lists, 'describe flows'"
          + " explains.",
    })
public final class QueryCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_ARGUMENTS = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RunsOption tables = new RunsOption();

  @Option(names = "-f", paramLabel = "FILE", description = "SQL from a file; - is standard input.")
  private @Nullable String file;

  @Mixin private SqlOptions beside = new SqlOptions();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv, json, ndjson or parquet (default: ${DEFAULT-VALUE}).")
  private Format format = Format.table;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "A new file for the results, in place of standard output.")
  private @Nullable String output;

  @Option(names = "--full", description = "Cuts no long cell of a table. Hashes are never cut.")
  private boolean full;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "Statements that read: SELECT, SHOW, DESCRIBE; - is standard input.")
  private @Nullable String sql;

  private final InputStream stdin;
  private final OutputStream stdout;
  private final IntPredicate isTerminal;

  public QueryCommand() {
    this(System.in, new FileOutputStream(FileDescriptor.out), QueryCommand::isTerminal);
  }

  /**
   * Results go to {@code stdout}, in UTF-8 whatever the locale.
   *
   * @param isTerminal whether a file descriptor, 0 or 1, is a person's terminal
   */
  QueryCommand(InputStream stdin, OutputStream stdout, IntPredicate isTerminal) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.isTerminal = isTerminal;
  }

  /** Java cannot tell; where the shell cannot either, it counts as one. */
  private static boolean isTerminal(int descriptor) {
    try {
      Process test =
          new ProcessBuilder("/bin/sh", "-c", "[ -t " + descriptor + " ]").inheritIO().start();
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
      Script script = script();
      List<FinishedRun> runs = tables.runs(this::tell);
      String shared = SharedSources.warning(runs);
      tell(shared == null ? null : "warning: " + shared);
      try (Enrichment enrichment = beside.enrichment(this::tell)) {
        run(script, runs, enrichment);
      }
      return 0;
    } catch (UsageException e) {
      return complain(WRONG_ARGUMENTS, String.valueOf(e.getMessage()));
    } catch (QuerySession.FailedException e) {
      return complain(FAILED, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return complain(FAILED, QuerySession.essence(String.valueOf(e.getMessage())));
    }
  }

  private void run(@Nullable Script script, List<FinishedRun> runs, Enrichment enrichment)
      throws SQLException, IOException, QuerySession.FailedException {
    Catalog catalog = new Catalog(this::tell);
    TableViews.addTo(catalog, runs, enrichment);
    List<Path> files = beside.attachTo(catalog);
    if (output == null) {
      run(script, runs, files, catalog);
    } else {
      try (OutputFile target = OutputFile.of(output, runs)) {
        write(script, runs, files, catalog, target);
      }
    }
  }

  /** What is to be run; null when somebody will type it. */
  private @Nullable Script script() throws IOException {
    if (sql != null && file != null) {
      throw new UsageException("takes SQL or -f, not both");
    }
    if (format == Format.parquet && output == null) {
      throw new UsageException("--format=parquet needs --output=FILE");
    }
    if ("-".equals(sql) || "-".equals(file)) {
      return nonEmpty(new Script("-", SqlScript.decoded("-", stdin.readAllBytes())));
    }
    if (file != null) {
      return nonEmpty(new Script(file, text(file)));
    }
    if (sql != null) {
      return nonEmpty(new Script("", sql));
    }
    if (output != null || !isTerminal.test(0)) {
      throw new UsageException("needs SQL, -f FILE, or - for standard input");
    }
    return null;
  }

  private static String text(String file) throws IOException {
    return SqlScript.decoded(file, Files.readAllBytes(Attached.existing("-f", file)));
  }

  private static Script nonEmpty(Script script) {
    if (SqlScript.parts(script.text()).isEmpty()) {
      throw new UsageException(
          "there is no statement in " + (script.name().isEmpty() ? "the SQL" : script.name()));
    }
    return script;
  }

  private void run(
      @Nullable Script script, List<FinishedRun> runs, List<Path> files, Catalog catalog)
      throws SQLException, IOException, QuerySession.FailedException {
    Writer out = new BufferedWriter(new OutputStreamWriter(stdout, UTF_8));
    try (QueryDatabase database = QueryDatabase.open(runs, files, catalog)) {
      boolean toTerminal = format == Format.csv && isTerminal.test(1);
      QuerySession session =
          new QuerySession(database, beside.parameters(), out, Layout.of(full, toTerminal));
      session.format(format);
      if (script == null) {
        Console.run(session);
      } else {
        session.run(script);
      }
    }
  }

  private void write(
      @Nullable Script script,
      List<FinishedRun> runs,
      List<Path> files,
      Catalog catalog,
      OutputFile target)
      throws SQLException, IOException, QuerySession.FailedException {
    if (format == Format.parquet) {
      files.add(target.unfinished());
    }
    try (QueryDatabase database = QueryDatabase.open(runs, files, catalog);
        Writer out = format == Format.parquet ? Writer.nullWriter() : target.writer()) {
      QuerySession session =
          new QuerySession(database, beside.parameters(), out, Layout.of(full, false));
      session.format(format);
      if (format == Format.parquet) {
        session.parquet(target.unfinished());
      }
      session.run(Objects.requireNonNull(script));
    }
    target.finish();
  }

  private void tell(@Nullable String message) {
    if (message != null) {
      spec.commandLine().getErr().println(TerminalText.oneLine("flowbeam query: " + message));
      spec.commandLine().getErr().flush();
    }
  }

  private int complain(int exitCode, String message) {
    tell(message);
    return exitCode;
  }
}
