package org.flowbeam.oracle.zeek;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowbeam.oracle.Tsv;

/**
 * Reads Zeek's tab-separated logs: whole ones, whose column names follow {@code #fields}, and
 * {@code zeek-cut -m} output, whose first line has them. Values stay text as Zeek wrote them;
 * {@code -} is unset.
 */
final class ZeekLog {
  private static final String FIELDS = "#fields\t";

  private ZeekLog() {}

  static List<Map<String, String>> parse(String text) {
    boolean whole = text.lines().anyMatch(line -> line.startsWith(FIELDS));
    if (!whole) {
      return Tsv.parse(text);
    }
    return sections(text).stream().flatMap(List::stream).toList();
  }

  /** Several whole logs, one behind the other. */
  static List<List<Map<String, String>>> sections(String text) {
    List<List<Map<String, String>>> sections = new ArrayList<>();
    List<Map<String, String>> rows = new ArrayList<>();
    String[] names = {};
    for (String line : text.lines().toList()) {
      if (line.startsWith(FIELDS)) {
        names = line.substring(FIELDS.length()).split("\t", -1);
        rows = new ArrayList<>();
        sections.add(rows);
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        rows.add(Tsv.row(names, line));
      }
    }
    return sections;
  }
}
