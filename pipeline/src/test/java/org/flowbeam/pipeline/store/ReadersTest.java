package org.flowbeam.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who reads the files without {@code query} sees the same columns in every run, whatever its rows
 * are: one run, several under a pattern, several in one folder. With the DuckDB in use and with the
 * oldest.
 */
class ReadersTest {
  private static final String ANY =
      "/**/*.parquet', hive_partitioning = true, union_by_name = true)";

  @TempDir Path folder;

  /** One with many rows, one with anomalies without a time, one without a packet. */
  @BeforeEach
  void sweep() throws IOException {
    Path none = Files.createDirectory(folder.resolve("none"));
    Files.writeString(none.resolve("notes.txt"), "no capture");
    List<Path> inputs =
        List.of(Captures.fixtures(), Captures.fixtures().resolveSibling("messy"), none);
    for (int i = 0; i < inputs.size(); i++) {
      CommandRun run = CommandRun.sweep(inputs.get(i), folder.resolve("runs/" + i));
      assertThat(run.exitCode()).as("%s", run.err()).isIn(0, 3);
    }
  }

  @Test
  void theDateIsADateInEveryRunAndInAllOfThem() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      check(connection);
    }
    try (URLClassLoader classes = oldest()) {
      Driver driver =
          (Driver) classes.loadClass("org.duckdb.DuckDBDriver").getConstructor().newInstance();
      try (Connection connection = driver.connect("jdbc:duckdb:", new Properties())) {
        assertThat(query(connection, "SELECT version()")).containsExactly("v1.3.2");
        check(connection);
      }
    }
  }

  private void check(Connection connection) throws SQLException, IOException {
    Path together = Files.createDirectories(folder.resolve("together"));
    for (Table<?> table : Tables.ALL) {
      if (!Files.isDirectory(folder.resolve("runs/0").resolve(table.name()))) {
        continue;
      }
      long rows = 0;
      for (int run = 0; run < 3; run++) {
        Path one = folder.resolve("runs/" + run).resolve(table.name());
        rows += rows(connection, table, one.toString());
        link(one, together.resolve(table.name()));
      }
      assertThat(rows(connection, table, folder + "/runs/*/" + table.name())).isEqualTo(rows);
      assertThat(rows(connection, table, together + "/" + table.name())).isEqualTo(rows);
    }
  }

  /** How many rows there are, in which the date is a DATE and that of the row's time. */
  private static long rows(Connection connection, Table<?> table, String files)
      throws SQLException {
    String from = " FROM read_parquet('" + files + ANY;
    if (table.dateColumn() != null) {
      assertThat(query(connection, "DESCRIBE SELECT date" + from))
          .as(files)
          .containsExactly("date|DATE");
      assertThat(
              query(
                  connection,
                  "SELECT count(*)"
                      + from
                      + " WHERE date <> coalesce(CAST("
                      + table.dateColumn()
                      + " AS DATE), DATE '1970-01-01')"))
          .as(files)
          .containsExactly("0");
    }
    return Long.parseLong(query(connection, "SELECT count(*)" + from).get(0));
  }

  private static void link(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.resolveSibling("."));
        if (!Files.exists(target)) {
          Files.createLink(target, file);
        }
      }
    }
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.add(
              sql.startsWith("DESCRIBE")
                  ? result.getString(1) + "|" + result.getString(2)
                  : result.getString(1));
        }
      }
    }
    return rows;
  }

  private static URLClassLoader oldest() throws IOException {
    Path target = Path.of(System.getProperty("flowbeam.root"), "schemas/target/duckdb-oldest");
    try (Stream<Path> jars = Files.list(target)) {
      URL jar = jars.findFirst().orElseThrow().toUri().toURL();
      return new URLClassLoader(
          "oldest DuckDB", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    }
  }
}
