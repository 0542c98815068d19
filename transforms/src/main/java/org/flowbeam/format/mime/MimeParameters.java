package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.text.EncodedWords;
import org.flowbeam.format.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a Content-Type or Content-Disposition, at most {@link #MAX_PARAMETERS} of them:
 * in pieces and charsets (RFC 2231), bare values up to the next semicolon. Each byte of a value is
 * one char below 256 until it is decoded.
 */
final class MimeParameters {
  static final int MAX_CHARS = 1024;
  static final int MAX_PARAMETERS = 200;

  /**
   * One of them.
   *
   * @param name in lower case
   * @param value without quotes
   * @param sent with them
   */
  private record Parameter(String name, String value, String sent) {}

  private final List<Parameter> all = new ArrayList<>(4);

  private MimeParameters() {}

  /** Those behind the first semicolon of a field. */
  static MimeParameters of(String field) {
    MimeParameters parameters = new MimeParameters();
    int at = Text.indexOfUnquoted(field, ';', 0);
    while (at >= 0 && parameters.all.size() < MAX_PARAMETERS) {
      int next = Text.indexOfUnquoted(field, ';', at + 1);
      parameters.add(field.substring(at + 1, next < 0 ? field.length() : next));
      at = next;
    }
    return parameters;
  }

  private void add(String text) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      String sent = text.substring(equals + 1).strip();
      String value = sent.startsWith("\"") ? Text.unquoted(sent, false) : sent;
      all.add(
          new Parameter(text.substring(0, equals).strip().toLowerCase(Locale.ROOT), value, sent));
    }
  }

  private @Nullable String first(String name) {
    for (Parameter each : all) {
      if (each.name.equals(name)) {
        return each.value;
      }
    }
    return null;
  }

  /** How many different values are stated, those in pieces left aside. */
  int count(String name) {
    return (int) all.stream().filter(p -> p.name.equals(name)).map(p -> p.value).distinct().count();
  }

  /** The decoded value: of RFC 2231 first, else with encoded words; null when there is none. */
  @Nullable String decoded(String name, Set<String> defects) {
    String coded = coded(name);
    if (coded != null) {
      return cut(extended(coded, defects));
    }
    String plain = first(name);
    return plain == null ? null : cut(EncodedWords.decode(plain, defects));
  }

  /** The same before it is decoded, its pieces put together. */
  @Nullable String raw(String name) {
    String pieces = pieces(name, false);
    String whole = pieces == null ? first(name + "*") : pieces;
    return whole == null ? first(name) : whole;
  }

  private @Nullable String coded(String name) {
    String pieces = pieces(name, true);
    return pieces == null ? first(name + "*") : pieces;
  }

  /** {@code name*0*=, name*1=} put together; made coded, those without the second star are, too. */
  private @Nullable String pieces(String name, boolean makeCoded) {
    StringBuilder together = new StringBuilder();
    int count = 0;
    while (count < all.size()) {
      String coded = first(name + "*" + count + "*");
      String piece = coded == null ? first(name + "*" + count) : coded;
      if (piece == null) {
        break;
      }
      boolean plain = makeCoded && coded == null;
      together.append(plain && count == 0 ? "''" : "");
      together.append(plain ? piece.replace("%", "%25") : piece);
      count++;
    }
    return count == 0 ? null : together.toString();
  }

  /** {@code charset'language'percent-encoded}. */
  private static String extended(String value, Set<String> defects) {
    int charsetEnd = value.indexOf('\'');
    int languageEnd = value.indexOf('\'', charsetEnd + 1);
    boolean told = charsetEnd > 0 && languageEnd > 0;
    String latin1 = percent(languageEnd > 0 ? value.substring(languageEnd + 1) : value);
    return told
        ? EncodedWords.text(latin1.getBytes(ISO_8859_1), value.substring(0, charsetEnd), defects)
        : EncodedWords.decode(latin1, defects);
  }

  private static String percent(String coded) {
    StringBuilder latin1 = new StringBuilder();
    for (int i = 0; i < coded.length(); i++) {
      char c = coded.charAt(i);
      int high = i + 2 < coded.length() && c == '%' ? Text.hexDigit(coded.charAt(i + 1)) : -1;
      int low = high >= 0 ? Text.hexDigit(coded.charAt(i + 2)) : -1;
      latin1.append(low >= 0 ? (char) (16 * high + low) : c);
      i += low >= 0 ? 2 : 0;
    }
    return latin1.toString();
  }

  /**
   * What the boundary may be, as programs differ: every one that is named, with quoted pairs taken
   * off or not, with what follows a blank in a bare one and without, in pieces.
   */
  Set<String> boundaries() {
    Set<String> found = new LinkedHashSet<>();
    for (Parameter each : all) {
      if (each.name.equals("boundary")) {
        found.add(each.value);
        found.add(
            each.sent.startsWith("\"")
                ? Text.unquoted(each.sent, true)
                : each.value.split("[\\s(]", 2)[0]);
      }
    }
    String coded = coded("boundary");
    if (coded != null) {
      int languageEnd = coded.indexOf('\'', coded.indexOf('\'') + 1);
      found.add(percent(languageEnd > 0 ? coded.substring(languageEnd + 1) : coded));
    }
    Set<String> usable = new LinkedHashSet<>();
    for (String each : found) {
      usable.add(each.stripTrailing());
      usable.add(each.strip());
    }
    usable.remove("");
    return usable;
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
