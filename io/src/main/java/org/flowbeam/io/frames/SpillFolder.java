package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the spill files of one run in one JVM: {@code flowbeam-spill-N} beside a lock file
 * {@code flowbeam-spill-N.lock} that is held while the run lives. {@link #close} deletes both; what
 * a killed run left is deleted when the next folder is opened there.
 */
public final class SpillFolder implements Closeable {
  private static final String NAME = "flowbeam-spill-";
  private static final String LOCK = ".lock";

  private final Path parent;
  private final Path folder;
  private final Path lockFile;
  private final FileChannel lock;

  private final boolean madeParent;

  private SpillFolder(
      Path parent, Path folder, Path lockFile, FileChannel lock, boolean madeParent) {
    this.parent = parent;
    this.madeParent = madeParent;
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes a new folder below {@code parent}. A parent that is missing is made, and goes with the
   * last folder in it.
   */
  public static SpillFolder open(Path parent) throws IOException {
    boolean madeParent = !Files.isDirectory(parent);
    Files.createDirectories(parent);
    deleteLeftovers(parent);
    for (int number = 1; ; number++) {
      Path folder = parent.toAbsolutePath().resolve(NAME + number);
      Path lockFile = lockFile(folder);
      FileChannel lock = tryLock(lockFile);
      if (lock != null) {
        Files.createDirectory(folder);
        return new SpillFolder(parent, folder, lockFile, lock, madeParent);
      }
    }
  }

  public Path folder() {
    return folder;
  }

  /** The frame store that keeps its files here. */
  public LocalSpill store() {
    return new LocalSpill(folder.toString());
  }

  private static void deleteLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder)) {
          deleteIfAbandoned(folder);
        }
      }
    }
  }

  private static void deleteIfAbandoned(Path folder) throws IOException {
    FileChannel lock = tryLock(lockFile(folder));
    if (lock != null) {
      try (lock) {
        deleteTree(folder);
        Files.deleteIfExists(lockFile(folder));
      }
    }
  }

  private static Path lockFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  /** The locked file, or null when a live run holds it or has just let it go. */
  private static @Nullable FileChannel tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null && Files.exists(file)) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by another run in this JVM.
    }
    channel.close();
    return null;
  }

  /** Deletes the folder; whoever writes into it must have stopped. */
  @Override
  public synchronized void close() throws IOException {
    if (lock.isOpen()) {
      deleteTree(folder);
      Files.deleteIfExists(lockFile);
      lock.close();
      if (madeParent) {
        deleteIfEmpty(parent);
      }
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else uses it.
    }
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(root)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
