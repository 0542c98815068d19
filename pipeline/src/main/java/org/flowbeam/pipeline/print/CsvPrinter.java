package org.flowbeam.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.flowbeam.pipeline.terminal.TerminalText;

/**
 * RFC 4180 with a header line, but lines end in LF as the field's tools want them; NULL is an empty
 * field, an empty text is {@code ""}. Text is exact in a file or a pipe, and escaped on a terminal.
 */
final class CsvPrinter implements ResultPrinter {
  private final boolean toTerminal;

  CsvPrinter(boolean toTerminal) {
    this.toTerminal = toTerminal;
  }

  @Override
  public void print(ResultSet result, Writer out) throws SQLException, IOException {
    List<String> columns = ResultPrinter.columns(result.getMetaData());
    for (int i = 0; i < columns.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(field(columns.get(i)));
    }
    out.write("\n");
    while (result.next()) {
      for (int i = 1; i <= columns.size(); i++) {
        Object value = result.getObject(i);
        out.write(i == 1 ? "" : ",");
        out.write(value == null ? "" : field(CellText.plain(value)));
      }
      out.write("\n");
    }
  }

  private String field(String exact) {
    String text = toTerminal ? TerminalText.oneLine(exact) : exact;
    boolean quoted =
        text.isEmpty()
            || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
