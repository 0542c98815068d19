package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.pipeline.terminal.TerminalText;

/**
 * The tables of finished runs for other sub-commands: the views of {@code query}, temporary tables,
 * and no file that a manifest does not name. One result is read at a time.
 */
public final class TableReader implements AutoCloseable {
  private final QueryDatabase database;
  private final Catalog catalog;

  private TableReader(QueryDatabase database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Takes a row of a result; it is valid during the call. */
  public interface RowReader {
    void row(ResultSet row) throws SQLException, IOException;
  }

  public static TableReader open(List<FinishedRun> runs) throws SQLException, IOException {
    Catalog catalog = new Catalog(TableReader::warn);
    TableViews.addTo(catalog, runs, Enrichment.NONE);
    return new TableReader(QueryDatabase.open(runs, List.of(), catalog), catalog);
  }

  private static void warn(String line) {
    System.err.println(TerminalText.oneLine("flowbeam: warning: " + line));
  }

  /** What to select from for a table that the run has. */
  public static String fromOf(FinishedRun run, String table) throws IOException {
    return run.fetchTable(table).stream()
        .map(TableViews::globbed)
        .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
  }

  /**
   * Refuses what is not one statement that reads.
   *
   * @throws SQLException with one line for the user
   */
  public void requireQuery(String sql) throws SQLException {
    try {
      StatementCheck.Checked checked = new StatementCheck(database.ready(sql)).require(sql);
      if (!checked.hasResult() || !checked.sql().equals(sql)) {
        throw new SQLException("takes one statement that selects");
      }
    } catch (SQLException e) {
      throw inOneLine(e);
    }
  }

  /** Runs a statement of this program, which may make temporary tables. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = database.ready(sql).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw inOneLine(e);
    }
  }

  /** A statement of this program that is run many times. */
  public PreparedStatement prepare(String sql) throws SQLException {
    return database.ready(sql).prepareStatement(sql);
  }

  /** Shows each row of a result, which is streamed. */
  public void each(String sql, RowReader reader) throws SQLException, IOException {
    try (Statement statement = database.ready(sql).createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        reader.row(result);
      }
    } catch (SQLException e) {
      throw inOneLine(e);
    }
  }

  /**
   * Prints a result as {@code query} does.
   *
   * @param format table, csv or json
   */
  public void print(String sql, String format, boolean toTerminal, Writer out)
      throws SQLException, IOException {
    ResultPrinter printer = Format.valueOf(format).printer(false, toTerminal);
    try (Statement statement = database.ready(sql).createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      printer.print(result, out);
    }
  }

  private SQLException inOneLine(SQLException e) {
    SQLException explained = catalog.explained(e);
    return new SQLException(QuerySession.essence(String.valueOf(explained.getMessage())), e);
  }

  @Override
  public void close() throws SQLException, IOException {
    database.close();
  }
}
