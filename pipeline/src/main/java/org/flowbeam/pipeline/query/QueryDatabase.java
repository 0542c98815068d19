package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.print.ResultPrinter;
import org.flowbeam.schemas.ShippedSql;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory DuckDB over the tables of finished runs. It reads the run folders and the files that
 * the user names and no other file, installs nothing, and refuses every statement that could write
 * anywhere but in memory: DuckDB itself would let COPY overwrite what it may read.
 */
final class QueryDatabase implements AutoCloseable {
  /** All that DuckDB's driver says when the first streamed rows cannot be made. */
  static final String NO_REASON = "Invalid result set";

  private final List<FinishedRun> runs;
  private final StoredTables stored;
  private final List<Path> files;
  private final Catalog catalog;
  private final Path spillFolder;
  private Connection connection;

  private final RunningStatement running = new RunningStatement();
  private @Nullable KeptViews kept;

  private QueryDatabase(List<FinishedRun> runs, List<Path> files, Catalog catalog)
      throws SQLException, IOException {
    this.runs = runs;
    this.stored = new StoredTables(runs);
    this.files = files;
    this.catalog = catalog;
    spillFolder = Unfinished.temporaryFolder(null, "flowbeam-query");
    try {
      connection = connect();
    } catch (SQLException | RuntimeException e) {
      Unfinished.discard(spillFolder);
      throw e;
    }
  }

  /**
   * @param files which may be opened beside those of the runs
   * @param catalog what may be selected from
   */
  static QueryDatabase open(List<FinishedRun> runs, List<Path> files, Catalog catalog)
      throws SQLException, IOException {
    return new QueryDatabase(runs, files, catalog);
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("temp_directory", spillFolder.toString());
    properties.setProperty("jdbc_stream_results", "true");
    Connection opened = DriverManager.getConnection("jdbc:duckdb:", properties);
    try {
      execute(opened, "SET TimeZone = 'UTC'");
      // Files of a finished run do not change; without this each statement reads all footers again.
      execute(opened, "SET parquet_metadata_cache = true");
      if (!stored.isEmpty()) {
        execute(opened, "SET disabled_optimizers = '" + StoredTables.NOT_PLANNED + "'");
      }
      execute(opened, ShippedSql.macros());
      lock(opened);
      return opened;
    } catch (SQLException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** DuckDB compares folder names with the globs it is given as well as with the files it opens. */
  private void lock(Connection opened) throws SQLException {
    execute(opened, "SET allowed_directories = " + list(runs.stream().map(FinishedRun::folder)));
    execute(opened, "SET allowed_paths = " + list(files.stream()));
    execute(opened, "SET enable_external_access = false");
    execute(opened, "SET lock_configuration = true");
  }

  private static String list(Stream<Path> paths) {
    return paths
        .flatMap(p -> Stream.of(TableViews.globbed(p), TableViews.quoted(p.toString())))
        .distinct()
        .collect(Collectors.joining(", ", "[", "]"));
  }

  List<String> names() {
    return catalog.names();
  }

  /** Further statements follow: what views came to is kept for them. */
  void keepViews() {
    if (kept == null) {
      kept = KeptViews.of(runs);
    }
  }

  /** What to do with a statement that may be run and has its parameters. */
  private interface Step {
    void run(StatementCheck.Checked checked) throws SQLException, IOException;
  }

  /**
   * Runs one statement and prints its result, if it has one; fails without output when it is
   * neither a query nor a change of something temporary.
   */
  void run(
      SqlScript.Part part,
      Map<String, String> parameters,
      Function<StatementCheck.Checked, ResultPrinter> printer,
      Writer out)
      throws SQLException, IOException {
    withViews(
        part,
        parameters,
        checked -> {
          keep(checked);
          try (PreparedStatement statement = bound(checked.sql(), part, parameters)) {
            running.run(statement, () -> print(statement, checked, printer, out));
          }
        });
  }

  private void print(
      PreparedStatement statement,
      StatementCheck.Checked checked,
      Function<StatementCheck.Checked, ResultPrinter> printer,
      Writer out)
      throws SQLException, IOException {
    if (statement.execute() && checked.hasResult()) {
      try (ResultSet result = statement.getResultSet()) {
        printer.apply(checked).print(result, running.printing(out));
      }
    }
  }

  /** What does not fit stays a view. */
  private void keep(StatementCheck.Checked checked) throws SQLException, IOException {
    for (String view : kept == null ? Set.<String>of() : kept.due(checked.tables())) {
      try (Statement statement = connection.createStatement()) {
        running.run(statement, () -> statement.execute(KeptViews.sql(view)));
        catalog.remade(view);
      } catch (SQLException e) {
        running.requireNotCancelled();
      }
    }
  }

  /** Writes the result of a query into a file; runs other statements as they are. */
  void export(SqlScript.Part part, Map<String, String> parameters, Path file)
      throws SQLException, IOException {
    withViews(
        part,
        parameters,
        checked -> {
          String into =
              checked.hasResult() ? "CREATE OR REPLACE TEMP TABLE \"the result\" AS " : "";
          try (PreparedStatement statement = bound(into + checked.sql(), part, parameters)) {
            statement.execute();
          }
          if (checked.hasResult()) {
            String target = TableViews.quoted(file.toString());
            execute(connection, "COPY temp.main.\"the result\" TO " + target + " (FORMAT parquet)");
            execute(connection, "DROP TABLE temp.main.\"the result\"");
          }
        });
  }

  /** Runs a statement of this program around a query, which stands in parentheses. */
  void create(String before, SqlScript.Part part, Map<String, String> parameters, String behind)
      throws SQLException, IOException {
    withViews(
        part,
        parameters,
        checked -> {
          if (!checked.hasResult() || !checked.sql().equals(part.sql())) {
            throw new SQLException("takes one statement that selects");
          }
          String sql = before + " (\n" + checked.sql() + "\n) " + behind;
          try (PreparedStatement statement = bound(sql, part, parameters)) {
            statement.execute();
          }
        });
  }

  /**
   * What a statement names and is not there may have been named by a text in it: then all views are
   * made, and it runs again. So it does if it met what was not fetched, which no plan has shown.
   */
  private void withViews(SqlScript.Part part, Map<String, String> parameters, Step step)
      throws SQLException, IOException {
    for (String name : part.parameters()) {
      if (!parameters.containsKey(name)) {
        throw new SQLException("there is no --param " + name + "=... for $" + name);
      }
    }
    catalog.prepare(connection, part.sql());
    running.begin();
    StatementCheck check = new StatementCheck(connection);
    SQLException failure = failure(part, step, check);
    if (failure != null && isThereNow(failure)) {
      failure = failure(part, step, check);
    }
    if (failure != null) {
      throw textToCast(part, catalog.explained(reason(failure, part, parameters, check)));
    }
  }

  /** DuckDB finds no sum of a text and a number, and tells of candidates. */
  private static SQLException textToCast(SqlScript.Part part, SQLException failure) {
    boolean isText =
        !part.parameters().isEmpty()
            && String.valueOf(failure.getMessage()).contains("STRING_LITERAL");
    return isText
        ? new SQLException(
            "a --param is a text: cast it, as in $%s::BIGINT".formatted(part.parameters().get(0)),
            failure)
        : failure;
  }

  /** Takes the step; null when it went well. */
  private static @Nullable SQLException failure(
      SqlScript.Part part, Step step, StatementCheck check) throws IOException {
    try {
      step.run(check.require(part.sql()));
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  /** Whether something was brought that a statement may have failed for. */
  private boolean isThereNow(SQLException failure) throws SQLException, IOException {
    return String.valueOf(failure.getMessage()).startsWith("Catalog Error")
        ? catalog.makeAll(connection)
        : catalog.complete(connection, failure)
            || (StoredTables.isHole(failure) && !running.hasPrinted() && stored.fetchAll());
  }

  private SQLException reason(
      SQLException failure,
      SqlScript.Part part,
      Map<String, String> parameters,
      StatementCheck check)
      throws SQLException, IOException {
    return hasNoReason(failure)
        ? reason(failure, check.require(part.sql()).sql(), values(part, parameters))
        : failure;
  }

  private boolean hasNoReason(SQLException failure) {
    return !running.isCancelled() && String.valueOf(failure.getMessage()).contains(NO_REASON);
  }

  /**
   * When rows that are streamed cannot be made, the driver forgets why: EXPLAIN ANALYZE, which
   * makes them once more and keeps none, fails with the reason.
   */
  SQLException reason(SQLException failure, String sql, List<@Nullable String> values)
      throws IOException {
    if (!hasNoReason(failure)) {
      return failure;
    }
    try (PreparedStatement again = connection.prepareStatement("EXPLAIN ANALYZE " + sql)) {
      bind(again, values);
      running.run(again, again::execute);
      return failure;
    } catch (SQLException reason) {
      return reason;
    }
  }

  /** For {@link TableReader}: the connection, on which this statement can be run. */
  Connection ready(String sql) throws SQLException, IOException {
    catalog.prepare(connection, sql);
    stored.fetchFor(connection, sql, List.of());
    return connection;
  }

  /** The same for a statement that reads nothing of runs. */
  Connection named(String sql) throws SQLException {
    catalog.prepare(connection, sql);
    return connection;
  }

  private PreparedStatement bound(String sql, SqlScript.Part part, Map<String, String> parameters)
      throws SQLException, IOException {
    List<@Nullable String> values = values(part, parameters);
    stored.fetchFor(connection, sql, values);
    PreparedStatement statement = connection.prepareStatement(sql);
    bind(statement, values);
    return statement;
  }

  private static List<@Nullable String> values(
      SqlScript.Part part, Map<String, String> parameters) {
    List<@Nullable String> values = new ArrayList<>();
    part.parameters().forEach(name -> values.add(parameters.get(name)));
    return values;
  }

  private static void bind(PreparedStatement statement, List<@Nullable String> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setString(i + 1, values.get(i));
    }
  }

  /** For who cancels. */
  RunningStatement running() {
    return running;
  }

  /**
   * After some internal errors DuckDB takes no statement any more. Then the database is begun anew,
   * without what was temporary.
   *
   * @return whether it was
   */
  boolean recover() throws SQLException {
    try {
      execute(connection, "SELECT 1");
      return false;
    } catch (SQLException broken) {
      abandon();
      return true;
    }
  }

  /** Begins anew. */
  void abandon() throws SQLException {
    connection.close();
    catalog.forget();
    if (kept != null) {
      kept = KeptViews.of(runs);
    }
    connection = connect();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Unfinished.discard(spillFolder);
  }
}
