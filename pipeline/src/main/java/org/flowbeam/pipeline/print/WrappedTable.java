package org.flowbeam.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.terminal.TerminalText;

/**
 * A table of sentences as wide as a terminal: cells go on below themselves. All columns but the
 * first and the last have {@link #MAX_MIDDLE} at most, the last one what is left.
 */
final class WrappedTable {
  private static final int MAX_MIDDLE = 26;
  private static final int MIN_LAST = 20;
  private static final int SEPARATOR = 3;

  private WrappedTable() {}

  static void write(
      List<String> names, List<String[]> rows, int[] natural, int lineColumns, Writer out)
      throws IOException {
    int[] widths = widths(natural, lineColumns);
    writeRow(names.toArray(String[]::new), widths, out);
    out.write(TablePrinter.rule(widths) + "\n");
    for (String[] row : rows) {
      writeRow(row, widths, out);
    }
  }

  private static int[] widths(int[] natural, int lineColumns) {
    int[] widths = natural.clone();
    int left = lineColumns - 1;
    for (int i = 0; i < widths.length - 1; i++) {
      widths[i] = i == 0 ? widths[i] : Math.min(widths[i], MAX_MIDDLE);
      left -= widths[i] + SEPARATOR;
    }
    int last = widths.length - 1;
    widths[last] = Math.min(widths[last], Math.max(MIN_LAST, left));
    return widths;
  }

  private static void writeRow(String[] cells, int[] widths, Writer out) throws IOException {
    List<List<String>> columns = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < cells.length; i++) {
      columns.add(broken(cells[i], widths[i]));
      height = Math.max(height, columns.get(i).size());
    }
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        List<String> column = columns.get(i);
        String part = line < column.size() ? column.get(line) : "";
        text.append(i == 0 ? " " : " | ").append(part);
        text.append(" ".repeat(Math.max(0, widths[i] - TerminalText.columns(part))));
      }
      out.write(text.toString().stripTrailing() + "\n");
    }
  }

  /** Between words where there are some, else within one. */
  private static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (TerminalText.columns(rest) > width) {
      int end = TerminalText.fitting(rest, width);
      int blank = rest.lastIndexOf(' ', end);
      int cut = blank > 0 ? blank : end;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
