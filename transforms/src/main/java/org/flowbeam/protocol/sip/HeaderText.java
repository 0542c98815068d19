package org.flowbeam.protocol.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists and parameters in values of headers (RFC 3261 25.1). */
final class HeaderText {
  private HeaderText() {}

  /** Parts between delimiters that stand outside of quotes and angle brackets, stripped. */
  static List<String> split(String value, char delimiter) {
    List<String> parts = new ArrayList<>(2);
    int quotesEnd = quotesEnd(value);
    int from = 0;
    for (int at = next(value, 0, delimiter, quotesEnd); at < value.length(); ) {
      parts.add(value.substring(from, at).strip());
      from = at + 1;
      at = next(value, from, delimiter, quotesEnd);
    }
    parts.add(value.substring(from).strip());
    return parts;
  }

  /**
   * Position of the next delimiter outside of quotes and angle brackets, or the end. A quote that
   * nothing closes is a character like any other.
   */
  static int next(String value, int from, char delimiter) {
    return next(value, from, delimiter, quotesEnd(value));
  }

  private static int next(String value, int from, char delimiter, int quotesEnd) {
    boolean inside = false;
    for (int at = from; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == delimiter && (!inside || c == '>')) {
        return at;
      } else if (c == '"' && at < quotesEnd) {
        int close = closingQuote(value, at);
        at = close < 0 ? at : close;
      } else if (c == '<' || c == '>') {
        inside = c == '<';
      }
    }
    return value.length();
  }

  /** Where the first quote stands that nothing closes; the length where there is none. */
  private static int quotesEnd(String value) {
    int open = value.indexOf('"');
    while (open >= 0) {
      int close = closingQuote(value, open);
      if (close < 0) {
        return open;
      }
      open = value.indexOf('"', close + 1);
    }
    return value.length();
  }

  private static int closingQuote(String value, int open) {
    for (int at = open + 1; at < value.length(); at++) {
      if (value.charAt(at) == '"') {
        return at;
      }
      at += value.charAt(at) == '\\' ? 1 : 0;
    }
    return -1;
  }

  /** Value of a parameter behind the first semicolon; "" when it has none, null when not there. */
  static @Nullable String parameter(String value, String name) {
    int quotesEnd = quotesEnd(value);
    int at = next(value, 0, ';', quotesEnd);
    while (at < value.length()) {
      int end = next(value, at + 1, ';', quotesEnd);
      String found = named(value.substring(at + 1, end), name);
      if (found != null) {
        return found;
      }
      at = end;
    }
    return null;
  }

  /** Value of {@code name=value} in a list of such, as of credentials; null when not there. */
  static @Nullable String inList(String value, String name) {
    for (String part : split(value, ',')) {
      String found = named(part, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable String named(String parameter, String name) {
    int equals = parameter.indexOf('=');
    String told = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
    if (!told.equalsIgnoreCase(name)) {
      return null;
    }
    return equals < 0 ? "" : unquoted(parameter.substring(equals + 1).strip());
  }

  /** What stands between quotes, escapes decoded; other text as it is. */
  static String unquoted(String text) {
    if (text.length() < 2 || text.charAt(0) != '"') {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length() && text.charAt(i) != '"'; i++) {
      boolean escape = text.charAt(i) == '\\' && i + 1 < text.length();
      plain.append(text.charAt(escape ? ++i : i));
    }
    return plain.toString();
  }

  /** The value before its parameters. */
  static String withoutParameters(String value) {
    return value.substring(0, next(value, 0, ';')).strip();
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
