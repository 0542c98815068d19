package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.schemas.ShippedSql;

/**
 * An in-memory DuckDB over the tables of finished runs. It reads the run folders and no other file,
 * installs nothing, and refuses every statement that could write: DuckDB itself would let COPY
 * overwrite what it may read.
 */
final class QueryDatabase implements AutoCloseable {
  private final Connection connection;
  private final Path spillFolder;

  private QueryDatabase(Connection connection, Path spillFolder) {
    this.connection = connection;
    this.spillFolder = spillFolder;
  }

  static QueryDatabase open(List<FinishedRun> runs) throws SQLException, IOException {
    Path spillFolder = Files.createTempDirectory("flowbeam-query");
    Properties properties = new Properties();
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("temp_directory", spillFolder.toString());
    properties.setProperty("jdbc_stream_results", "true");
    QueryDatabase database =
        new QueryDatabase(DriverManager.getConnection("jdbc:duckdb:", properties), spillFolder);
    try {
      database.execute("SET TimeZone = 'UTC'");
      database.execute(ShippedSql.macros());
      for (String view : TableViews.statements(runs)) {
        database.execute(view);
      }
      database.lock(runs);
      return database;
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** DuckDB compares folder names with the globs it is given as well as with the files it opens. */
  private void lock(List<FinishedRun> runs) throws SQLException {
    String folders =
        runs.stream()
            .map(FinishedRun::folder)
            .flatMap(r -> Stream.of(TableViews.globbed(r), TableViews.quoted(r.toString())))
            .distinct()
            .collect(Collectors.joining(", ", "[", "]"));
    execute("SET allowed_directories = " + folders);
    execute("SET enable_external_access = false");
    execute("SET lock_configuration = true");
  }

  /** Runs one statement and prints its result; fails without output when it is no query. */
  void query(String sql, ResultPrinter printer, Writer out) throws SQLException, IOException {
    String checked = new QueryCheck(connection).requireQuery(sql);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(checked)) {
      printer.print(result, out);
    }
  }

  /** For {@link TableReader}: the connection, on which this statement can be run. */
  Connection ready(String sql) {
    return connection;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    if (!Files.exists(spillFolder)) {
      return;
    }
    try (Stream<Path> left = Files.walk(spillFolder)) {
      for (Path path : left.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
