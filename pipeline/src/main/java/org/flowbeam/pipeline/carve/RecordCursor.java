package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flowbeam.pipeline.query.TableReader;

/** The records that are wanted, in the order in which the captures are read. */
final class RecordCursor implements AutoCloseable {
  /** No capture has this number. */
  static final int END = Integer.MAX_VALUE;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private int source = -1;
  private long offset;
  private String group = "";

  /** Stands at the first. */
  RecordCursor(TableReader tables) throws SQLException {
    statement =
        tables.prepare("SELECT DISTINCT source, o, grp FROM carve_records ORDER BY source, o, grp");
    rows = statement.executeQuery();
  }

  /** Goes to the next one. */
  void next() throws IOException {
    try {
      if (rows.next()) {
        source = rows.getInt(1);
        offset = rows.getLong(2);
        group = rows.getString(3);
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

  String group() {
    return group;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    statement.close();
  }
}
