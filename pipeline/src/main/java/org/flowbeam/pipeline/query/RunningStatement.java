package org.flowbeam.pipeline.query;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What runs now, which another thread can end. */
final class RunningStatement {
  /** What is done with a statement. */
  interface Use {
    void run() throws SQLException, IOException;
  }

  private volatile @Nullable Statement statement;
  private volatile boolean cancelled;
  private boolean hasPrinted;

  /** Fails with an error of its own when it is cancelled, or was before. */
  void run(Statement prepared, Use use) throws SQLException, IOException {
    try {
      statement = prepared;
      requireNotCancelled();
      use.run();
    } finally {
      statement = null;
    }
  }

  /** Ends what runs, if something does, and lets nothing begin; from any thread. */
  void cancel() {
    cancelled = true;
    Statement running = statement;
    try {
      if (running != null) {
        running.cancel();
      }
    } catch (SQLException e) {
      // It has just ended by itself.
    }
  }

  /** Statements run again. */
  void uncancel() {
    cancelled = false;
  }

  boolean isCancelled() {
    return cancelled;
  }

  void requireNotCancelled() throws SQLException {
    if (cancelled) {
      throw new SQLException("cancelled");
    }
  }

  /** Nothing of the statement that follows was printed. */
  void begin() {
    hasPrinted = false;
  }

  boolean hasPrinted() {
    return hasPrinted;
  }

  /** Where a result is printed: that ends, too, since DuckDB cannot cancel what it has ready. */
  Writer printing(Writer out) {
    return new Cancellable(out);
  }

  private final class Cancellable extends FilterWriter {
    Cancellable(Writer out) {
      super(out);
    }

    @Override
    public void write(int c) throws IOException {
      goOn();
      super.write(c);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      goOn();
      super.write(text, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      goOn();
      super.write(text, offset, length);
    }

    private void goOn() {
      if (cancelled) {
        throw new CancellationException("cancelled");
      }
      hasPrinted = true;
    }
  }
}
