package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  public QueryCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /** Results go to {@code stdout}, in UTF-8 whatever the locale. */
  QueryCommand(OutputStream stdout) {
    this.stdout = stdout;
  }

  @Override
  public Integer call() throws IOException {
    try {
      List<Path> runs = RunFolders.resolve(tables);
      try (QueryDatabase database = QueryDatabase.open(runs)) {
        Writer out = new BufferedWriter(new OutputStreamWriter(stdout, UTF_8));
        database.query(sql, format.printer(), out);
        out.flush();
      }
      return 0;
    } catch (RunFolders.NoTablesException e) {
      return complain(WRONG_ARGUMENTS, "--tables: " + e.getMessage());
    } catch (SQLException e) {
      return complain(FAILED, oneLine(String.valueOf(e.getMessage())));
    }
  }

  private int complain(int exitCode, String message) {
    spec.commandLine().getErr().println("flowbeam query: " + message);
    spec.commandLine().getErr().flush();
    return exitCode;
  }

  /** DuckDB's message without the copy of the statement that it puts below. */
  private static String oneLine(String message) {
    int excerpt = message.indexOf("\n\nLINE ");
    String text = excerpt < 0 ? message : message.substring(0, excerpt);
    return CellText.printable(text.strip().replaceAll("\\s*\\n\\s*", " "));
  }

  /** Lower case, since picocli takes the names as people type them. */
  enum Format {
    table,
    csv,
    json;

    ResultPrinter printer() {
      return switch (this) {
        case table -> new TablePrinter();
        case csv -> new CsvPrinter();
        case json -> new JsonPrinter();
      };
    }
  }
}
