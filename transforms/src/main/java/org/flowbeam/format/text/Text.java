package org.flowbeam.format.text;

import org.flowbeam.io.bytes.Bytes;

/** Characters of RFC 9110 section 5.6. */
public final class Text {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (int c = 0; c < TOKEN.length; c++) {
      TOKEN[c] = isLetter(c) || isDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }
  }

  private Text() {}

  /** Whether this byte may stand in a method or header name. */
  public static boolean isTokenChar(int c) {
    return c < TOKEN.length && TOKEN[c];
  }

  private static boolean isLetter(int c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
  }

  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  public static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** Value of a hexadecimal digit, or -1. */
  public static int hexDigit(int c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  public static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  /** Whether these characters, in lower case, are here in any case. */
  public static boolean beginsLike(Bytes bytes, int from, int end, String lower) {
    if (end - from < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(bytes.u8(from + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a control character is among these bytes. */
  public static boolean hasControl(Bytes bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      if (bytes.u8(at) < ' ' || bytes.u8(at) == 0x7f) {
        return true;
      }
    }
    return false;
  }

  public static int skipBlanks(Bytes bytes, int from, int end) {
    int at = from;
    while (at < end && isBlank(bytes.u8(at))) {
      at++;
    }
    return at;
  }

  /** Where the text that begins at {@code from} ends when blanks at its end are left out. */
  public static int trimBlanks(Bytes bytes, int from, int end) {
    int at = end;
    while (at > from && isBlank(bytes.u8(at - 1))) {
      at--;
    }
    return at;
  }

  /** The chars of a text, each below 256, without percent-encoding. */
  public static String percentDecoded(String latin1) {
    if (latin1.indexOf('%') < 0) {
      return latin1;
    }
    StringBuilder decoded = new StringBuilder(latin1.length());
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      int high = c == '%' && i + 2 < latin1.length() ? hexDigit(latin1.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : hexDigit(latin1.charAt(i + 2));
      decoded.append(low < 0 ? c : (char) (16 * high + low));
      i += low < 0 ? 0 : 2;
    }
    return decoded.toString();
  }

  /** Where a char stands next outside of quoted strings (RFC 5322 section 3.2.4), or -1. */
  public static int indexOfUnquoted(String text, char wanted, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == wanted && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * What a quoted string holds, which begins with its quote and need not end.
   *
   * @param everyPair whether a backslash quotes whatever follows. Programs that do not quote write
   *     names of folders, and bytes of other charsets: else only quotes and backslashes are quoted.
   */
  public static String unquoted(String text, boolean everyPair) {
    StringBuilder held = new StringBuilder();
    for (int i = 1; i < text.length() && text.charAt(i) != '"'; i++) {
      boolean pair = text.charAt(i) == '\\' && i + 1 < text.length();
      if (pair && (everyPair || "\"\\".indexOf(text.charAt(i + 1)) >= 0)) {
        i++;
      }
      held.append(text.charAt(i));
    }
    return held.toString();
  }

  /** The first chars of a text, no character cut in two. */
  public static String cut(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return text.substring(0, end);
  }
}
