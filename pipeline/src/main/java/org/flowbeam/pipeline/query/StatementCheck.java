package org.flowbeam.pipeline.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets a statement pass that reads, alone or behind EXPLAIN, and one that makes or drops something
 * temporary. DuckDB's own parser decides what a query is: it serializes queries and nothing else.
 * Only what it has understood is given back to be run, behind words that are written here, so a
 * comment or an option that DuckDB reads otherwise than this class cannot smuggle a statement in.
 */
final class StatementCheck {
  /**
   * What may be run.
   *
   * @param hasResult whether it gives rows to show
   * @param isToBeRead whether these are sentences, of which none is cut
   * @param tables words of the names that a plain query selects from; else none
   */
  record Checked(String sql, boolean hasResult, boolean isToBeRead, Set<String> tables) {
    static Checked query(String sql, Set<String> tables) {
      return new Checked(sql, true, false, tables);
    }
  }

  /**
   * Queries may hold COPY, INSERT, UPDATE and DELETE behind WITH, and two functions run text that
   * was not looked at here. In the JSON a text has its quotes escaped, so it cannot look like a
   * node.
   */
  private static final String WRITES =
      """
      len(list_filter(regexp_extract_all(j::VARCHAR, '"type":"(\\w+_NODE)"', 1), lambda node: node NOT IN
          ('SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE'))) > 0
        OR regexp_matches(j::VARCHAR, '"function_name":"(query|json_execute_serialized_sql)"', 'i')""";

  private static final String TABLES =
      """
      regexp_extract_all(j::VARCHAR, '"table_name":"(\\w+)"', 1)""";

  private static final Pattern SPACE_OR_COMMENT =
      Pattern.compile("(?s)(\\s+|--[^\\n\\r]*|/\\*.*?\\*/)*+");

  private static final Pattern OPTIONS = Pattern.compile("\\([\\w\\s,]*\\)");

  private static final String NAME = "(?<name>[a-z_]\\w*|\"(?:[^\"]|\"\")+\")";

  /** CREATE up to where a query or the columns begin; all of it goes to the temporary schema. */
  private static final Pattern CREATE =
      pattern(
          "create (?<replace>or replace )?(?:(?:temp|temporary) )?(?<kind>table|view) "
              + "(?<unless>if not exists )?"
              + NAME
              + "(?<columns> ?\\([^()'\"$;-]*\\))?(?: as\\b)?");

  private static final Pattern CREATE_TABLE =
      pattern(
          "create (?<replace>or replace )?(?:(?:temp|temporary) )?table (?<unless>if not exists )?"
              + NAME
              + " ?(?<columns>\\([\\w\\s,()\\[\\]]*\\)) ?");

  private static final Pattern CREATE_MACRO =
      pattern(
          "create (?<replace>or replace )?(?:(?:temp|temporary) )?(?:macro|function) "
              + NAME
              + " ?(?<columns>\\([\\w\\s,]*\\)) as\\b(?<table> table\\b)?");

  private static final Pattern INSERT =
      pattern(
          "insert into " + NAME + "(?<columns> ?\\([\\w\\s,]*\\)(?= ?(?:values|select|from)))?");

  private static final Pattern DROP =
      pattern("drop (?<kind>table|view|macro) (?<unless>if exists )?" + NAME + " ?");

  private static final Pattern DESCRIBE = pattern("(?:describe|desc) " + NAME + " ?");

  private final Connection connection;

  StatementCheck(Connection connection) {
    this.connection = connection;
  }

  private static Pattern pattern(String words) {
    return Pattern.compile(
        words.replace(" ?", "\\s*").replace(" ", "\\s+"), Pattern.CASE_INSENSITIVE);
  }

  /**
   * What the parser said.
   *
   * @param error null when it understood the text
   * @param noQuery it is a statement of another kind, or EXPLAIN
   * @param tables as in {@link Checked}
   */
  private record Parsed(
      @Nullable String error, boolean noQuery, int statements, Set<String> tables) {
    boolean isOneQuery() {
      return error == null && !noQuery && statements == 1;
    }
  }

  /**
   * Gives back the statement to run.
   *
   * @throws SQLException one that says what is wrong with the text
   */
  Checked require(String sql) throws SQLException {
    String bare = behindComments(sql);
    Matcher describe = DESCRIBE.matcher(bare);
    if (describe.matches()) {
      connection.prepareStatement(sql).close(); // says so if there is no such table
      return new Checked(describe(unquoted(describe.group("name"))), true, true, Set.of());
    }
    Parsed parsed = parse(sql);
    if (parsed.isOneQuery()) {
      return Checked.query(sql, parsed.tables());
    }
    String explain = parsed.noQuery() ? explain(bare) : null;
    if (explain != null) {
      return Checked.query(explain, Set.of());
    }
    String change = temporary(bare);
    if (change != null) {
      return new Checked(change, false, false, Set.of());
    }
    if (parsed.error() != null && !parsed.noQuery()) {
      throw new SQLException("Parser Error: " + parsed.error());
    }
    if (behindWord(bare, "pivot") != null) {
      throw new SQLException(
          "PIVOT takes its values in the statement, as in ON proto IN ('tcp', 'udp')");
    }
    throw new SQLException(
        "takes statements that read (SELECT, SHOW, DESCRIBE, EXPLAIN) or make or drop temporary"
            + " tables, views and macros");
  }

  /** What a table or view is made of, with the meanings of its columns. */
  private static String describe(String name) {
    return "SELECT column_name, data_type AS column_type, comment AS meaning FROM duckdb_columns()"
        + " WHERE lower(table_name) = lower("
        + TableViews.quoted(name)
        + ") QUALIFY rank() OVER (ORDER BY database_name = 'temp' DESC) = 1 ORDER BY column_index";
  }

  /** EXPLAIN, perhaps ANALYZE, perhaps options, then a query; null for anything else. */
  private @Nullable String explain(String sql) throws SQLException {
    String rest = behindWord(sql, "explain");
    if (rest == null) {
      return null;
    }
    String explain = "EXPLAIN ";
    String analyzed = behindWord(rest, "analyze");
    if (analyzed != null) {
      explain = "EXPLAIN ANALYZE ";
      rest = analyzed;
    }
    Matcher options = OPTIONS.matcher(rest);
    if (options.lookingAt() && !parse(rest).isOneQuery()) {
      explain += options.group() + " ";
      rest = behindComments(rest.substring(options.end()));
    }
    return parse(rest).isOneQuery() ? explain + rest : null;
  }

  /** A change of what is in memory only; null for anything else. */
  private @Nullable String temporary(String sql) throws SQLException {
    Matcher create = CREATE.matcher(sql);
    if (create.lookingAt() && parse(sql.substring(create.end())).isOneQuery()) {
      return words("CREATE", create.group("replace"), "TEMP", create.group("kind"))
          + words(create.group("unless"), create.group("name"), create.group("columns"), "AS")
          + sql.substring(create.end());
    }
    Matcher table = CREATE_TABLE.matcher(sql);
    if (table.matches()) {
      return words("CREATE", table.group("replace"), "TEMP TABLE", table.group("unless"))
          + words(table.group("name"), table.group("columns"));
    }
    Matcher macro = CREATE_MACRO.matcher(sql);
    if (macro.lookingAt() && isBody(macro.group("table") != null, sql.substring(macro.end()))) {
      return words("CREATE", macro.group("replace"), "TEMP MACRO", macro.group("name"))
          + words(macro.group("columns"), "AS", macro.group("table"))
          + sql.substring(macro.end());
    }
    Matcher insert = INSERT.matcher(sql);
    if (insert.lookingAt() && parse(sql.substring(insert.end())).isOneQuery()) {
      return words("INSERT INTO temp.main." + insert.group("name"), insert.group("columns"))
          + sql.substring(insert.end());
    }
    Matcher drop = DROP.matcher(sql);
    return drop.matches()
        ? words("DROP", drop.group("kind"), drop.group("unless"), "temp.main." + drop.group("name"))
        : null;
  }

  /** An expression is one if it can be selected alone. */
  private boolean isBody(boolean isQuery, String text) throws SQLException {
    return parse(isQuery ? text : "SELECT (" + text + "\n)").isOneQuery();
  }

  private static String words(@Nullable String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(word == null ? "" : word.strip() + " ");
    }
    return text.toString();
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  private static @Nullable String behindWord(String sql, String word) {
    Matcher matcher = Pattern.compile("(?i)" + word + "\\b").matcher(sql);
    return matcher.lookingAt() ? behindComments(sql.substring(matcher.end())) : null;
  }

  static String behindComments(String sql) {
    Matcher comments = SPACE_OR_COMMENT.matcher(sql);
    return comments.lookingAt() ? sql.substring(comments.end()) : sql;
  }

  private Parsed parse(String sql) throws SQLException {
    try (PreparedStatement parse =
        connection.prepareStatement(
            "SELECT j->>'error_type', j->>'error_message', len(j->'statements'->'$[*]'), "
                + WRITES
                + ", "
                + TABLES
                + " FROM (SELECT json_serialize_sql(?) AS j)")) {
      parse.setString(1, sql);
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        boolean noQuery = "not implemented".equals(parsed.getString(1)) || parsed.getBoolean(4);
        Set<String> tables = new HashSet<>();
        for (Object name : (Object[]) parsed.getArray(5).getArray()) {
          tables.add(String.valueOf(name).toLowerCase(Locale.ROOT));
        }
        return new Parsed(parsed.getString(2), noQuery, parsed.getInt(3), tables);
      }
    }
  }
}
