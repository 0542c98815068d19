package org.flowbeam.format.content;

import java.util.Locale;
import java.util.Set;

/**
 * A file's name as one can save it anywhere: the last part of what the sender says, without what
 * steers a terminal, a shell or a file system.
 */
public final class SafeName {
  /** In UTF-8: file systems allow 255, and whoever saves it may put something before it. */
  static final int MAX_BYTES = 200;

  private static final String FORBIDDEN = "<>:\"|?*\\/`$&;'%~";

  /** Names of devices, with any extension. */
  private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul");

  private SafeName() {}

  /** Never empty, never a folder, equal for equal names. */
  public static String of(String name) {
    int start = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
    StringBuilder safe = new StringBuilder();
    name.codePoints().skip(name.codePointCount(0, start)).forEach(c -> append(safe, c));
    boolean odd = safe.isEmpty() || ".- ".indexOf(safe.charAt(0)) >= 0 || isReserved(safe);
    if (odd) {
      safe.insert(0, '_');
    }
    int end = fitting(safe);
    while (end > 1 && (safe.charAt(end - 1) == '.' || safe.charAt(end - 1) == ' ')) {
      end--;
    }
    safe.setLength(end);
    return safe.toString();
  }

  /** How many chars of it are at most {@link #MAX_BYTES}. */
  private static int fitting(CharSequence name) {
    int bytes = 0;
    int at = 0;
    while (at < name.length()) {
      int c = Character.codePointAt(name, at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > MAX_BYTES) {
        return at;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  private static void append(StringBuilder safe, int c) {
    boolean letter =
        Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    boolean fine = letter || (c >= ' ' && c < 0x7F && FORBIDDEN.indexOf(c) < 0);
    safe.appendCodePoint(fine ? c : '_');
  }

  private static boolean isReserved(CharSequence name) {
    String text = name.toString().toLowerCase(Locale.ROOT);
    int dot = text.indexOf('.');
    String stem = (dot < 0 ? text : text.substring(0, dot)).strip();
    return RESERVED.contains(stem) || stem.matches("(com|lpt)[0-9\u00b9\u00b2\u00b3]");
  }
}
