package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.flowbeam.pipeline.print.ResultPrinter;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The tables of finished runs for other sub-commands: the views of {@code query}, temporary tables,
 * and no file that a manifest does not name. One result is read at a time.
 */
public final class TableReader implements AutoCloseable {
  private final QueryDatabase database;
  private final Catalog catalog;
  private final Enrichment enrichment;
  private final Map<String, String> parameters;

  private TableReader(List<FinishedRun> runs, Enrichment enrichment, SqlOptions beside)
      throws SQLException, IOException {
    catalog = new Catalog(TableReader::warn);
    TableViews.addTo(catalog, runs, enrichment);
    List<Path> files = beside.attachTo(catalog);
    database = QueryDatabase.open(runs, files, catalog);
    this.enrichment = enrichment;
    parameters = beside.parameters();
  }

  /** Takes a row of a result; it is valid during the call. */
  public interface RowReader {
    void row(ResultSet row) throws SQLException, IOException;
  }

  public static TableReader open(List<FinishedRun> runs) throws SQLException, IOException {
    return open(runs, new SqlOptions());
  }

  /**
   * The same for SQL of the user's.
   *
   * @param beside what else it may name
   */
  public static TableReader open(List<FinishedRun> runs, SqlOptions beside)
      throws SQLException, IOException {
    Enrichment enrichment = beside.enrichment(TableReader::tell);
    try {
      return new TableReader(runs, enrichment, beside);
    } catch (SQLException | IOException | RuntimeException e) {
      enrichment.close();
      throw e;
    }
  }

  /** Tells people a line. */
  public static void tell(String line) {
    System.err.println(TerminalText.oneLine("flowbeam: " + line));
  }

  /** Tells people in one line, if there is something to tell. */
  public static void warn(@Nullable String line) {
    if (line != null) {
      tell("warning: " + line);
    }
  }

  /** What to select from for a table that the run has. */
  public static String fromOf(FinishedRun run, String table) throws IOException {
    StoredTables.prepare(run, table);
    List<Path> files = run.tables().getOrDefault(table, List.of());
    return "(SELECT * EXCLUDE (parquet_file) FROM " + StoredTables.scan(run, table, files) + ")";
  }

  /**
   * Makes something of what a query of the user's selects.
   *
   * @param before the query, which stands in parentheses: the beginning of a CREATE TEMP TABLE
   * @param behind the query
   * @throws SQLException with one line for the user, also for what is not one query
   */
  public void create(String before, String query, String behind) throws SQLException, IOException {
    try {
      List<SqlScript.Part> parts = SqlScript.parts(query);
      if (parts.size() != 1) {
        throw new SQLException("takes one statement that selects, not " + parts.size());
      }
      database.create(before, parts.get(0), parameters, behind);
    } catch (SQLException e) {
      throw inOneLine(e);
    }
  }

  /**
   * The tables of the runs that have all of these columns, by name, each with all columns that it
   * has. DuckDB's own list of columns would have all views made and bound, which takes much longer.
   */
  public Map<String, Set<String>> tablesWith(List<String> columns) throws SQLException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (Table<?> table : Tables.ALL) {
      if (catalog.has(table.name())
          && columns.stream().allMatch(column -> table.schema().getField(column) != null)) {
        Connection connection = database.named(table.name());
        Set<String> all = Set.copyOf(Catalog.columns(connection, table.name()));
        // Earlier versions did not write all of today's.
        if (all.containsAll(columns)) {
          found.put(table.name(), all);
        }
      }
    }
    return found;
  }

  /** Runs a statement of this program, which may make temporary tables. */
  public void execute(String sql) throws SQLException, IOException {
    try (Statement statement = database.ready(sql).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw inOneLine(e);
    }
  }

  /** A statement of this program that is run many times; it reads temporary tables only. */
  public PreparedStatement prepare(String sql) throws SQLException {
    return database.named(sql).prepareStatement(sql);
  }

  /** Shows each row of a result, which is streamed. */
  public void each(String sql, RowReader reader) throws SQLException, IOException {
    try (Statement statement = database.ready(sql).createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        reader.row(result);
      }
    } catch (SQLException e) {
      throw inOneLine(database.reason(e, sql, List.of()));
    }
  }

  /**
   * Prints a result as {@code query --full} does.
   *
   * @param format table, csv or json
   */
  public void print(String sql, String format, boolean toTerminal, Writer out)
      throws SQLException, IOException {
    ResultPrinter printer = Format.valueOf(format).printer(Layout.of(true, toTerminal));
    try (Statement statement = database.ready(sql).createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      printer.print(result, out);
    } catch (SQLException e) {
      throw inOneLine(database.reason(e, sql, List.of()));
    }
  }

  private SQLException inOneLine(SQLException e) {
    SQLException explained = catalog.explained(e);
    return new SQLException(QuerySession.essence(String.valueOf(explained.getMessage())), e);
  }

  @Override
  public void close() throws SQLException, IOException {
    try (enrichment) {
      database.close();
    }
  }
}
