package org.flowbeam.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Objects, one per line, as an array or as they are. Of equal column names the later ones get a
 * number.
 */
final class JsonPrinter implements ResultPrinter {
  private final boolean asArray;

  JsonPrinter(boolean asArray) {
    this.asArray = asArray;
  }

  @Override
  public void print(ResultSet result, Writer out) throws SQLException, IOException {
    List<String> names = distinct(ResultPrinter.columns(result.getMetaData()));
    StringBuilder row = new StringBuilder();
    String start = asArray ? "[\n" : "";
    while (result.next()) {
      row.setLength(0);
      row.append(start);
      for (int i = 0; i < names.size(); i++) {
        row.append(i == 0 ? '{' : ',');
        CellText.appendString(names.get(i), row);
        row.append(':');
        CellText.appendJson(result.getObject(i + 1), row);
      }
      out.write(row.append('}').toString());
      start = asArray ? ",\n" : "\n";
    }
    if (asArray) {
      out.write(start.startsWith("[") ? "[]\n" : "\n]\n");
    } else {
      out.write(start);
    }
  }

  private static List<String> distinct(List<String> columns) {
    Set<String> taken = new HashSet<>(columns);
    Set<String> used = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      String name = column;
      for (int n = 1; !used.add(name); n++) {
        String numbered = column + "_" + n;
        name = taken.contains(numbered) ? name : numbered;
      }
      names.add(name);
    }
    return names;
  }
}
