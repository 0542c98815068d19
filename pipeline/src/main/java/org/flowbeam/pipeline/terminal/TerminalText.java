package org.flowbeam.pipeline.terminal;

import org.jline.utils.WCWidth;

/**
 * Text from captures, file names and archives may hold characters that drive a terminal, turn its
 * writing direction or cannot be seen. They are shown as JSON writes them: {@code \}{@code u001b}.
 */
public final class TerminalText {
  /** Of marks that take no column, or signs that take two; all before take one. */
  private static final int FIRST_MARK = 0x300;

  private TerminalText() {}

  /** The text in one line that changes nothing but where the cursor stands. */
  public static String oneLine(String text) {
    return escaped(text, "");
  }

  /** The same, but line feeds and tabs stay. */
  static String lines(String text) {
    return escaped(text, "\n\t");
  }

  /** How many columns of a terminal a line takes: signs of East Asia two, marks on letters none. */
  public static int columns(String line) {
    return line.codePoints().map(TerminalText::columns).sum();
  }

  /** How many chars of a line fit into so many columns; at least its first character. */
  public static int fitting(String line, int columns) {
    int at = line.offsetByCodePoints(0, 1);
    int left = columns - columns(line.codePointAt(0));
    while (at < line.length() && left >= columns(line.codePointAt(at))) {
      left -= columns(line.codePointAt(at));
      at = line.offsetByCodePoints(at, 1);
    }
    return at;
  }

  private static int columns(int codePoint) {
    return codePoint < FIRST_MARK ? 1 : Math.max(0, WCWidth.wcwidth(codePoint));
  }

  private static String escaped(String text, String kept) {
    if (text.codePoints().allMatch(c -> isHarmless(c) || kept.indexOf(c) >= 0)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (kept.indexOf(c) >= 0) {
                out.appendCodePoint(c);
              } else {
                append(c, out);
              }
            });
    return out.toString();
  }

  /** Appends a character, or what stands for it. */
  public static void append(int codePoint, StringBuilder out) {
    if (isHarmless(codePoint)) {
      out.appendCodePoint(codePoint);
      return;
    }
    for (char c : Character.toChars(codePoint)) {
      out.append(String.format("\\u%04x", (int) c));
    }
  }

  private static boolean isHarmless(int codePoint) {
    if (codePoint >= ' ' && codePoint < 0x7f) {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
