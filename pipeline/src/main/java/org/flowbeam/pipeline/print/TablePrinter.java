package org.flowbeam.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.flowbeam.pipeline.terminal.TerminalText;

/**
 * Aligned columns, numbers to the right, NULL as such, and the number of rows. Where lines would be
 * too long to read, each column gets its own. Columns are as wide as the first rows need.
 */
final class TablePrinter implements ResultPrinter {
  private static final int MAX_CELL = 60;

  /** One or a list of them; a part of one would be of no use. */
  private static final Pattern HASHES =
      Pattern.compile("(?:[\\[\", ]*[0-9a-f]{32,128}\\b)+[\\]\"]*");

  private static final int MEASURED_ROWS = 1000;
  private static final List<String> EXPLAIN = List.of("explain_key", "explain_value");

  private final Layout layout;

  TablePrinter(Layout layout) {
    this.layout = layout;
  }

  @Override
  public void print(ResultSet result, Writer out) throws SQLException, IOException {
    List<String> names =
        ResultPrinter.columns(result.getMetaData()).stream().map(this::clip).toList();
    if (names.equals(EXPLAIN)) {
      writePlan(result, out);
      return;
    }
    boolean[] numbers = new boolean[names.size()];
    List<String[]> rows = new ArrayList<>();
    while (rows.size() < Math.min(MEASURED_ROWS, layout.rows()) && result.next()) {
      rows.add(cells(result, numbers));
    }
    int[] widths = widths(names, rows);
    if (layout.breaksLines() && sum(widths) > layout.lineColumns()) {
      WrappedTable.write(names, rows, widths, layout.lineColumns(), out);
      out.write(end(rows.size(), result.next()));
      return;
    }
    boolean columnPerLine =
        !layout.sentences() && !rows.isEmpty() && lineLength(widths) > layout.lineColumns();
    if (!columnPerLine) {
      writeHead(names, widths, out);
    }
    long count = 0;
    for (String[] row : rows) {
      count++;
      writeRow(row, columnPerLine, count, names, widths, numbers, out);
    }
    boolean more = result.next();
    while (more && count < layout.rows()) {
      count++;
      writeRow(cells(result, numbers), columnPerLine, count, names, widths, numbers, out);
      more = result.next();
    }
    out.write(end(count, more));
  }

  private static String end(long count, boolean more) {
    if (more) {
      return "(the first " + count + " rows; .rows all shows the others, too)\n";
    }
    return "(" + count + (count == 1 ? " row)\n" : " rows)\n");
  }

  /** A query plan is a drawing of many lines. */
  private static void writePlan(ResultSet result, Writer out) throws SQLException, IOException {
    while (result.next()) {
      for (String line : result.getString(2).lines().toList()) {
        out.write(TerminalText.oneLine(line) + "\n");
      }
    }
  }

  private String[] cells(ResultSet result, boolean[] numbers) throws SQLException {
    String[] cells = new String[numbers.length];
    for (int i = 0; i < cells.length; i++) {
      Object value = result.getObject(i + 1);
      numbers[i] |= value instanceof Number;
      cells[i] = value == null ? "NULL" : clip(CellText.plain(value));
    }
    return cells;
  }

  private String clip(String text) {
    boolean cut =
        !layout.full()
            && text.codePointCount(0, text.length()) > MAX_CELL
            && !HASHES.matcher(text).matches();
    String head = cut ? text.substring(0, text.offsetByCodePoints(0, MAX_CELL - 3)) + "..." : text;
    return TerminalText.oneLine(head);
  }

  private static int[] widths(List<String> names, List<String[]> rows) {
    int[] widths = new int[names.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = TerminalText.columns(names.get(i));
      for (String[] row : rows) {
        widths[i] = Math.max(widths[i], TerminalText.columns(row[i]));
      }
    }
    return widths;
  }

  private static int sum(int[] widths) {
    return Arrays.stream(widths).sum();
  }

  /** Behind the last column nothing has to stand, so it may go on. */
  private static int lineLength(int[] widths) {
    int last = widths[widths.length - 1];
    return sum(widths) - last + Math.min(last, MAX_CELL);
  }

  private static void writeHead(List<String> names, int[] widths, Writer out) throws IOException {
    writeAligned(names.toArray(String[]::new), widths, new boolean[widths.length], out);
    out.write(rule(widths) + "-\n");
  }

  /** What stands below the names of columns. */
  static String rule(int[] widths) {
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
    }
    return rule.toString();
  }

  private static void writeRow(
      String[] row,
      boolean columnPerLine,
      long number,
      List<String> names,
      int[] widths,
      boolean[] numbers,
      Writer out)
      throws IOException {
    if (columnPerLine) {
      writeColumns(row, number, names, out);
    } else {
      writeAligned(row, widths, numbers, out);
    }
  }

  private static void writeAligned(String[] cells, int[] widths, boolean[] toTheRight, Writer out)
      throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - TerminalText.columns(cells[i])));
      line.append(i == 0 ? " " : " | ");
      line.append(toTheRight[i] ? padding + cells[i] : cells[i] + padding);
    }
    out.write(line.toString().stripTrailing() + "\n");
  }

  private static void writeColumns(String[] row, long number, List<String> names, Writer out)
      throws IOException {
    int width = names.stream().mapToInt(TerminalText::columns).max().orElse(0);
    out.write("--- row " + number + " ---\n");
    for (int i = 0; i < row.length; i++) {
      String padding = " ".repeat(width - TerminalText.columns(names.get(i)));
      out.write(names.get(i) + padding + " | " + row[i] + "\n");
    }
  }
}
