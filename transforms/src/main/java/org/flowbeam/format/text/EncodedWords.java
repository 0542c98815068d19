package org.flowbeam.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Text of header fields: encoded words (RFC 2047, with the language of RFC 2231), also where there
 * is no blank between them. Other bytes beyond ASCII are UTF-8 if they can be, else windows-1252.
 * What cannot be decoded stays as sent, and is a defect.
 */
public final class EncodedWords {
  public static final String UNKNOWN_CHARSET = "unknown_charset";
  public static final String HEADER_8BIT = "header_8bit";

  private static final Pattern WORD =
      Pattern.compile("=\\?([^?*\\s]{1,64})(?:\\*[^?\\s]{0,64})?\\?([bBqQ])\\?([^?]*)\\?=");

  private EncodedWords() {}

  /**
   * The text of a value, as tables show it.
   *
   * @param value each byte one char below 256
   * @param defects gets what is wrong with it
   */
  public static String decode(String value, Set<String> defects) {
    if (value.indexOf("=?") < 0) {
      return plain(value, defects);
    }
    StringBuilder text = new StringBuilder();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // of words of one charset in a row
    String charset = "";
    Matcher word = WORD.matcher(value);
    int at = 0;
    while (word.find()) {
      String between = value.substring(at, word.start());
      byte[] decoded = decoded(word.group(2), word.group(3));
      String name = word.group(1).toLowerCase(Locale.ROOT);
      boolean follows = at > 0 && between.isBlank();
      if (!follows || !name.equals(charset)) {
        append(text, bytes, charset, defects);
      }
      if (!follows) {
        text.append(plain(between, defects));
      }
      bytes.writeBytes(decoded);
      charset = name;
      at = word.end();
    }
    append(text, bytes, charset, defects);
    return text.append(plain(value.substring(at), defects)).toString();
  }

  private static void append(
      StringBuilder text, ByteArrayOutputStream bytes, String charset, Set<String> defects) {
    if (bytes.size() > 0) {
      text.append(text(bytes.toByteArray(), charset, defects));
      bytes.reset();
    }
  }

  /** Bytes in a charset as text; as they are in one that is not known. */
  public static String text(byte[] bytes, String charset, Set<String> defects) {
    Charset known = charset(charset);
    if (known == null) {
      defects.add(UNKNOWN_CHARSET);
      return EscapedText.of(bytes, 0, bytes.length);
    }
    return known.equals(UTF_8)
        ? EscapedText.of(bytes, 0, bytes.length)
        : EscapedText.ofDecoded(new String(bytes, known));
  }

  private static @Nullable Charset charset(String name) {
    try {
      return Charset.isSupported(name) ? Charset.forName(name) : null;
    } catch (IllegalCharsetNameException e) {
      return null;
    }
  }

  private static byte[] decoded(String encoding, String coded) {
    if (encoding.equalsIgnoreCase("Q")) {
      return quoted(coded);
    }
    String digits = coded.replaceAll("[^A-Za-z0-9+/]", "");
    int usable = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
    return Base64.getDecoder().decode(digits.substring(0, usable));
  }

  private static byte[] quoted(String coded) {
    byte[] bytes = new byte[coded.length()];
    int length = 0;
    for (int i = 0; i < coded.length(); i++) {
      int c = coded.charAt(i);
      if (c == '=' && i + 2 < coded.length() && Text.hexDigit(coded.charAt(i + 1)) >= 0) {
        int low = Text.hexDigit(coded.charAt(i + 2));
        if (low >= 0) {
          c = 16 * Text.hexDigit(coded.charAt(i + 1)) + low;
          i += 2;
        }
      }
      bytes[length++] = (byte) (c == '_' && coded.charAt(i) == '_' ? ' ' : c);
    }
    return Arrays.copyOf(bytes, length);
  }

  /** What is no encoded word. */
  private static String plain(String latin1, Set<String> defects) {
    boolean ascii = latin1.chars().allMatch(c -> c < 0x80);
    if (ascii) {
      return EscapedText.ofLatin1(latin1);
    }
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return EscapedText.of(bytes, 0, bytes.length);
    } catch (CharacterCodingException e) {
      defects.add(HEADER_8BIT);
      return EscapedText.ofDecoded(new String(bytes, Charset.forName("windows-1252")));
    }
  }
}
