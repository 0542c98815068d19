package org.flowbeam.pipeline.print;

/**
 * How results are laid out for who reads them.
 *
 * @param full long cells of a table are written whole
 * @param toTerminal a person's terminal reads it, and not a file or a program
 * @param lineColumns a table that is wider has a line per column
 * @param rows of a table that are written; that there are more is said
 * @param sentences cells are sentences
 */
public record Layout(
    boolean full, boolean toTerminal, int lineColumns, long rows, boolean sentences) {
  private static final int LINE_COLUMNS = 240;

  /** All rows, and lines as they can still be read with a pager. */
  public static Layout of(boolean full, boolean toTerminal) {
    return new Layout(full, toTerminal, LINE_COLUMNS, Long.MAX_VALUE, false);
  }

  public Layout withFull(boolean whole) {
    return new Layout(whole, toTerminal, lineColumns, rows, sentences);
  }

  public Layout withRows(long most) {
    return new Layout(full, toTerminal, lineColumns, most, sentences);
  }

  /** For a terminal of so many columns; 0 when it does not tell. */
  public Layout withTerminalColumns(int columns) {
    return new Layout(full, toTerminal, columns > 0 ? columns : LINE_COLUMNS, rows, sentences);
  }

  /** Whether cells go on below themselves where a line would be longer than a terminal's. */
  boolean breaksLines() {
    return sentences && lineColumns < LINE_COLUMNS;
  }

  /** For sentences, all of them and whole. */
  public Layout toBeRead() {
    return new Layout(true, toTerminal, lineColumns, Long.MAX_VALUE, true);
  }
}
