package org.flowbeam.pipeline.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets one statement pass that reads, alone or behind EXPLAIN. DuckDB's own parser decides: it
 * serializes queries and nothing else. Only what it has understood is given back to be run, so a
 * comment or an option that it reads otherwise than this class cannot smuggle a statement in.
 */
final class QueryCheck {
  private static final Pattern SPACE_OR_COMMENT =
      Pattern.compile("(?s)(\\s+|--[^\\n\\r]*|/\\*.*?\\*/)*+");

  private static final Pattern OPTIONS = Pattern.compile("\\([\\w\\s,]*\\)");

  private final Connection connection;

  QueryCheck(Connection connection) {
    this.connection = connection;
  }

  /**
   * What the parser said.
   *
   * @param error null when it understood the text
   * @param noQuery it is a statement of another kind, or EXPLAIN
   */
  private record Parsed(@Nullable String error, boolean noQuery, int statements) {
    boolean isOneQuery() {
      return error == null && statements == 1;
    }
  }

  /**
   * Gives back the statement to run.
   *
   * @throws SQLException one that says what is wrong with the text
   */
  String requireQuery(String sql) throws SQLException {
    Parsed parsed = parse(sql);
    if (parsed.isOneQuery()) {
      return sql;
    }
    String explain = parsed.noQuery() ? explain(behindComments(sql)) : null;
    if (explain != null) {
      return explain;
    }
    if (parsed.error() != null && !parsed.noQuery()) {
      throw new SQLException("Parser Error: " + parsed.error());
    }
    throw new SQLException("takes one statement that reads (SELECT, SHOW, DESCRIBE, EXPLAIN)");
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

  private static @Nullable String behindWord(String sql, String word) {
    Matcher matcher = Pattern.compile("(?i)" + word + "\\b").matcher(sql);
    return matcher.lookingAt() ? behindComments(sql.substring(matcher.end())) : null;
  }

  private static String behindComments(String sql) {
    Matcher comments = SPACE_OR_COMMENT.matcher(sql);
    return comments.lookingAt() ? sql.substring(comments.end()) : sql;
  }

  private Parsed parse(String sql) throws SQLException {
    try (PreparedStatement parse =
        connection.prepareStatement(
            "SELECT j->>'error_type', j->>'error_message', len(j->'statements'->'$[*]')"
                + " FROM (SELECT json_serialize_sql(?) AS j)")) {
      parse.setString(1, sql);
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        boolean noQuery = "not implemented".equals(parsed.getString(1));
        return new Parsed(parsed.getString(2), noQuery, parsed.getInt(3));
      }
    }
  }
}
