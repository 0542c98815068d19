package org.flowbeam.format.text;

import java.util.StringJoiner;

/** Hides passwords in URLs, credentials and values of cookies in headers. */
public final class Secrets {
  public static final String MASK = "***";

  private Secrets() {}

  /** The value as a row shows it: without its secret, with what is around it. */
  public static String masked(String name, String value) {
    return switch (name.length()) {
      case 4 -> name.equalsIgnoreCase("Host") ? ofAuthority(value) : value;
      case 6 -> name.equalsIgnoreCase("Cookie") ? pairs(value, Integer.MAX_VALUE) : value;
      case 10 -> name.equalsIgnoreCase("Set-Cookie") ? pairs(value, 1) : value;
      case 13 -> name.equalsIgnoreCase("Authorization") ? credentials(value) : value;
      case 19 -> name.equalsIgnoreCase("Proxy-Authorization") ? credentials(value) : value;
      default -> value;
    };
  }

  /** Keeps the scheme: {@code Basic ***}. */
  private static String credentials(String value) {
    int blank = value.indexOf(' ');
    return blank < 0 ? MASK : value.substring(0, blank + 1) + MASK;
  }

  /** Masks the values of the first pairs of {@code name=value; name=value}. */
  private static String pairs(String value, int masked) {
    StringJoiner pairs = new StringJoiner(";");
    int done = 0;
    for (String pair : value.split(";", -1)) {
      int equals = pair.indexOf('=');
      boolean secret = done++ < masked;
      if (!secret || pair.isBlank()) {
        pairs.add(pair);
      } else {
        pairs.add(equals < 0 ? MASK : pair.substring(0, equals + 1) + MASK);
      }
    }
    return pairs.toString();
  }

  /**
   * Masks the passwords of all URLs in a text: what stands between the first colon and the last @
   * of the authority behind two slashes. Delimiters may be percent-encoded, as in a URL that is a
   * parameter of another one.
   */
  public static String ofUrls(String text) {
    if (!mayHoldUser(text)) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    for (int at = slashes(text, 0); at >= 0; at = slashes(text, at)) {
      int end = authorityEnd(text, at);
      int user = at;
      while (user < end && length(text, user, ':') == 0) {
        user++;
      }
      int host = end;
      while (host > user && length(text, host, '@') == 0) {
        host--;
      }
      int password = user + (user < end ? length(text, user, ':') : 0);
      if (host > user && password < host) {
        masked = masked == null ? new StringBuilder(text.length()) : masked;
        masked.append(text, copied, password).append(MASK);
        copied = host;
      }
      at = end;
    }
    return masked == null ? text : masked.append(text, copied, text.length()).toString();
  }

  /** Masks the password in {@code user:password@host:port}. */
  public static String ofAuthority(String text) {
    int host = text.lastIndexOf('@');
    int user = text.indexOf(':');
    return host < 0 || user < 0 || user > host
        ? text
        : text.substring(0, user + 1) + MASK + text.substring(host);
  }

  private static boolean mayHoldUser(String text) {
    return text.indexOf('@') >= 0 || text.contains("%40");
  }

  /** Position behind the next two slashes, or -1. */
  private static int slashes(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      int first = length(text, at, '/');
      int second = first == 0 ? 0 : length(text, at + first, '/');
      if (second > 0) {
        return at + first + second;
      }
    }
    return -1;
  }

  private static int authorityEnd(String text, int from) {
    String others = text.charAt(from - 1) == '/' ? "\"<>" : "\"<>&";
    int at = from;
    while (at < text.length()
        && text.charAt(at) > ' '
        && others.indexOf(text.charAt(at)) < 0
        && length(text, at, '/') + length(text, at, '?') + length(text, at, '#') == 0) {
      at++;
    }
    return at;
  }

  /** Chars of this delimiter if it is here, plain or percent-encoded; else 0. */
  private static int length(String text, int at, char delimiter) {
    if (at >= text.length()) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == delimiter) {
      return 1;
    }
    boolean encoded =
        c == '%'
            && at + 2 < text.length()
            && 16 * Text.hexDigit(text.charAt(at + 1)) + Text.hexDigit(text.charAt(at + 2))
                == delimiter;
    return encoded ? 3 : 0;
  }
}
