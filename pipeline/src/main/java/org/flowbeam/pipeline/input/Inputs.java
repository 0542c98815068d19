package org.flowbeam.pipeline.input;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.options.UsageException;

/**
 * What {@code --input} says: entries separated by commas. A comma may also belong to a name: where
 * the part up to a comma does not exist, the longest run of parts that does is one entry.
 */
public record Inputs(List<InputEntry> entries) {
  /** More commas than this are in no name, or looking for it would take long. */
  private static final int MAX_PARTS_OF_A_NAME = 16;

  public static Inputs of(String text) {
    List<InputEntry> entries = new ArrayList<>();
    if (exists(text)) {
      entries.add(new InputEntry(text));
      return new Inputs(entries);
    }
    List<String> parts = split(text);
    for (int from = 0; from < parts.size(); ) {
      int to = exists(parts.get(from)) ? from + 1 : endOfName(parts, from);
      String entry = String.join(",", parts.subList(from, to));
      if (!entry.isBlank()) {
        entries.add(new InputEntry(exists(entry) ? entry : entry.trim()));
      }
      from = to;
    }
    entries.forEach(Inputs::requirePath);
    if (entries.isEmpty()) {
      throw new UsageException("--input=" + text + ": names nothing");
    }
    return new Inputs(entries);
  }

  private static void requirePath(InputEntry entry) {
    try {
      entry.absolute();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--input=" + entry.text() + ": not a path or pattern");
    }
  }

  /** At its commas, but for those in braces, which belong to a pattern. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '{' && text.indexOf('}', at) >= 0) {
        at = text.indexOf('}', at);
      } else if (text.charAt(at) == ',') {
        parts.add(text.substring(start, at));
        start = at + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int endOfName(List<String> parts, int from) {
    int most = Math.min(parts.size(), from + MAX_PARTS_OF_A_NAME);
    for (int to = most; to > from + 1; to--) {
      if (exists(String.join(",", parts.subList(from, to)))) {
        return to;
      }
    }
    return from + 1;
  }

  private static boolean exists(String name) {
    try {
      return !name.isEmpty() && Files.exists(Path.of(name), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether one of them lies in a store. */
  public boolean nameStore() {
    return entries.stream().anyMatch(InputEntry::isRemote);
  }
}
