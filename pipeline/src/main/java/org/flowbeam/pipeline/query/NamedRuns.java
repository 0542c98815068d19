package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.options.UsageException;

/** Finds the folders of finished runs that {@code --tables} names. */
final class NamedRuns {
  private static final String GLOB_CHARACTERS = "*?[{";

  private NamedRuns() {}

  /**
   * Sorted by their real paths, each once, each what its manifest says. A folder that is named as
   * it is wins over a glob. Of a run that lies in several folders, as a copy does, the first
   * counts: rows of one run, named twice, would be joined with each other.
   */
  static List<FinishedRun> resolve(List<String> patterns, Consumer<String> log) throws IOException {
    TreeMap<String, FinishedRun> runs = new TreeMap<>();
    for (String pattern : patterns) {
      if (Storage.isRemote(pattern)) {
        for (String location : stored(pattern)) {
          if (!runs.containsKey(location)) {
            runs.put(location, fetched(location));
          }
        }
        continue;
      }
      for (Path folder : named(pattern)) {
        runs.putIfAbsent(folder.toRealPath().toString(), finished(folder));
      }
    }
    if (runs.isEmpty()) {
      throw new UsageException("--tables: names no folder");
    }
    return withoutCopies(runs.values(), log);
  }

  private static List<FinishedRun> withoutCopies(
      Collection<FinishedRun> runs, Consumer<String> log) {
    Map<String, FinishedRun> byId = new LinkedHashMap<>();
    for (FinishedRun run : runs) {
      String id = run.manifest().path("run_id").asText();
      FinishedRun before = byId.putIfAbsent(id, run);
      if (before != null) {
        log.accept(
            "warning: %s and %s are one run, %s, which is read once"
                .formatted(before.name(), run.name(), id));
      }
    }
    return List.copyOf(byId.values());
  }

  private static FinishedRun finished(Path folder) throws IOException {
    try {
      return FinishedRun.open(folder);
    } catch (FinishedRun.NotWholeException e) {
      throw new UsageException("--tables: " + e.getMessage());
    }
  }

  /** The folders of a store that are named, or that match and have a run. */
  private static List<String> stored(String pattern) throws IOException {
    String folder = pattern.replaceFirst("/+$", "");
    if (!isGlob(folder)) {
      return List.of(folder);
    }
    String success = "/" + FinishedRun.SUCCESS;
    List<String> found = new ArrayList<>();
    for (Storage.Stored file : Storage.list(folder + success)) {
      found.add(file.location().substring(0, file.location().length() - success.length()));
    }
    if (found.isEmpty()) {
      throw new UsageException("--tables: no folder matches " + pattern);
    }
    return found;
  }

  private static FinishedRun fetched(String location) throws IOException {
    try {
      return FinishedRun.open(location, folderOfFetchedFiles());
    } catch (FinishedRun.NotWholeException e) {
      throw new UsageException("--tables: " + e.getMessage());
    }
  }

  private static Path folderOfFetchedFiles() throws IOException {
    return Unfinished.temporaryFolder(null, "flowbeam-fetched").toRealPath();
  }

  private static List<Path> named(String pattern) throws IOException {
    try {
      return matches(pattern);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--tables: no folder matches " + pattern);
    }
  }

  private static List<Path> matches(String pattern) throws IOException {
    if (pattern.isEmpty()) {
      return List.of();
    }
    Path literal = Storage.path(pattern);
    if (Files.isDirectory(literal)) {
      return List.of(literal);
    }
    List<Path> found = new ArrayList<>();
    if (isGlob(pattern)) {
      Path start = folderBeforeGlob(literal.toAbsolutePath());
      collect(start, literal.toAbsolutePath(), found);
    }
    if (found.isEmpty()) {
      throw new UsageException("--tables: no folder matches " + pattern);
    }
    return found;
  }

  private static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
  }

  private static Path folderBeforeGlob(Path pattern) {
    Path folder = pattern;
    while (isGlob(folder.toString()) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Without {@code **} a glob matches exactly as many names as it has. */
  private static void collect(Path start, Path pattern, List<Path> found) throws IOException {
    if (!Files.isDirectory(start)) {
      return;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    boolean anyDepth = pattern.toString().contains("**");
    int depth = anyDepth ? Integer.MAX_VALUE : pattern.getNameCount() - start.getNameCount();
    try (Stream<Path> paths = Files.walk(start, depth)) {
      paths.filter(p -> Files.isDirectory(p) && matcher.matches(p)).forEach(found::add);
    }
  }
}
