package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.pipeline.print.ResultPrinter;
import org.flowbeam.schemas.Meanings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the views that a statement names before it runs, and no others: to bind one takes
 * milliseconds, and there are dozens. A statement that asks what there is gets all of them, with
 * their comments. What is not there, or not whole, is said with the reason.
 */
final class Catalog {
  /** Makes a view or a table. */
  interface Make {
    void make(Connection connection) throws SQLException, IOException;
  }

  /** Gives a view the columns that it lacks; says which these were. */
  interface Completion {
    List<String> complete(Connection connection) throws SQLException;
  }

  /**
   * A view or a table, what it selects from, and what it lacks.
   *
   * @param note null where nothing is missing
   */
  private record Entry(
      Make make, Set<String> needs, @Nullable String note, Completion completion) {}

  /** Behind AS and BY stand names of columns. */
  private static final Pattern WORD = Pattern.compile("(?i)(?:\\b(?:as|by)\\s+)?(\\w+)");

  private static final Pattern TEXT = Pattern.compile("'[^']*'");

  private static final Pattern ASKS_FOR_THE_LIST =
      Pattern.compile("(?i)\\b(show\\s+(all\\s+)?tables|duckdb_(views|tables))\\b");

  private static final Pattern NO_TABLE =
      Pattern.compile("(?s)Catalog Error: Table with name \"?(\\w+)\"? does not exist.*");

  /** Also DESC, but not the one behind ORDER BY. */
  private static final Pattern ASKS_WHAT_THERE_IS =
      Pattern.compile(
          "(?i)\\b(show|describe|duckdb_\\w+|information_schema|pg_\\w+|sqlite_\\w+)\\b|(^|\\()\\s*desc\\b");

  /** Names alone: what describe shows beside them, which takes a second to put there, is not. */
  private static final Pattern SHOWS_NAMES = Pattern.compile("(?i)\\s*show\\s+tables\\s*");

  private static final Pattern DESCRIBES_ONE =
      Pattern.compile("(?is)\\s*desc(ribe)?\\s+\"?\\w+\"?\\s*");

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> made = new HashSet<>();
  private final Set<String> explained = new HashSet<>();
  private final Map<String, String> absent = new TreeMap<>();
  private final Set<String> told = new HashSet<>();
  private final Set<String> completed = new HashSet<>();
  private final Consumer<String> log;
  private boolean isComplete;

  /**
   * @param log hears of what is missing, in one line each
   */
  Catalog(Consumer<String> log) {
    this.log = log;
  }

  /**
   * Names one view or table; an earlier one of that name gives way.
   *
   * @param note what it lacks; null for nothing
   */
  void add(String name, Collection<String> needs, @Nullable String note, Make make) {
    entries.put(name, new Entry(make, Set.copyOf(needs), note, connection -> List.of()));
  }

  /** Names a view of tables of runs, which may have been written before a column was there. */
  void add(String name, @Nullable String note, Make make, Completion completion) {
    entries.put(name, new Entry(make, Set.of(), note, completion));
  }

  void add(String name, String sql, Collection<String> needs) {
    add(name, needs, null, connection -> execute(connection, sql));
  }

  /** Says why a table or view that there could be is not there. */
  void addAbsent(String name, String reason) {
    absent.put(name, reason);
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** What has a name for users: not what stands in for a table, in a schema of its own. */
  private static boolean isListed(String name) {
    return name.indexOf('.') < 0;
  }

  List<String> names() {
    return entries.keySet().stream().filter(Catalog::isListed).sorted().toList();
  }

  /** Makes what a statement may need. */
  void prepare(Connection connection, String sql) throws SQLException {
    boolean asks = ASKS_WHAT_THERE_IS.matcher(sql).find();
    boolean all = asks && !DESCRIBES_ONE.matcher(sql).matches();
    if (all) {
      makeAll(connection);
    }
    if (ASKS_FOR_THE_LIST.matcher(sql).find()) {
      tellAbsent();
    }
    if (!all) {
      for (String name : named(sql)) {
        make(connection, name);
      }
    }
    if (asks && !SHOWS_NAMES.matcher(sql).matches()) {
      explain(connection);
    }
    named(TEXT.matcher(sql).replaceAll(" ")).forEach(this::tell);
  }

  private static List<String> named(String sql) {
    return WORD.matcher(sql)
        .results()
        .filter(word -> word.start() == word.start(1))
        .map(word -> word.group(1).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** Tells a line. */
  void say(String line) {
    log.accept(line);
  }

  private void tell(String name) {
    Entry entry = entries.get(name);
    if (entry == null || !told.add(name)) {
      return;
    }
    if (entry.note != null) {
      log.accept(name + " " + entry.note);
    }
    entry.needs.forEach(this::tell);
  }

  private void tellAbsent() {
    Map<String, List<String>> names = new TreeMap<>();
    absent.forEach(
        (name, reason) -> names.computeIfAbsent(reason, r -> new ArrayList<>()).add(name));
    names.forEach(
        (reason, of) -> log.accept("not there: " + String.join(", ", of) + ": " + reason));
  }

  /** The same failure, with the reason where it is a table that could be there. */
  SQLException explained(SQLException e) {
    Matcher noTable = NO_TABLE.matcher(String.valueOf(e.getMessage()));
    if (noTable.matches()) {
      String name = noTable.group(1).toLowerCase(Locale.ROOT);
      String reason = absent.get(name);
      if (reason != null) {
        return new SQLException("there is no " + name + ": " + reason, e);
      }
    }
    return e;
  }

  /** Whether something was made that was not there before. */
  boolean makeAll(Connection connection) throws SQLException {
    int before = made.size();
    for (String name : names()) {
      make(connection, name);
    }
    return made.size() > before;
  }

  /** It was made anew: what describe shows beside it is gone. */
  void remade(String name) {
    explained.remove(name);
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
      make(connection, name, entry);
    } catch (SQLException e) {
      if (!complete(connection, e)) {
        throw e;
      }
      make(connection, name, entry);
    }
    made.add(name);
    if (isComplete) {
      complete(connection, name);
    }
  }

  private static void make(Connection connection, String name, Entry entry) throws SQLException {
    try {
      entry.make.make(connection);
    } catch (IOException e) {
      throw new SQLException("cannot make " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Gives the tables of runs all columns that there are today, if a statement failed as if it had
   * named one that an earlier version did not write.
   *
   * @return whether one was missing
   */
  boolean complete(Connection connection, SQLException failure) throws SQLException {
    if (isComplete || !String.valueOf(failure.getMessage()).startsWith("Binder Error")) {
      return false;
    }
    isComplete = true;
    boolean any = false;
    for (String name : made) {
      any |= complete(connection, name);
    }
    return any;
  }

  private boolean complete(Connection connection, String name) throws SQLException {
    Entry entry = entries.get(name);
    List<String> missing = entry == null ? List.of() : entry.completion.complete(connection);
    if (missing.isEmpty()) {
      return false;
    }
    explained.remove(name);
    if (completed.add(name)) {
      log.accept(
          "%s is without %s: swept by a version that had no such columns"
              .formatted(name, String.join(", ", missing)));
    }
    return true;
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

  /** Names of the columns of what was made. */
  static List<String> columns(Connection connection, String name) throws SQLException {
    try (PreparedStatement all = connection.prepareStatement("SELECT * FROM " + name)) {
      return ResultPrinter.columns(all.getMetaData());
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
