package org.flowbeam.oracle.suricata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One check of a {@code test.yaml}: so many events have these values and none of those keys. Reads
 * as much of YAML as these files use. Checks for versions below 8.0.7 only are left out.
 */
final class Check {
  private static final Pattern ENTRY = Pattern.compile("([\\w.\\[\\]-]+): *(.*)");
  private static final Pattern NAME = Pattern.compile("[\\w.]+(?:\\[\\d+])?");

  final Map<String, String> values = new TreeMap<>();
  final List<String> absent = new ArrayList<>();
  int count = -1;
  private boolean matches;
  private boolean old;

  static List<Check> parse(List<String> yaml) {
    List<Check> checks = new ArrayList<>();
    Check check = new Check();
    for (String line : yaml) {
      String text = line.strip().replaceFirst("^- ", "").strip();
      if (text.startsWith("#") || text.isEmpty()) {
        continue;
      }
      if (text.equals("filter:") || text.equals("shell:") || text.equals("stats:")) {
        check = new Check();
        checks.add(check);
      } else {
        check.entry(text);
      }
    }
    return checks.stream().filter(each -> each.count >= 0 && !each.old).toList();
  }

  private void entry(String text) {
    Matcher entry = ENTRY.matcher(text);
    if (!entry.matches()) {
      return;
    }
    String key = entry.group(1);
    String value = entry.group(2).replaceFirst(" #.*", "").strip();
    if (key.equals("match")) {
      matches = true;
    } else if (key.equals("count")) {
      count = Integer.parseInt(value);
    } else if (key.equals("lt-version")) {
      old = true;
    } else if (key.equals("not-has-key")) {
      Matcher name = NAME.matcher(value);
      while (name.find()) {
        absent.add(name.group());
      }
    } else if (matches) {
      boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
      String inner = quoted ? value.substring(1, value.length() - 1).replace("\\\"", "\"") : value;
      values.put(key, inner.replaceAll("^'|'$", ""));
    }
  }

  /** The capture of a test: the one that it names, else the first beside it; null without. */
  static @Nullable Path capture(Path file, List<String> lines) throws IOException {
    for (String line : lines) {
      if (line.startsWith("pcap: ")) {
        Path named = file.resolveSibling(line.substring(6).strip()).normalize();
        return Files.exists(named) ? named : null;
      }
    }
    try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
      return files.filter(path -> path.toString().endsWith(".pcap")).findFirst().orElse(null);
    }
  }

  boolean isAbout(String type) {
    return type.equals(values.get("event_type"))
        || values.keySet().stream().anyMatch(key -> key.startsWith(type + ".request."));
  }

  /** How many of these events are meant; keys that no event may have are passed over. */
  long found(List<Map<String, String>> events, List<String> keys) {
    return events.stream().filter(event -> isMeant(event, keys)).count();
  }

  private boolean isMeant(Map<String, String> event, List<String> keys) {
    for (Map.Entry<String, String> value : values.entrySet()) {
      boolean known = keys.contains(value.getKey().replaceAll("\\[\\d+]", "[]"));
      if (known && !value.getValue().equals(event.get(value.getKey()))) {
        return false;
      }
    }
    return absent.stream().noneMatch(event::containsKey);
  }

  @Override
  public String toString() {
    return values + (absent.isEmpty() ? "" : " without " + absent);
  }
}
