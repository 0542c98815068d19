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
}
