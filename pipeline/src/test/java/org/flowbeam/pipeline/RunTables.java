package org.flowbeam.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/** What a sweep has left in its folder: the manifest, and the tables through DuckDB. */
public record RunTables(Path folder) {

  public JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("manifest.json").toFile());
  }

  /** Path and SHA-256 of every table file, as the manifest states them. */
  public List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (JsonNode output : manifest().path("outputs")) {
      files.add(output.path("path").asText() + " " + output.path("sha256").asText());
    }
    return files;
  }

  /** What to select from to read a table. */
  public String table(String name) {
    return "read_parquet('" + folder + "/" + name + "/**/*.parquet', hive_partitioning = false)";
  }

  /** Result rows as text; {@code {flows}} in the statement stands for the table flows. */
  public List<String> rows(String sql) throws SQLException {
    String statement = sql;
    for (Table<?> table : Tables.ALL) {
      statement = statement.replace("{" + table.name() + "}", table(table.name()));
    }
    return query(statement);
  }

  /** Rows that one of two tables has more often than the other, and how much more; some of them. */
  public static List<String> difference(
      RunTables one, RunTables other, String table, String... withoutColumns) throws SQLException {
    return difference(one.table(table), other.table(table), withoutColumns);
  }

  /**
   * The same of what can be selected from. Equal rows are counted up on one side and down on the
   * other: so each side is read once, where EXCEPT ALL in both directions reads it twice.
   */
  public static List<String> difference(String one, String other, String... withoutColumns)
      throws SQLException {
    String places = String.join(", ", withoutColumns);
    String columns = "*" + (places.isEmpty() ? "" : " EXCLUDE (" + places + ")");
    return query(
        "SELECT if(sum(counted) > 0, 'only in the first', 'only in the second') AS side,"
            + " abs(sum(counted)) AS times, * EXCLUDE (counted)"
            + " FROM (SELECT 1 AS counted, %s FROM %s UNION ALL SELECT -1, %s FROM %s)"
                .formatted(columns, one, columns, other)
            + " GROUP BY ALL HAVING sum(counted) <> 0 LIMIT 6");
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            values.add(String.valueOf(result.getObject(i)));
          }
          rows.add(String.join("|", values));
        }
      }
    }
    return rows;
  }
}
