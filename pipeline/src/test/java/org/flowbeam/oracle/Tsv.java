package org.flowbeam.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tab-separated text with one line of column names; {@code #} starts a comment line. */
public final class Tsv {
  private Tsv() {}

  /** A file of the test resources, by its name in the folder {@code oracle}. */
  public static List<Map<String, String>> resource(String name) throws IOException {
    try (InputStream in = Tsv.class.getResourceAsStream("/oracle/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource oracle/" + name);
      }
      return parse(new String(in.readAllBytes(), UTF_8));
    }
  }

  public static List<Map<String, String>> parse(String text) {
    List<String> lines =
        text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    List<Map<String, String>> rows = new ArrayList<>();
    if (!lines.isEmpty()) {
      String[] names = lines.get(0).split("\t", -1);
      lines.stream().skip(1).forEach(line -> rows.add(row(names, line)));
    }
    return rows;
  }

  public static Map<String, String> row(String[] names, String line) {
    String[] values = line.split("\t", -1);
    if (values.length != names.length) {
      throw new IllegalArgumentException(
          values.length + " values for " + names.length + " columns: " + line);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], values[i]);
    }
    return row;
  }
}
