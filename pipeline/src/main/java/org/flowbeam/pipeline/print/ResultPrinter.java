package org.flowbeam.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes a whole result; holds a bounded number of rows at a time. */
public interface ResultPrinter {
  void print(ResultSet result, Writer out) throws SQLException, IOException;

  /** Names of the columns of a result, or of what has none yet. */
  static List<String> columns(ResultSetMetaData data) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      names.add(data.getColumnName(i));
    }
    return names;
  }
}
