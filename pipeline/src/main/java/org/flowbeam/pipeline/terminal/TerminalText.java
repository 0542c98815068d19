package org.flowbeam.pipeline.terminal;

/**
 * Text from captures, file names and archives may hold characters that drive a terminal, turn its
 * writing direction or cannot be seen. They are shown as JSON writes them: {@code \}{@code u001b}.
 */
public final class TerminalText {
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

  private static int columns(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(codePoint) ? 2 : 1;
  }

  /** East Asian Width W and F of UAX #11, by blocks. */
  private static boolean isWide(int c) {
    return isIn(c, 0x1100, 0x115f) // first letters of Hangul
        || isIn(c, 0x2e80, 0xa4cf) // radicals, kana, ideographs, Yi
        || isIn(c, 0xac00, 0xd7a3) // Hangul
        || isIn(c, 0xf900, 0xfaff)
        || isIn(c, 0xfe30, 0xfe6f)
        || isIn(c, 0xff00, 0xff60) // letters as wide as ideographs
        || isIn(c, 0xffe0, 0xffe6)
        || isIn(c, 0x1f300, 0x1f64f) // pictures
        || isIn(c, 0x1f900, 0x1f9ff)
        || isIn(c, 0x20000, 0x3fffd);
  }

  private static boolean isIn(int c, int first, int last) {
    return c >= first && c <= last;
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
