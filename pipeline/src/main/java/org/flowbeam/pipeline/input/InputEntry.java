package org.flowbeam.pipeline.input;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code --input}: a file, a folder with all below it, a pattern, or something in a
 * store. A pattern that matches a folder stands for all below it.
 *
 * @param text as the user wrote it
 */
public record InputEntry(String text) {
  private static final String WILDCARDS = "*?[{";

  public boolean isRemote() {
    return Storage.isRemote(text);
  }

  /** The path that was written, pattern or not. */
  Path path() {
    return Storage.path(text);
  }

  /** The same from any folder: with an absolute path, its pattern kept. */
  public String absolute() {
    return isRemote() ? text : path().toAbsolutePath().normalize().toString();
  }

  /** Whether it is a pattern: a name with such characters that exists is a name. */
  boolean isPattern() {
    return text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0)
        && !Files.exists(path(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is a pattern of a store, where one cannot ask whether such a name exists. */
  boolean isRemotePattern() {
    return text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /** The part up to the last slash before the first wildcard, with that slash; may be empty. */
  String fixedPrefix() {
    int wildcard = 0;
    while (wildcard < text.length() && WILDCARDS.indexOf(text.charAt(wildcard)) < 0) {
      wildcard++;
    }
    return text.substring(0, text.lastIndexOf('/', wildcard - 1) + 1);
  }

  /** What lies behind {@link #fixedPrefix}. */
  String pattern() {
    return text.substring(fixedPrefix().length());
  }

  /** The file or folder, or the folder below which the pattern matches; null in a store. */
  public @Nullable Path fixedPart() {
    if (isRemote()) {
      return null;
    }
    if (!isPattern()) {
      return path();
    }
    return fixedPrefix().isEmpty() ? Path.of("") : Storage.path(fixedPrefix());
  }

  /** Whether something in this folder, which links lead to no more, is or could be an input. */
  public boolean canHold(Path realFolder) {
    Path fixed = fixedPart();
    if (fixed == null || !realFolder.startsWith(real(fixed))) {
      return false;
    }
    return isPattern()
        ? new Pattern(pattern()).canMatchBelow(real(fixed).relativize(realFolder))
        : Files.isDirectory(fixed);
  }

  /** The path with its links followed, as far as it exists. */
  public static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException missing) {
      Path above = absolute.getParent();
      Path name = absolute.getFileName();
      return above == null || name == null ? absolute : real(above).resolve(name);
    }
  }

  /** A pattern for paths that are relative to the fixed part. */
  static final class Pattern {
    private final PathMatcher whole;
    private final List<PathMatcher> parts;
    private final boolean anyDepth;

    Pattern(String glob) {
      this.whole = matcher(glob);
      // A slash in braces, or a double star, is no matter of one part of the path.
      this.anyDepth = glob.contains("**") || glob.matches(".*\\{[^}]*/.*");
      this.parts =
          anyDepth ? List.of() : Arrays.stream(glob.split("/+")).map(Pattern::matcher).toList();
    }

    private static PathMatcher matcher(String glob) {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    boolean matches(Path relative) {
      return whole.matches(relative);
    }

    /** Whether this folder, one above it, or something in it can match. */
    boolean canMatchBelow(Path folder) {
      if (anyDepth || folder.toString().isEmpty()) {
        return true;
      }
      int compared = Math.min(folder.getNameCount(), parts.size());
      for (int i = 0; i < compared; i++) {
        if (!parts.get(i).matches(folder.getName(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
