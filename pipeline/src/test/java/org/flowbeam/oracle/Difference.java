package org.flowbeam.oracle;

import java.util.Map;

/**
 * One value in which our row and the oracle's differ. In column {@value #ROW} one side has a row
 * and the other has none.
 *
 * @param capture the file that both read
 * @param row names the row; unique within the capture
 */
public record Difference(String capture, String row, String column, String ours, String theirs) {
  public static final String ROW = "row";
  public static final String PRESENT = "present";
  public static final String ABSENT = "absent";

  static final String HEADER = "capture\trow\tcolumn\tours\ttheirs\treason";

  static Difference of(Map<String, String> line) {
    return new Difference(
        text(line, "capture"),
        text(line, "row"),
        text(line, "column"),
        text(line, "ours"),
        text(line, "theirs"));
  }

  private static String text(Map<String, String> line, String column) {
    String value = line.get(column);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("no " + column + " in " + line);
    }
    return value;
  }

  /** As a line of the list of known differences, without its reason. */
  @Override
  public String toString() {
    return String.join("\t", capture, row, column, ours, theirs);
  }
}
