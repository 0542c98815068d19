package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.options.UsageException;

/**
 * Finds the files that {@code --input} names, in the order of their URIs. Local folders are walked
 * without following links: a link that leads out of its folder becomes an unreadable input, one
 * that stays inside is left out, its target being there already. Remote patterns go through Beam.
 */
final class InputMatcher {
  private final List<Found> found = new ArrayList<>();

  /**
   * A file before it has its ordinal; {@code input} is the position of the entry that led to it.
   */
  private record Found(
      String uri, int input, String location, long sizeBytes, boolean named, String error) {}

  private InputMatcher() {}

  /** All files of a comma-separated list, sorted by URI, then by the entry that named them. */
  static List<InputFile> match(String inputs) {
    InputMatcher matcher = new InputMatcher();
    int index = 0;
    for (String entry : inputs.split(",", -1)) {
      if (!entry.isBlank()) {
        matcher.matchEntry(entry.trim(), index++);
      }
    }
    matcher.found.sort(Comparator.comparing(Found::uri).thenComparing(Found::input));
    List<InputFile> files = new ArrayList<>();
    for (Found f : matcher.found) {
      files.add(new InputFile(files.size(), f.uri, f.location, f.sizeBytes, f.named, f.error));
    }
    return files;
  }

  private void matchEntry(String entry, int index) {
    int before = found.size();
    try {
      if (isRemote(entry)) {
        matchRemote(entry, index);
      } else {
        matchLocal(entry, index);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("--input=" + entry + ": " + e.getMessage());
    } catch (InvalidPathException e) {
      throw new UsageException("--input=" + entry + ": not a path");
    }
    if (found.size() == before) {
      throw new UsageException("--input=" + entry + ": nothing matches");
    }
  }

  static boolean isRemote(String spec) {
    return spec.matches("[a-zA-Z][-a-zA-Z0-9+.]+:/.*");
  }

  private void matchRemote(String entry, int index) throws IOException {
    String pattern = entry.endsWith("/") ? entry + "**" : entry;
    MatchResult result = FileSystems.match(pattern, EmptyMatchTreatment.ALLOW);
    String base = fixedPrefix(entry);
    for (MatchResult.Metadata file : result.metadata()) {
      String location = file.resourceId().toString();
      String uri = location.startsWith(base) ? location.substring(base.length()) : location;
      found.add(new Found(uri, index, location, file.sizeBytes(), location.equals(entry), ""));
    }
  }

  /** The part of a pattern up to the last slash before its first wildcard. */
  private static String fixedPrefix(String pattern) {
    int wildcard = 0;
    while (wildcard < pattern.length() && "*?[{".indexOf(pattern.charAt(wildcard)) < 0) {
      wildcard++;
    }
    return pattern.substring(0, pattern.lastIndexOf('/', wildcard - 1) + 1);
  }

  private void matchLocal(String entry, int index) throws IOException {
    Path path = Path.of(entry);
    if (Files.isDirectory(path)) {
      walk(path, index, p -> true);
    } else if (Files.isRegularFile(path)) {
      add(path, nameOf(path), index, Files.size(path), true);
    } else if (Files.exists(path)) {
      throw new UsageException("--input=" + entry + ": neither a file nor a folder");
    } else if (hasWildcard(entry)) {
      Path base = Path.of(fixedPrefix(entry).isEmpty() ? "." : fixedPrefix(entry));
      var matcher = base.getFileSystem().getPathMatcher("glob:" + globBelow(entry));
      if (Files.isDirectory(base)) {
        walk(base, index, p -> matcher.matches(base.relativize(p)));
      }
    }
  }

  private static String globBelow(String entry) {
    return entry.substring(fixedPrefix(entry).length());
  }

  private static boolean hasWildcard(String entry) {
    return entry.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private void walk(Path base, int index, Predicate<Path> wanted) throws IOException {
    Path realBase = base.toRealPath();
    Files.walkFileTree(
        base,
        EnumSet.noneOf(FileVisitOption.class),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (wanted.test(file)) {
              visit(base, realBase, file, attributes, index);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            String reason = InputFile.CANNOT_BE_READ + ": " + failure.getClass().getSimpleName();
            leaveOut(base, file, index, reason);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void visit(
      Path base, Path realBase, Path file, BasicFileAttributes attributes, int index) {
    if (attributes.isRegularFile()) {
      add(file, relative(base, file), index, attributes.size(), false);
    } else if (!attributes.isSymbolicLink()) {
      leaveOut(base, file, index, "a device, pipe or socket, not a file");
    } else if (!leadsInside(realBase, file)) {
      leaveOut(base, file, index, "symbolic link that leads out of the input folder; not followed");
    }
  }

  /** It gets a row in {@code sources} that says why it was not read. */
  private void leaveOut(Path base, Path file, int index, String reason) {
    found.add(new Found(relative(base, file), index, file.toString(), 0, false, reason));
  }

  private static boolean leadsInside(Path realBase, Path link) {
    try {
      return link.toRealPath().startsWith(realBase);
    } catch (IOException dangling) {
      return false;
    }
  }

  private static String relative(Path base, Path file) {
    return base.relativize(file).toString();
  }

  private void add(Path file, String uri, int index, long sizeBytes, boolean named) {
    String location = file.toAbsolutePath().normalize().toString();
    found.add(new Found(uri, index, location, sizeBytes, named, ""));
  }
}
