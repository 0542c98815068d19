package org.flowbeam.pipeline.print;

/**
 * How results are laid out for who reads them.
 *
 * @param full long cells of a table are written whole
 * @param toTerminal a person's terminal reads it, and not a file or a program
 * @param lineColumns a table that is wider has a line per column
 * @param rows of a table that are written; that there are more is said
 */
public record Layout(boolean full, boolean toTerminal, int lineColumns, long rows) {
  private static final int LINE_COLUMNS = 240;

  /** All rows, and lines as they can still be read with a pager. */
  public static Layout of(boolean full, boolean toTerminal) {
    return new Layout(full, toTerminal, LINE_COLUMNS, Long.MAX_VALUE);
  }

  public Layout withFull(boolean whole) {
    return new Layout(whole, toTerminal, lineColumns, rows);
  }

  public Layout withRows(long most) {
    return new Layout(full, toTerminal, lineColumns, most);
  }

  /** For a terminal of so many columns; 0 when it does not tell. */
  public Layout withTerminalColumns(int columns) {
    return new Layout(full, toTerminal, columns > 0 ? columns : LINE_COLUMNS, rows);
  }

  /** For sentences, of which a terminal may break the last column. */
  public Layout toBeRead() {
    return new Layout(true, toTerminal, LINE_COLUMNS, Long.MAX_VALUE);
  }
}
