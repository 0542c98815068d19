package org.flowbeam.format.text;

import java.util.StringJoiner;

/** Hides passwords in URLs, of users and in parameters; credentials and cookies in headers. */
public final class Secrets {
  public static final String MASK = "***";

  /** Longer names are none. */
  private static final int MAX_NAME_CHARS = 256;

  private static final String AUTHORIZATION = "authorization";

  private Secrets() {}

  /** A text that may hold URLs, without the passwords in these. */
  public static String ofText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '@' || c == '=' || c == '%') { // none is without these
        return ofParameters(ofUrls(text, false), false);
      }
    }
    return text;
  }

  /** A text that is a URL and no more, so that blanks end no part of it. */
  public static String ofUrl(String url) {
    return ofUrls(ofParameters(url, true), true);
  }

  /**
   * The same of a text of several lines that count as one, joined by blanks. A reader may have
   * joined them without: where that makes a secret of what stands on both sides, they are shown so.
   *
   * @param lineEnd what stands between the lines
   */
  public static String ofLines(String text, char lineEnd) {
    if (text.indexOf(lineEnd) < 0) {
      return ofText(text);
    }
    String joined = text.replace(String.valueOf(lineEnd), "");
    String masked = ofText(joined);
    return masked.equals(joined) ? ofText(text.replace(lineEnd, ' ')) : masked;
  }

  /** The same of a name, in which a blank may stand anywhere, also in a URL. */
  public static String ofName(String name) {
    return ofLines(name, ' ');
  }

  /** The value as a row shows it: without its secret, with what is around it. */
  public static String masked(String name, String value) {
    int first = lower(name, 0);
    if (first == 'h' && name.equalsIgnoreCase("Host")) {
      return ofAuthority(value);
    }
    if (isCookies(name, first)) {
      return pairs(value, Integer.MAX_VALUE);
    }
    if (first == 's' && name.equalsIgnoreCase("Set-Cookie")) {
      return pairs(value, 1);
    }
    if (isAuthorization(name)) {
      return credentials(value);
    }
    return mayHide(name, first) && SecretNames.hidesHeader(name) ? MASK : value;
  }

  /** Pairs of which each may be a cookie; several cookies are one Set-Cookie2 (RFC 2965). */
  private static boolean isCookies(String name, int first) {
    return (first == 'c' && (name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Cookie2")))
        || (first == 's' && name.equalsIgnoreCase("Set-Cookie2"));
  }

  /** The letter here in lower case; 0 behind the end. */
  private static int lower(String name, int at) {
    return at < name.length() ? name.charAt(at) | 0x20 : 0;
  }

  /** Authorization, Proxy-Authorization, and what gateways make of them. */
  private static boolean isAuthorization(String name) {
    if (name.length() < AUTHORIZATION.length()) {
      return false;
    }
    char last = name.charAt(name.length() - 1);
    if (last > ' ' && (last | 0x20) != 'n') {
      return false;
    }
    int from = name.stripTrailing().length() - AUTHORIZATION.length();
    return from >= 0 && name.regionMatches(true, from, AUTHORIZATION, 0, AUTHORIZATION.length());
  }

  /** Few names have these letters: the others need not be looked at closely. */
  private static boolean mayHide(String name, int first) {
    int last = name.isEmpty() ? 0 : lower(name, name.length() - 1);
    return first == 'p'
        || (first == 'x' && lower(name, 2) == 'p')
        || last == 't'
        || last == 'h'
        || name.indexOf('k') >= 0
        || name.indexOf('K') >= 0;
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
   *
   * @param withBlanks whether the text is a URL and no more, so that blanks do not end it
   */
  private static String ofUrls(String text, boolean withBlanks) {
    if (!mayHoldUser(text)) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    for (int at = slashes(text, 0); at >= 0; at = slashes(text, at)) {
      int end = authorityEnd(text, at, withBlanks);
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

  /**
   * Masks the values of parameters that are named like passwords or tokens, in all URLs in a text;
   * also in a URL that is a parameter itself, and so percent-encoded.
   *
   * @param withBlanks whether the text is a URL and no more, so that blanks end no value
   */
  public static String ofParameters(String text, boolean withBlanks) {
    if (text.indexOf('=') < 0 && text.indexOf("%3") < 0) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    int at = 0;
    while (at < text.length()) {
      int delimiter = delimiter(text, at);
      int name = at + Math.max(1, delimiter);
      int equals = delimiter == 0 ? -1 : equals(text, name);
      if (equals < 0 || !hides(text, name, equals)) {
        at = name;
        continue;
      }
      int value = equals + length(text, equals, '=');
      int end = valueEnd(text, value, text.charAt(equals) != '=', withBlanks);
      if (end > value) {
        masked = masked == null ? new StringBuilder(text.length()) : masked;
        masked.append(text, copied, value).append(MASK);
        copied = end;
      }
      at = end;
    }
    return masked == null ? text : masked.append(text, copied, text.length()).toString();
  }

  /** Chars of what stands before a parameter, plain or percent-encoded; else 0. */
  private static int delimiter(String text, int at) {
    char c = text.charAt(at);
    if (c != '%') {
      return c == '&' || c == '?' || c == '#' || c == ';' ? 1 : 0;
    }
    return Math.max(
        Math.max(length(text, at, '&'), length(text, at, '?')),
        Math.max(length(text, at, '#'), length(text, at, ';')));
  }

  /** Where the name that begins here ends with an equals sign; else -1. */
  private static int equals(String text, int name) {
    int end = Math.min(text.length(), name + MAX_NAME_CHARS);
    for (int at = name; at < end; at++) {
      char c = text.charAt(at);
      if (c == '=' || (c == '%' && length(text, at, '=') > 0)) {
        return at;
      }
      if (c <= ' ' || delimiter(text, at) > 0) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean hides(String text, int from, int to) {
    for (int at = from; at < to; at++) {
      if ("pPkKcChHjJ%".indexOf(text.charAt(at)) >= 0) { // no name of a secret is without these
        return SecretNames.hides(Text.percentDecoded(text.substring(from, to)));
      }
    }
    return false;
  }

  private static int valueEnd(String text, int from, boolean encoded, boolean withBlanks) {
    int at = from;
    while (at < text.length()
        && (text.charAt(at) > ' ' || withBlanks)
        && text.charAt(at) != '&'
        && !(encoded && length(text, at, '&') > 0)) {
      at++;
    }
    return at;
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

  private static int authorityEnd(String text, int from, boolean withBlanks) {
    String others = text.charAt(from - 1) == '/' ? "\"<>" : "\"<>&";
    int at = from;
    while (at < text.length()
        && (text.charAt(at) > ' ' || withBlanks)
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
