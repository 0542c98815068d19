package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.options.UsageException;

/**
 * Cuts a text at its semicolons, and gives the parameters {@code $name} of each statement numbers,
 * since JDBC knows none by name. Knows comments, quotes and dollar quotes as DuckDB writes them;
 * what is in them is left alone. Decides nothing about safety: {@link StatementCheck} asks DuckDB
 * about every part.
 */
final class SqlScript {
  /**
   * One statement without its semicolon.
   *
   * @param sql without comments, with {@code $1}, {@code $2} in place of the names
   * @param line of the text on which it begins, from 1
   * @param parameters their names, the first for {@code $1}; each once
   */
  record Part(String sql, int line, List<String> parameters) {}

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private StringBuilder sql = new StringBuilder();
  private List<String> parameters = new ArrayList<>();
  private int line = 1;
  private int firstLine;
  private boolean isOpen;

  private SqlScript(String text) {
    this.text = text;
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), tokenEnd(at));
      token(text.substring(at, end));
      line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
      at = end;
    }
  }

  /**
   * The text of a file.
   *
   * @throws UsageException with the line, when it is not UTF-8: it would select something else
   */
  static String decoded(String file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (UTF_8.newDecoder().decode(in, out, true).isError()) {
      String before = new String(bytes, 0, in.position(), UTF_8);
      long number = 1 + before.chars().filter(c -> c == '\n').count();
      throw new UsageException(file + ":" + number + ": is not UTF-8");
    }
    return out.flip().toString();
  }

  /** The statements of a text; what is blank or only comment is none. */
  static List<Part> parts(String text) {
    SqlScript script = new SqlScript(text);
    script.endPart();
    return List.copyOf(script.parts);
  }

  /** Whether the text needs no more lines: its last statement has its semicolon. */
  static boolean isComplete(String text) {
    SqlScript script = new SqlScript(text);
    return !script.isOpen && script.firstLine == 0;
  }

  private void token(String token) {
    if (token.equals(";")) {
      endPart();
      return;
    }
    if (token.startsWith("--") || token.startsWith("/*")) {
      sql.append(' ');
      return;
    }
    if (!token.isBlank() && firstLine == 0) {
      firstLine = line;
    }
    boolean isParameter = token.matches("\\$\\w+");
    sql.append(isParameter ? number(token.substring(1)) : token);
  }

  private String number(String name) {
    if (!parameters.contains(name)) {
      parameters.add(name);
    }
    return "$" + (parameters.indexOf(name) + 1);
  }

  private void endPart() {
    if (firstLine > 0) {
      parts.add(new Part(sql.toString().strip(), firstLine, List.copyOf(parameters)));
    }
    sql = new StringBuilder();
    parameters = new ArrayList<>();
    firstLine = 0;
  }

  /** Where the token that begins at a place ends; behind the text where it does not end. */
  private int tokenEnd(int at) {
    char c = text.charAt(at);
    if (text.startsWith("--", at)) {
      return lineEnd(at);
    }
    if (text.startsWith("/*", at)) {
      return commentEnd(at + 2);
    }
    if (c == '\'' || c == '"') {
      return quoteEnd(at + 1, c, false);
    }
    if (c == '$') {
      return dollarEnd(at);
    }
    if (!isWordStart(c)) {
      return at + 1;
    }
    int end = wordEnd(at);
    boolean escapes = end == at + 1 && (c == 'e' || c == 'E') && text.startsWith("'", end);
    return escapes ? quoteEnd(end + 1, '\'', true) : end;
  }

  private int lineEnd(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  /** Comments nest. */
  private int commentEnd(int from) {
    int depth = 1;
    int at = from;
    while (at < text.length()) {
      if (text.startsWith("*/", at)) {
        at += 2;
        depth--;
        if (depth == 0) {
          return at;
        }
      } else if (text.startsWith("/*", at)) {
        at += 2;
        depth++;
      } else {
        at++;
      }
    }
    return unfinished();
  }

  /** A quote that is written twice is one of the text; the second begins a token of its own. */
  private int quoteEnd(int from, char quote, boolean escapes) {
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        return at + 1;
      }
      if (escapes && c == '\\') {
        at++;
      }
    }
    return unfinished();
  }

  /** {@code $name}, {@code $$ text $$} or {@code $tag$ text $tag$}. */
  private int dollarEnd(int at) {
    int end = at + 1;
    while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
      end++;
    }
    if (!text.startsWith("$", end)) {
      return end;
    }
    String tag = text.substring(at, end + 1);
    int close = text.indexOf(tag, end + 1);
    return close < 0 ? unfinished() : close + tag.length();
  }

  private int wordEnd(int from) {
    int at = from;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWordStart(char c) {
    return c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || c == '$';
  }

  private int unfinished() {
    isOpen = true;
    return text.length();
  }
}
