package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.query.TableReader;

/**
 * The records that are wanted, in the order in which the captures are read. Groups come as numbers,
 * so that a record costs no text.
 */
final class RecordCursor implements AutoCloseable {
  /** No capture has this number. */
  static final int END = Integer.MAX_VALUE;

  private final List<FoundRecord.Group> groups = new ArrayList<>();
  private final PreparedStatement statement;
  private final ResultSet rows;
  private int source = -1;
  private long offset;
  private int group;

  /** Stands at the first. */
  RecordCursor(TableReader tables) throws SQLException, IOException {
    tables.each(
        "SELECT n, name FROM carve_group_numbers ORDER BY n",
        row -> groups.add(new FoundRecord.Group(row.getInt(1), row.getString(2))));
    statement =
        tables.prepare(
            groups.size() == 1
                ? "SELECT source, o FROM carve_records ORDER BY source, o"
                : "SELECT source, o, n FROM carve_records ORDER BY source, o, n");
    rows = statement.executeQuery();
  }

  /** Goes to the next one; what several flows have in common comes once per group. */
  void next() throws IOException {
    int lastSource = source;
    long lastOffset = offset;
    int lastGroup = group;
    do {
      advance();
    } while (source != END && source == lastSource && offset == lastOffset && group == lastGroup);
  }

  private void advance() throws IOException {
    try {
      if (rows.next()) {
        source = rows.getInt(1);
        offset = rows.getLong(2);
        group = groups.size() == 1 ? 0 : rows.getInt(3);
      } else {
        source = END;
      }
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** In which capture it lies, or {@link #END}. */
  int source() {
    return source;
  }

  long offset() {
    return offset;
  }

  FoundRecord.Group group() {
    return groups.get(group);
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    statement.close();
  }
}
