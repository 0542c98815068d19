package org.flowbeam.io.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Bytes that somebody else wrote as text for tables and messages: different bytes stay different,
 * and nothing in it can steer a terminal. Valid UTF-8 (RFC 3629) stays. Each byte of anything else,
 * of control characters (C0, DEL, C1), and of characters that separate lines or turn the direction
 * of writing (U+2028 to U+202E, U+2066 to U+2069), becomes {@code \xNN}. Backslashes stay, too, but
 * right before an {@code x} or such a byte they are doubled, so that an {@code x} behind an odd
 * number of backslashes always is an escape and behind an even number never.
 */
public final class EscapedText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder text;

  /** Backslashes at the end of the text that may have to be doubled. */
  private int backslashes;

  private EscapedText(StringBuilder text) {
    this.text = text;
  }

  /** The text of {@code bytes[from, from + length)}. */
  public static String of(byte[] bytes, int from, int length) {
    int to = from + length;
    if (isPlain(bytes, from, to)) {
      return new String(bytes, from, length, ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(length + 32);
    append(text, bytes, from, to);
    return text.toString();
  }

  /** The text of bytes of which each is one char below 256; the string itself if it is plain. */
  public static String ofLatin1(String chars) {
    for (int i = 0; i < chars.length(); i++) {
      if (!isPlain(chars.charAt(i))) {
        byte[] bytes = chars.getBytes(ISO_8859_1);
        return of(bytes, 0, bytes.length);
      }
    }
    return chars;
  }

  /** The text of what was decoded already, by the same rules; a lone surrogate is no character. */
  public static String ofDecoded(String chars) {
    for (int i = 0; i < chars.length(); i++) {
      if (!isPlain(chars.charAt(i))) {
        byte[] bytes = encoded(chars);
        return of(bytes, 0, bytes.length);
      }
    }
    return chars;
  }

  /** The bytes of which {@link #of} made this text. */
  public static byte[] bytes(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int length = 0;
    for (int at = 0; at < utf8.length; ) {
      int end = at;
      while (end < utf8.length && utf8[end] == '\\') {
        end++;
      }
      int backslashes = end - at;
      boolean doubled = end < utf8.length && utf8[end] == 'x';
      for (int i = 0; i < (doubled ? backslashes / 2 : backslashes); i++) {
        utf8[length++] = '\\';
      }
      if (doubled && backslashes % 2 == 1 && end + 2 < utf8.length) {
        utf8[length++] = (byte) Integer.parseInt(new String(utf8, end + 1, 2, ISO_8859_1), 16);
        end += 3;
      } else if (end < utf8.length) {
        utf8[length++] = utf8[end++];
      }
      at = end;
    }
    return Arrays.copyOf(utf8, length);
  }

  /** Appends the text of {@code bytes[from, to)}, which begins and ends for itself. */
  public static void append(StringBuilder text, byte[] bytes, int from, int to) {
    EscapedText escaped = new EscapedText(text);
    for (int at = from; at < to; ) {
      int length = characterLength(bytes, at, to);
      if (length == 0) {
        escaped.escape(bytes[at++]);
      } else {
        escaped.character(bytes, at, length);
        at += length;
      }
    }
  }

  private void escape(byte b) {
    doubleBackslashes();
    text.append("\\x").append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
  }

  private void character(byte[] bytes, int at, int length) {
    if (length > 1) {
      text.append(new String(bytes, at, length, UTF_8));
      backslashes = 0;
      return;
    }
    char c = (char) bytes[at];
    if (c == '\\') {
      backslashes++;
    } else if (c == 'x') {
      doubleBackslashes();
    } else {
      backslashes = 0;
    }
    text.append(c);
  }

  private void doubleBackslashes() {
    for (; backslashes > 0; backslashes--) {
      text.append('\\');
    }
  }

  private static boolean isPlain(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isPlain((char) (bytes[i] & 0xff))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f && c != '\\';
  }

  /** UTF-8; a lone surrogate as its code would be coded, which no valid UTF-8 is. */
  private static byte[] encoded(String chars) {
    byte[] bytes = new byte[3 * chars.length()];
    int length = 0;
    for (int i = 0; i < chars.length(); ) {
      int code = chars.codePointAt(i);
      i += Character.charCount(code);
      if (code >= 0xd800 && code < 0xe000) {
        bytes[length++] = (byte) (0xe0 | code >> 12);
        bytes[length++] = (byte) (0x80 | (code >> 6 & 0x3f));
        bytes[length++] = (byte) (0x80 | (code & 0x3f));
      } else {
        byte[] one = Character.toString(code).getBytes(UTF_8);
        System.arraycopy(one, 0, bytes, length, one.length);
        length += one.length;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Bytes of the character that begins here and may be shown; 0 when none does. */
  private static int characterLength(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return lead >= ' ' && lead < 0x7f ? 1 : 0;
    }
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int code = lead & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
      code = code << 6 | (bytes[at + i] & 0x3f);
    }
    boolean tooLong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    return tooLong || !isShown(code) ? 0 : length;
  }

  private static boolean isShown(int code) {
    boolean control = code < 0xa0;
    boolean surrogate = code >= 0xd800 && code < 0xe000;
    boolean steers = (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return !control && !surrogate && !steers && code <= 0x10ffff;
  }
}
