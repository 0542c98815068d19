package org.flowbeam.format.content;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import org.flowbeam.format.text.EncodedWords;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * File names in headers and parts, as tables show them: {@code filename*} (RFC 8187) before {@code
 * filename} of Content-Disposition (RFC 6266), else {@code name} of Content-Type. Bare values are
 * taken up to the next semicolon, and encoded words (RFC 2047) decoded, as browsers do.
 */
public final class Filenames {
  private static final String DISPOSITION = "content-disposition:";

  private Filenames() {}

  /** From the values of both headers; null when neither states one. */
  public static @Nullable String of(@Nullable String disposition, @Nullable String type) {
    String name = disposition == null ? null : ofDisposition(disposition);
    return name != null || type == null ? name : decoded(parameter(type, "name"));
  }

  /**
   * Of a Content-Disposition.
   *
   * @param value each byte one char below 256
   */
  public static @Nullable String ofDisposition(String value) {
    String extended = parameter(value, "filename*");
    String decoded = extended == null ? null : extended(extended);
    return decoded != null ? decoded : decoded(parameter(value, "filename"));
  }

  /** The same before it is decoded; null when neither states one. */
  public static @Nullable String raw(@Nullable String disposition, @Nullable String type) {
    String name = disposition == null ? null : parameter(disposition, "filename*");
    if (name == null && disposition != null) {
      name = parameter(disposition, "filename");
    }
    return text(name != null || type == null ? name : parameter(type, "name"));
  }

  private static @Nullable String decoded(@Nullable String latin1) {
    return latin1 != null && latin1.contains("=?")
        ? EncodedWords.decode(latin1, new HashSet<>())
        : text(latin1);
  }

  private static @Nullable String text(@Nullable String latin1) {
    return latin1 == null ? null : EscapedText.ofLatin1(latin1);
  }

  /** Of the first part of a multipart body that states one; the body's first bytes are enough. */
  public static @Nullable String ofParts(byte[] start, int length) {
    int at = 0;
    while (at < length && (start[at] == '\r' || start[at] == '\n')) {
      at++; // an empty preamble
    }
    if (length - at < 2 || start[at] != '-' || start[at + 1] != '-') {
      return null;
    }
    String text = new String(start, 0, length, StandardCharsets.ISO_8859_1);
    while (true) {
      int lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) {
        return null;
      }
      if (text.regionMatches(true, at, DISPOSITION, 0, DISPOSITION.length())) {
        String name = ofDisposition(text.substring(at + DISPOSITION.length(), lineEnd).strip());
        if (name != null) {
          return name;
        }
      }
      at = lineEnd + 1;
    }
  }

  /** Value of a parameter behind the first semicolon; null when there is none. */
  public static @Nullable String parameter(String value, String name) {
    int at = value.indexOf(';');
    while (at >= 0) {
      int start = at + 1;
      int equals = value.indexOf('=', start);
      int next = Text.indexOfUnquoted(value, ';', start);
      if (equals > 0 && (next < 0 || equals < next)) {
        if (value.substring(start, equals).strip().equalsIgnoreCase(name)) {
          String found = value.substring(equals + 1, next < 0 ? value.length() : next).strip();
          return found.startsWith("\"") ? Text.unquoted(found, false) : found;
        }
      }
      at = next;
    }
    return null;
  }

  /** {@code charset'language'percent-encoded}; null when it is not that. */
  private static @Nullable String extended(String value) {
    int charsetEnd = value.indexOf('\'');
    int languageEnd = value.indexOf('\'', charsetEnd + 1);
    if (charsetEnd < 0 || languageEnd < 0) {
      return null;
    }
    Charset charset;
    switch (value.substring(0, charsetEnd).toLowerCase(Locale.ROOT)) {
      case "utf-8" -> charset = StandardCharsets.UTF_8;
      case "iso-8859-1" -> charset = StandardCharsets.ISO_8859_1;
      default -> {
        return null;
      }
    }
    String coded = value.substring(languageEnd + 1);
    byte[] bytes = new byte[coded.length()];
    int length = 0;
    for (int i = 0; i < coded.length(); i++) {
      int c = coded.charAt(i);
      if (c == '%' && i + 2 < coded.length() && isHex(coded, i + 1)) {
        c = 16 * Text.hexDigit(coded.charAt(i + 1)) + Text.hexDigit(coded.charAt(i + 2));
        i += 2;
      }
      bytes[length++] = (byte) c;
    }
    return charset.equals(StandardCharsets.UTF_8)
        ? EscapedText.of(bytes, 0, length)
        : EscapedText.ofDecoded(new String(bytes, 0, length, charset));
  }

  private static boolean isHex(String text, int at) {
    return Text.hexDigit(text.charAt(at)) >= 0 && Text.hexDigit(text.charAt(at + 1)) >= 0;
  }
}
