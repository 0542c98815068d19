package org.flowbeam.io.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files by their location: a path of this machine, read and written by Java itself, or a URI such
 * as {@code gs://bucket/name}, for which Beam's file systems are asked. This is the one place that
 * tells the two apart; a location of this machine never loads a class of Beam.
 */
public final class Storage {
  /** As Beam tells it, but of two letters at least, so that a drive is none. */
  private static final Pattern SCHEME =
      Pattern.compile("[a-zA-Z][-a-zA-Z0-9+.]+:/.*", Pattern.DOTALL);

  private static final Pattern FILE_SCHEME = Pattern.compile("(?i)file:/.*", Pattern.DOTALL);

  /**
   * A file that was found.
   *
   * @param modifiedMillis since 1970; 0 where the store does not tell
   */
  public record Stored(String location, long sizeBytes, long modifiedMillis) {}

  private Storage() {}

  /** Whether what the user wrote names a store and not a file of this machine. */
  public static boolean isRemote(String location) {
    return SCHEME.matcher(location).matches() && !FILE_SCHEME.matcher(location).matches();
  }

  /**
   * The path that the user means: {@code file:} URIs are paths of this machine.
   *
   * @throws IllegalArgumentException when it cannot be one, or lies in a store
   */
  public static Path path(String location) {
    if (isRemote(location)) {
      throw new IllegalArgumentException(location + " lies in a store");
    }
    if (!FILE_SCHEME.matcher(location).matches()) {
      return Path.of(location);
    }
    String path = location.substring("file:".length());
    return path.startsWith("//") && !path.startsWith("///")
        ? Path.of(URI.create(location)) // with a host in it, which Java refuses in clear words
        : Path.of(path.replaceFirst("^/+", "/"));
  }

  /** Opens a file to be read; seekable where the file system is. */
  public static ReadableByteChannel open(String location) throws IOException {
    return isRemote(location)
        ? RemoteFiles.open(location)
        : FileChannel.open(Path.of(location), StandardOpenOption.READ);
  }

  /**
   * Makes a file, or begins an existing one anew; makes the folders above it where there are such.
   */
  public static WritableByteChannel create(String location) throws IOException {
    if (isRemote(location)) {
      return RemoteFiles.create(location);
    }
    makeFolderOf(location);
    return FileChannel.open(
        Path.of(location),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /** Copies a file to one of this machine, which is made with the folders above it. */
  public static void copy(String from, Path to) throws IOException {
    makeFolderOf(to.toString());
    try (InputStream in = Channels.newInputStream(open(from))) {
      Files.copy(in, to);
    }
  }

  /** Deletes a folder of this machine with all that is in it; links go, what they lead to stays. */
  public static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Deletes files; it is no error when one is missing. A link goes, and what it leads to stays. */
  public static void delete(List<String> locations) throws IOException {
    List<String> remote = new ArrayList<>();
    for (String location : locations) {
      if (isRemote(location)) {
        remote.add(location);
      } else {
        Files.deleteIfExists(Path.of(location));
      }
    }
    if (!remote.isEmpty()) {
      RemoteFiles.delete(remote);
    }
  }

  /**
   * Gives files other names, in the same store. A file that is gone, or whose new name is there
   * already, was moved by an earlier attempt.
   */
  public static void move(List<String> from, List<String> to) throws IOException {
    if (!to.isEmpty() && isRemote(to.get(0))) {
      RemoteFiles.move(from, to);
      return;
    }
    for (int i = 0; i < from.size(); i++) {
      Path source = Path.of(from.get(i));
      Path target = Path.of(to.get(i));
      makeFolderOf(to.get(i));
      if (Files.exists(source) && !Files.exists(target)) {
        Files.move(source, target);
      }
    }
  }

  private static void makeFolderOf(String file) throws IOException {
    Path folder = Path.of(file).getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  /** Whether there is a file of this very name; a link counts as what it is. */
  public static boolean exists(String location) throws IOException {
    return isRemote(location)
        ? sizesBytes(List.of(location)).get(0) >= 0
        : Files.isRegularFile(Path.of(location), LinkOption.NOFOLLOW_LINKS);
  }

  /** The sizes of files of one store, asked for at once; -1 for one that is not there. */
  public static List<Long> sizesBytes(List<String> locations) throws IOException {
    if (!locations.isEmpty() && isRemote(locations.get(0))) {
      return RemoteFiles.sizesBytes(locations);
    }
    List<Long> sizes = new ArrayList<>(locations.size());
    for (String location : locations) {
      Path path = Path.of(location);
      sizes.add(Files.isRegularFile(path) ? Files.size(path) : -1);
    }
    return sizes;
  }

  /** All files and links below a folder, which need not exist; links in it are not followed. */
  public static List<String> below(String folder) throws IOException {
    if (isRemote(folder)) {
      return list(folder + "/**").stream().map(Stored::location).toList();
    }
    Path root = Path.of(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    // A folder that is named by a link has its files all the same.
    Path real = root.toRealPath();
    try (Stream<Path> all = Files.walk(real)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> root.resolve(real.relativize(path)).toString())
          .toList();
    }
  }

  /** The names of the folders in a folder of this machine or a store, which need not exist. */
  public static List<String> folderNames(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    if (isRemote(folder)) {
      for (Stored file : list(folder + "/**")) {
        String path = file.location().substring(folder.length() + 1);
        if (path.contains("/")) {
          names.add(path.substring(0, path.indexOf('/')));
        }
      }
      return names.stream().distinct().sorted().toList();
    }
    Path root = Path.of(folder);
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
        folders.forEach(path -> names.add(String.valueOf(path.getFileName())));
      }
    }
    return names;
  }

  /**
   * What a pattern of a store matches, but for the empty objects that some programs make for
   * folders; nothing is no error.
   */
  public static List<Stored> list(String remotePattern) throws IOException {
    return RemoteFiles.list(remotePattern);
  }
}
