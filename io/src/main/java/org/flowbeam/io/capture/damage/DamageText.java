package org.flowbeam.io.capture.damage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Exceptions as one line that reads the same on every machine: no paths, no class names. */
public final class DamageText {
  /** What the JVM makes of a name's bytes that it cannot decode; it cannot open such a file. */
  private static final String LOST_BYTE = "\ufffd";

  private DamageText() {}

  /** For damage in the content, by our own or a decompressor's words. */
  public static String of(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? "compressed data is corrupt"
        : message.lines().findFirst().orElse(message);
  }

  /** For a file that cannot be read; messages of the platform name paths, so none is passed on. */
  public static String ofReading(IOException e) {
    if (e instanceof LeftOutException) {
      return String.valueOf(e.getMessage());
    }
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof AccessDeniedException || message.contains("permission denied")) {
      return "cannot be read: permission denied";
    }
    if (message.contains("is a directory")) {
      return "cannot be read: it is a folder";
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return message.contains(LOST_BYTE)
          ? "cannot be read: its name is not valid in the locale's encoding; rename it or link to it"
          : "cannot be read: no such file";
    }
    return "cannot be read: input or output error";
  }
}
