package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

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
  private final LockFile lock;
  private final boolean madeParent;
  private boolean closed;

  private SpillFolder(Path parent, Path folder, LockFile lock, boolean madeParent) {
    this.parent = parent;
    this.madeParent = madeParent;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a new folder below {@code parent}. A parent that is missing is made, and goes with the
   * last folder in it.
   */
  public static SpillFolder open(Path parent) throws IOException {
    boolean madeParent = !Files.isDirectory(parent);
    SpillFolder opened = null;
    try {
      Files.createDirectories(parent);
      deleteLeftovers(parent);
      opened = openNext(parent, madeParent);
      return opened;
    } finally {
      if (opened == null && madeParent) {
        deleteIfEmpty(parent);
      }
    }
  }

  private static SpillFolder openNext(Path parent, boolean madeParent) throws IOException {
    for (int number = 1; ; number++) {
      Path folder = parent.toAbsolutePath().resolve(NAME + number);
      LockFile lock = LockFile.tryLock(lockFile(folder));
      if (lock != null) {
        SpillFolder spill = new SpillFolder(parent, folder, lock, madeParent);
        try {
          deleteTree(folder);
          Files.createDirectory(folder);
          return spill;
        } catch (IOException e) {
          spill.close();
          throw e;
        }
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

  /** Deletes what killed runs left below {@code parent}; folders of live runs stay. */
  public static void deleteLeftovers(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    TreeSet<String> numbers = new TreeSet<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path path : left) {
        String name = path.getFileName().toString();
        String number = name.substring(NAME.length());
        boolean lock = number.endsWith(LOCK);
        numbers.add(lock ? number.substring(0, number.length() - LOCK.length()) : number);
      }
    }
    for (String number : numbers) {
      if (number.matches("[0-9]+")) {
        deleteIfAbandoned(parent.resolve(NAME + number));
      }
    }
  }

  private static void deleteIfAbandoned(Path folder) throws IOException {
    try (LockFile lock = LockFile.tryLock(lockFile(folder))) {
      if (lock != null) {
        deleteTree(folder);
      }
    }
  }

  private static Path lockFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  /** Deletes the folder; whoever writes into it must have stopped. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      deleteTree(folder);
    }
    if (madeParent) {
      deleteIfEmpty(parent);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      if (Files.isDirectory(folder)) {
        Files.deleteIfExists(folder);
      }
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
