package org.flowbeam.io.table;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Queries over written files with an engine that is not ours. */
public final class Sql {
  private Sql() {}

  /** Result rows, values joined by '|'; %s in the statement stands for the path. */
  public static List<String> rows(String sql, Path path) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("set TimeZone='UTC'");
      try (ResultSet result = statement.executeQuery(sql.replace("%s", path.toString()))) {
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
