package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.schemas.Meanings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views that a statement names before it runs, and no others: to bind one takes
 * milliseconds, and there are dozens. A statement that asks what there is gets all of them, with
 * their comments.
 */
final class Catalog {
  /** Brings the files that a view reads to this machine. */
  interface Fetch {
    void fetch() throws IOException;
  }

  /** A view or an empty table, and the views that it selects from. */
  private record Entry(String sql, Set<String> needs, Fetch fetch) {}

  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern ASKS_WHAT_THERE_IS =
      Pattern.compile(
          "(?i)\\b(show|describe|desc|duckdb_\\w+|information_schema|pg_\\w+|sqlite_\\w+)\\b");

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> made = new HashSet<>();
  private final Set<String> explained = new HashSet<>();

  /** Names one view; an earlier one of that name gives way. */
  void add(String name, String sql, Collection<String> needs) {
    entries.put(name, new Entry(sql, Set.copyOf(needs), () -> {}));
  }

  /** The same for a view of files, which are fetched before it is made. */
  void add(String name, String sql, Fetch fetch) {
    entries.put(name, new Entry(sql, Set.of(), fetch));
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  List<String> names() {
    return entries.keySet().stream().sorted().toList();
  }

  /** Makes what a statement may need. */
  void prepare(Connection connection, String sql) throws SQLException {
    if (ASKS_WHAT_THERE_IS.matcher(sql).find()) {
      makeAll(connection);
      explain(connection);
      return;
    }
    Matcher words = WORD.matcher(sql);
    while (words.find()) {
      make(connection, words.group().toLowerCase(Locale.ROOT));
    }
  }

  /** Whether something was made that was not there before. */
  boolean makeAll(Connection connection) throws SQLException {
    int before = made.size();
    for (String name : entries.keySet()) {
      make(connection, name);
    }
    return made.size() > before;
  }

  /** The next connection has none of them. */
  void forget() {
    made.clear();
    explained.clear();
  }

  private void make(Connection connection, String name) throws SQLException {
    Entry entry = entries.get(name);
    if (entry == null || made.contains(name)) {
      return;
    }
    for (String needed : entry.needs) {
      make(connection, needed);
    }
    try {
      entry.fetch.fetch();
    } catch (IOException e) {
      throw new SQLException("cannot fetch " + name + ": " + e.getMessage(), e);
    }
    execute(connection, entry.sql);
    made.add(name);
  }

  /** What describe shows beside each column. */
  private void explain(Connection connection) throws SQLException {
    StringBuilder comments = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT table_name, list(column_name), bool_or(v.view_name IS NOT NULL) FROM duckdb_columns() c"
                    + " LEFT JOIN duckdb_views() v ON v.view_name = c.table_name AND v.database_name = c.database_name"
                    + " WHERE c.database_name = current_database() GROUP BY table_name")) {
      while (columns.next()) {
        String name = columns.getString(1);
        if (entries.containsKey(name) && explained.add(name)) {
          comment(
              columns.getBoolean(3) ? "VIEW " + name : "TABLE " + name,
              Meanings.of(name),
              comments);
          Map<String, String> meanings = Meanings.columns(name);
          for (Object column : (Object[]) columns.getArray(2).getArray()) {
            comment(
                "COLUMN " + name + ".\"" + column + '"', meanings.get((String) column), comments);
          }
        }
      }
    }
    if (!comments.isEmpty()) {
      execute(connection, comments.toString());
    }
  }

  private static void comment(String what, @Nullable String meaning, StringBuilder comments) {
    if (meaning != null) {
      comments.append("COMMENT ON ").append(what).append(" IS ");
      comments.append(TableViews.quoted(meaning)).append(';');
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
