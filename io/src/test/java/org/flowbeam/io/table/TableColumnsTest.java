package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableColumnsTest {
  @TempDir private Path folder;

  @Test
  void writtenFilesHaveTheColumnsThatSchemasDeclare() throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Table<?> table : Tables.ALL) {
        Path file = folder.resolve(table.name() + ".parquet");
        new TableFile(table, Map.of(), 1, create(file)).close();
        statement.execute("CREATE TABLE " + table.name() + " (" + DuckDbColumns.of(table) + ")");
        assertThat(columns(statement, "'" + file + "'"))
            .isEqualTo(columns(statement, table.name()));
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static List<String> columns(Statement statement, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("DESCRIBE FROM " + table)) {
      while (result.next()) {
        columns.add(result.getString("column_name") + " " + result.getString("column_type"));
      }
    }
    return columns;
  }
}
