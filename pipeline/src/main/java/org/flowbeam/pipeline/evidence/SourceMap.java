package org.flowbeam.pipeline.evidence;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.options.UsageException;

/**
 * Where sources lie that were moved since they were read. Of several entries the first that fits
 * counts.
 */
public final class SourceMap {
  private record Entry(String before, String now) {}

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param texts each {@code OLD=NEW}, a file or a folder and where it lies now
   */
  public SourceMap(List<String> texts) {
    for (String text : texts) {
      int equals = middle(text);
      if (equals < 1 || equals == text.length() - 1) {
        throw new UsageException("--sourceMap=" + text + ": expected OLD=NEW");
      }
      entries.add(
          new Entry(absolute(text.substring(0, equals)), absolute(text.substring(equals + 1))));
    }
  }

  /** Names may hold an equals sign: the first one behind which something lies that exists. */
  private static int middle(String text) {
    for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
      String now = text.substring(at + 1);
      if (!now.isEmpty() && !Storage.isRemote(now) && Files.exists(Storage.path(now))) {
        return at;
      }
    }
    return text.indexOf('=');
  }

  private static String absolute(String location) {
    return Storage.isRemote(location)
        ? location.replaceFirst("/+$", "")
        : Storage.path(location).toAbsolutePath().normalize().toString();
  }

  /** Where what was at {@code location} lies now. */
  public String now(String location) {
    for (Entry entry : entries) {
      if (location.equals(entry.before)) {
        return entry.now;
      }
      String folder = entry.before.endsWith("/") ? entry.before : entry.before + "/";
      if (location.startsWith(folder)) {
        return entry.now + "/" + location.substring(folder.length());
      }
    }
    return location;
  }
}
