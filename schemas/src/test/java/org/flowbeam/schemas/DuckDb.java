package org.flowbeam.schemas;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/** An empty DuckDB in memory with the shipped macros. */
@NullMarked
final class DuckDb implements AutoCloseable {
  private final Connection connection;

  DuckDb() throws SQLException {
    this(DriverManager.getConnection("jdbc:duckdb:"));
  }

  private DuckDb(Connection connection) throws SQLException {
    this.connection = connection;
    execute("SET TimeZone='UTC'");
    execute(ShippedSql.macros());
  }

  /** With all tables, which are empty, and the shipped views. */
  static DuckDb withViews() throws SQLException {
    return withViews(DriverManager.getConnection("jdbc:duckdb:"));
  }

  /** The same in another DuckDB. */
  static DuckDb withViews(Connection connection) throws SQLException {
    DuckDb duckDb = new DuckDb(connection);
    for (Table<?> table : Tables.ALL) {
      duckDb.execute(
          "CREATE TABLE " + table.name() + " (" + DuckDbColumns.of(table) + ", run_id VARCHAR)");
    }
    duckDb.execute(ShippedSql.enrichment());
    for (ShippedSql.View view : ShippedSql.views()) {
      duckDb.execute(view.sql());
    }
    return duckDb;
  }

  /** One row; columns that are not among the values are NULL. */
  void insert(String table, String values) throws SQLException {
    execute("INSERT INTO " + table + " BY NAME SELECT " + values);
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows as maps from column name to the value's text, in column order; NULL as "NULL". */
  List<Map<String, String>> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, String>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String value = result.getString(i);
          row.put(result.getMetaData().getColumnName(i), value == null ? "NULL" : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** The text of a result of one row and column. */
  String value(String sql) throws SQLException {
    return rows(sql).get(0).values().iterator().next();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
