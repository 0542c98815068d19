package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** RFC 4180 with a header line; NULL is an empty field, an empty text is {@code ""}. */
final class CsvPrinter implements ResultPrinter {
  @Override
  public void print(ResultSet result, Writer out) throws SQLException, IOException {
    List<String> columns = ResultPrinter.columns(result);
    for (int i = 0; i < columns.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(field(columns.get(i)));
    }
    out.write("\r\n");
    while (result.next()) {
      for (int i = 1; i <= columns.size(); i++) {
        Object value = result.getObject(i);
        out.write(i == 1 ? "" : ",");
        out.write(value == null ? "" : field(CellText.plain(value)));
      }
      out.write("\r\n");
    }
  }

  private static String field(String text) {
    boolean quoted =
        text.isEmpty()
            || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
