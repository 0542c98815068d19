package org.flowbeam.io.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/**
 * Forces files and folders to the disk, so that they are there after a power failure too. A file's
 * name is in its folder, which has to be forced as well (POSIX fsync).
 */
public final class Disk {
  private Disk() {}

  /** Several at a time, since every one waits for the disk. */
  static void forceFiles(Collection<Path> files) throws IOException {
    try {
      files.parallelStream().forEach(file -> force(file, StandardOpenOption.WRITE));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static void forceFolders(Collection<Path> folders) throws IOException {
    try {
      folders.parallelStream().forEach(folder -> force(folder, StandardOpenOption.READ));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void force(Path path, StandardOpenOption how) {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("cannot force " + path + " to the disk: " + e.getMessage(), e));
    }
  }

  /** Makes a folder and those above it that are missing, each forced into the one above it. */
  public static void createFolders(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    Path above = absolute.getParent();
    if (above != null) {
      createFolders(above);
    }
    try {
      Files.createDirectory(absolute);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(absolute)) {
        throw e;
      }
    }
    if (above != null) {
      force(above, StandardOpenOption.READ);
    }
  }
}
