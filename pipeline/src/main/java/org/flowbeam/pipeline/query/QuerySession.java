package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.jspecify.annotations.Nullable;

/** Statements one after the other, with what they share: parameters, format, where results go. */
final class QuerySession {
  /** A statement failed: one line for the user. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * SQL and where it stands.
   *
   * @param name of its file; empty for SQL that was given as it is
   */
  record Script(String name, String text) {}

  private final QueryDatabase database;
  private final Map<String, String> parameters;
  private final Writer out;
  private Format format = Format.table;
  private Layout layout;
  private boolean timer;
  private @Nullable Path parquet;

  QuerySession(QueryDatabase database, Map<String, String> parameters, Writer out, Layout layout) {
    this.database = database;
    this.parameters = parameters;
    this.out = out;
    this.layout = layout;
  }

  void format(Format format) {
    this.format = format;
  }

  Layout layout() {
    return layout;
  }

  void layout(Layout changed) {
    layout = changed;
  }

  /** Whether the time that each statement takes is told. */
  void timer(boolean timer) {
    this.timer = timer;
  }

  /** The one result goes into this file, which is not there yet. */
  void parquet(Path file) {
    parquet = file;
  }

  /** Ends what runs; from any thread. */
  void cancel() {
    database.running().cancel();
  }

  QueryDatabase database() {
    return database;
  }

  /** Runs all statements; the first that fails is the last. */
  void run(Script script) throws FailedException, IOException {
    List<SqlScript.Part> parts = SqlScript.parts(script.text());
    database.running().uncancel();
    if (parts.size() > 1) {
      database.keepViews();
    }
    for (SqlScript.Part part : parts) {
      String place =
          script.name().isEmpty() ? "line " + part.line() : script.name() + ":" + part.line();
      run(part, script.name().isEmpty() && parts.size() == 1 ? "" : place + ": ");
    }
  }

  private void run(SqlScript.Part part, String place) throws FailedException, IOException {
    long start = System.nanoTime();
    try {
      run(part);
    } catch (SQLException | RuntimeException e) {
      // RuntimeException: values that DuckDB has and its driver cannot give, such as 24:00:00.
      String message =
          database.running().isCancelled() ? "cancelled" : essence(String.valueOf(e.getMessage()));
      throw new FailedException(place + message + recovered());
    } finally {
      if (timer) {
        out.write(String.format(Locale.ROOT, "%.3f s%n", (System.nanoTime() - start) / 1e9));
      }
      out.flush();
    }
  }

  private void run(SqlScript.Part part) throws SQLException, IOException {
    if (parquet == null) {
      database.run(
          part,
          parameters,
          checked -> format.printer(checked.isToBeRead() ? layout.toBeRead() : layout),
          out);
    } else if (Files.exists(parquet)) {
      throw new SQLException("a file of Parquet holds one result, and this is the second");
    } else {
      database.export(part, parameters, parquet);
    }
  }

  private String recovered() {
    try {
      return database.recover() ? " (DuckDB was started anew; what was temporary is gone)" : "";
    } catch (SQLException e) {
      return " (and DuckDB cannot be started anew: "
          + essence(String.valueOf(e.getMessage()))
          + ")";
    }
  }

  /**
   * DuckDB's message without what it puts below: a copy of the statement, or the addresses of its
   * own code where it has failed.
   */
  static String essence(String message) {
    String text =
        message.strip().replaceFirst("(?s)\\n\\s*\\n.*|\\n(Stack Trace|This error signals).*", "");
    return text.replaceAll("\\s*\\n\\s*", " ");
  }
}
