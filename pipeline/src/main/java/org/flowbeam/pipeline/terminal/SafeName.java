package org.flowbeam.pipeline.terminal;

import java.util.Locale;
import java.util.Set;

/**
 * Names for files that somebody else's text asks for: they lead nowhere else, are allowed on every
 * usual file system, and hold nothing that drives a terminal or a shell.
 */
public final class SafeName {
  /** Room for a number and an ending is left below the 255 bytes of most file systems. */
  static final int MAX_LENGTH = 120;

  /** Names of devices on Windows, whatever their ending. */
  private static final Set<String> DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6",
          "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7",
          "lpt8", "lpt9");

  private SafeName() {}

  /** Letters, digits, dot, dash and underscore of the text; all else becomes an underscore. */
  public static String of(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._-]", "_");
    safe = safe.length() > MAX_LENGTH ? shortened(safe) : safe;
    safe = safe.replaceFirst("^[.-]+", "_").replaceFirst("[.]+$", "_");
    String stem = safe.replaceFirst("[.].*", "").toLowerCase(Locale.ROOT);
    return safe.isEmpty() || DEVICES.contains(stem) ? "_" + safe : safe;
  }

  /** The ending, if it is one, stays. */
  private static String shortened(String name) {
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
    return name.substring(0, MAX_LENGTH - ending.length()) + ending;
  }
}
