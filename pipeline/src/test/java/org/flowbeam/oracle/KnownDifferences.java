package org.flowbeam.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The differences from one oracle that we stand by, value by value, each with its reason. There are
 * no patterns: every line is one value of one row.
 */
public final class KnownDifferences {
  private final Map<Difference, String> reasons = new LinkedHashMap<>();

  private KnownDifferences(List<Map<String, String>> lines) {
    for (Map<String, String> line : lines) {
      String reason = line.getOrDefault("reason", "");
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a difference without a reason: " + line);
      }
      if (reasons.put(Difference.of(line), reason) != null) {
        throw new IllegalArgumentException("listed twice: " + line);
      }
    }
  }

  public static KnownDifferences of(List<Map<String, String>> lines) {
    return new KnownDifferences(lines);
  }

  /** Those found that are not listed. */
  public Set<Difference> unlisted(Collection<Difference> found) {
    Set<Difference> rest = new LinkedHashSet<>(found);
    rest.removeAll(reasons.keySet());
    return rest;
  }

  /** Those listed that were not found. */
  public Set<Difference> gone(Collection<Difference> found) {
    Set<Difference> rest = new LinkedHashSet<>(reasons.keySet());
    rest.removeAll(Set.copyOf(found));
    return rest;
  }

  /** Writes what was found in the form of the list, with the reasons that are known. */
  public void write(Collection<Difference> found, Path file) throws IOException {
    StringBuilder text = new StringBuilder(Difference.HEADER).append('\n');
    for (Difference difference : found) {
      String reason = reasons.getOrDefault(difference, "");
      text.append(difference).append('\t').append(reason).append('\n');
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text, UTF_8);
  }
}
