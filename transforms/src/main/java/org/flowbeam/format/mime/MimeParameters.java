package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Set;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.text.Text;
import org.jspecify.annotations.Nullable;

/** Parameters of Content-Type and Content-Disposition: in pieces and charsets (RFC 2231). */
final class MimeParameters {
  static final int MAX_CHARS = 1024;
  private static final int MAX_PIECES = 100;

  private MimeParameters() {}

  /** The decoded value: of RFC 2231 first, else with encoded words; null when there is none. */
  static @Nullable String decoded(String field, String name, Set<String> defects) {
    String whole = Filenames.parameter(field, name + "*");
    String coded = whole != null ? whole : pieces(field, name);
    if (coded != null) {
      return cut(extended(coded, defects));
    }
    String plain = Filenames.parameter(field, name);
    return plain == null ? null : cut(EncodedWords.decode(plain, defects));
  }

  /** {@code name*0*=, name*1=} put together; those without the second star are made coded. */
  private static @Nullable String pieces(String field, String name) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < MAX_PIECES; i++) {
      String coded = Filenames.parameter(field, name + "*" + i + "*");
      String plain = coded != null ? null : Filenames.parameter(field, name + "*" + i);
      if (coded == null && plain == null) {
        break;
      }
      if (i == 0 && plain != null) {
        all.append("''");
      }
      all.append(coded != null ? coded : plain == null ? "" : plain.replace("%", "%25"));
    }
    return all.isEmpty() ? null : all.toString();
  }

  /** {@code charset'language'percent-encoded}. */
  private static String extended(String value, Set<String> defects) {
    int charsetEnd = value.indexOf('\'');
    int languageEnd = value.indexOf('\'', charsetEnd + 1);
    boolean told = charsetEnd > 0 && languageEnd > 0;
    String coded = languageEnd > 0 ? value.substring(languageEnd + 1) : value;
    StringBuilder latin1 = new StringBuilder();
    for (int i = 0; i < coded.length(); i++) {
      char c = coded.charAt(i);
      int high = i + 2 < coded.length() && c == '%' ? Text.hexDigit(coded.charAt(i + 1)) : -1;
      int low = high >= 0 ? Text.hexDigit(coded.charAt(i + 2)) : -1;
      latin1.append(low >= 0 ? (char) (16 * high + low) : c);
      i += low >= 0 ? 2 : 0;
    }
    byte[] bytes = latin1.toString().getBytes(ISO_8859_1);
    return told
        ? EncodedWords.text(bytes, value.substring(0, charsetEnd), defects)
        : EncodedWords.decode(latin1.toString(), defects);
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
