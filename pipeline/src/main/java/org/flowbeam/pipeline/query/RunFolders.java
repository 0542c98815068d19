package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the folders of finished runs that {@code --tables} names. */
final class RunFolders {
  private static final String GLOB_CHARACTERS = "*?[{";

  private RunFolders() {}

  /** One line for the user. */
  static final class NoTablesException extends Exception {
    NoTablesException(String message) {
      super(message);
    }
  }

  /** Absolute, sorted, each once. A folder that is named as it is wins over a glob. */
  static List<Path> resolve(List<String> patterns) throws IOException, NoTablesException {
    TreeSet<Path> runs = new TreeSet<>();
    for (String pattern : patterns) {
      for (Path folder : matches(pattern)) {
        requireFinished(folder);
        runs.add(folder.toRealPath());
      }
    }
    if (runs.isEmpty()) {
      throw new NoTablesException("names no folder");
    }
    return List.copyOf(runs);
  }

  private static List<Path> matches(String pattern) throws IOException, NoTablesException {
    if (pattern.isEmpty()) {
      return List.of();
    }
    Path literal = Path.of(pattern);
    if (Files.isDirectory(literal)) {
      return List.of(literal);
    }
    List<Path> found = new ArrayList<>();
    if (isGlob(pattern)) {
      Path start = folderBeforeGlob(literal.toAbsolutePath());
      collect(start, literal.toAbsolutePath(), found);
    }
    if (found.isEmpty()) {
      throw new NoTablesException("no folder matches " + pattern);
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

  private static void requireFinished(Path folder) throws NoTablesException {
    if (!Files.exists(folder.resolve("_SUCCESS"))) {
      throw new NoTablesException(
          folder + " has no _SUCCESS: it is no output folder, or its run did not finish");
    }
  }
}
