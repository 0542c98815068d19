package org.flowbeam.pipeline.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.options.UsageException;

/**
 * Finds the files that {@code --input} names, in the order of their URIs. A link that the user
 * names, or that a pattern matches, is followed. Below a folder links are not: one that leads out
 * of the folder becomes an unreadable input, one that stays inside is left out, its target being
 * there already.
 */
public final class InputMatcher {
  private final List<Found> found = new ArrayList<>();

  /**
   * A file before it has its ordinal; {@code input} is the position of the entry that led to it.
   */
  private record Found(
      String uri, int input, String location, long sizeBytes, boolean named, String error) {}

  private InputMatcher() {}

  /** All files, sorted by URI, then by the entry that named them. */
  public static List<InputFile> match(Inputs inputs) {
    InputMatcher matcher = new InputMatcher();
    int index = 0;
    for (InputEntry entry : inputs.entries()) {
      matcher.matchEntry(entry, index++);
    }
    matcher.found.sort(Comparator.comparing(Found::uri).thenComparing(Found::input));
    List<InputFile> files = new ArrayList<>();
    for (Found f : matcher.found) {
      files.add(new InputFile(files.size(), f.uri, f.location, f.sizeBytes, f.named, f.error));
    }
    return files;
  }

  private void matchEntry(InputEntry entry, int index) {
    int before = found.size();
    try {
      if (entry.isRemote()) {
        matchRemote(entry, index);
      } else {
        matchLocal(entry, index);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("--input=" + entry.text() + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--input=" + entry.text() + ": not a path or pattern");
    }
    if (found.size() == before) {
      throw new UsageException("--input=" + entry.text() + ": nothing matches");
    }
  }

  private void matchRemote(InputEntry entry, int index) throws IOException {
    String text = entry.text();
    boolean folder = text.endsWith("/");
    boolean pattern = entry.isRemotePattern();
    Map<String, Storage.Stored> files = new TreeMap<>();
    if (!folder) {
      Storage.list(text).forEach(file -> files.put(file.location(), file));
    }
    String base = entry.fixedPrefix();
    if (files.isEmpty() && !pattern) {
      base = folder ? text : text + "/";
    }
    if ((files.isEmpty() || pattern) && !text.endsWith("**")) {
      // There are no folders in a store: what lies below one tells that there is one.
      Storage.list((folder ? text : text + "/") + "**")
          .forEach(file -> files.putIfAbsent(file.location(), file));
    }
    for (Storage.Stored file : files.values()) {
      String location = file.location();
      String uri = location.startsWith(base) ? location.substring(base.length()) : location;
      found.add(new Found(uri, index, location, file.sizeBytes(), location.equals(text), ""));
    }
  }

  private void matchLocal(InputEntry entry, int index) throws IOException {
    if (entry.isPattern()) {
      Path base = entry.fixedPart();
      if (base != null && Files.isDirectory(base)) {
        walkPattern(base.toRealPath(), index, new InputEntry.Pattern(entry.pattern()));
      }
      return;
    }
    Path path = entry.path();
    if (Files.isDirectory(path)) {
      walk(path.toRealPath(), "", index);
    } else if (Files.isRegularFile(path)) {
      add(path, nameOf(path), index, Files.size(path), true);
    } else if (Files.exists(path)) {
      throw new UsageException("--input=" + entry.text() + ": neither a file nor a folder");
    } else if (Files.isSymbolicLink(path)) {
      String target = Files.readSymbolicLink(path).toString();
      throw new UsageException(
          "--input=" + entry.text() + ": a symbolic link to nothing: " + target);
    }
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /** Everything that the pattern matches, and what lies below it. */
  private void walkPattern(Path base, int index, InputEntry.Pattern pattern) throws IOException {
    Files.walkFileTree(
        base,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path relative = base.relativize(folder);
            if (!folder.equals(base) && pattern.matches(relative)) {
              walk(folder, relative + "/", index);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return pattern.canMatchBelow(relative)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (pattern.matches(base.relativize(file))) {
              visitMatched(base, file, attributes, index);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            String uri = base.relativize(file).toString();
            leaveOut(file, uri, index, InputFile.CANNOT_BE_READ + ": " + reason(failure));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void visitMatched(Path base, Path file, BasicFileAttributes attributes, int index)
      throws IOException {
    String uri = base.relativize(file).toString();
    if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
      walk(file.toRealPath(), uri + "/", index);
    } else if (attributes.isSymbolicLink() && Files.isRegularFile(file)) {
      add(file, uri, index, Files.size(file), false);
    } else {
      visit(base, file, uri, attributes, index);
    }
  }

  /**
   * Everything below a folder.
   *
   * @param base no link leads there
   * @param prefix of the URIs of what is found
   */
  private void walk(Path base, String prefix, int index) throws IOException {
    Files.walkFileTree(
        base,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            visit(base, file, prefix + base.relativize(file), attributes, index);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            String reason = InputFile.CANNOT_BE_READ + ": " + reason(failure);
            leaveOut(file, prefix + base.relativize(file), index, reason);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "it vanished";
    }
    String reason = failure instanceof FileSystemException e ? e.getReason() : null;
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }

  private void visit(Path base, Path file, String uri, BasicFileAttributes attributes, int index) {
    if (attributes.isRegularFile()) {
      add(file, uri, index, attributes.size(), false);
    } else if (!attributes.isSymbolicLink()) {
      leaveOut(file, uri, index, "a device, pipe or socket, not a file");
    } else if (!Files.exists(file)) {
      leaveOut(file, uri, index, "symbolic link to nothing");
    } else if (!leadsInside(base, file)) {
      leaveOut(file, uri, index, "symbolic link that leads out of the input folder; not followed");
    }
  }

  /** It gets a row in {@code sources} that says why it was not read. */
  private void leaveOut(Path file, String uri, int index, String reason) {
    found.add(new Found(uri, index, file.toString(), 0, false, reason));
  }

  private static boolean leadsInside(Path realBase, Path link) {
    try {
      return link.toRealPath().startsWith(realBase);
    } catch (IOException dangling) {
      return false;
    }
  }

  private void add(Path file, String uri, int index, long sizeBytes, boolean named) {
    String location = file.toAbsolutePath().normalize().toString();
    found.add(new Found(uri, index, location, sizeBytes, named, ""));
  }
}
