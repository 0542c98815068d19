package org.flowbeam.io.capture.damage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Exceptions as one line that reads the same on every machine: no paths, no class names. */
public final class DamageText {
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
      return "cannot be read: no such file";
    }
    return "cannot be read: input or output error";
  }
}
