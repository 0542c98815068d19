package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that one run at a time can hold. The operating system lets go of it when its process ends,
 * however that ends; what was noted in it stays. {@link #close} deletes it.
 */
public final class LockFile implements Closeable {
  /**
   * Begins the name of a system property for each file that is held in this JVM: an engine may load
   * this class more than once. A second channel on such a file must not even be opened, since
   * closing it would let go of the lock (POSIX fcntl).
   */
  private static final String HELD = "org.flowbeam.lock ";

  private final Path file;
  private final FileChannel channel;
  private final boolean noted;

  private LockFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.noted = channel.size() > 0;
  }

  /**
   * Takes the lock, or gives back null when another run holds it.
   *
   * @param file in an existing folder; made when it is missing
   */
  public static @Nullable LockFile tryLock(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path name = (folder == null ? file : folder.toRealPath().resolve(file.getFileName()));
    if (System.getProperties().putIfAbsent(HELD + name, "held") != null) {
      return null;
    }
    LockFile lock = null;
    try {
      lock = lock(name);
      return lock;
    } finally {
      if (lock == null) {
        System.clearProperty(HELD + name);
      }
    }
  }

  /** Whoever held the file before may have deleted it, and another run may have made it anew. */
  private static @Nullable LockFile lock(Path file) throws IOException {
    while (true) {
      Object before = identity(file);
      FileChannel channel;
      try {
        channel =
            FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException deleted) {
        continue;
      }
      boolean taken = false;
      try {
        if (channel.tryLock() == null) {
          return null;
        }
        if (before.equals(identityOrNull(file))) {
          taken = true;
          return new LockFile(file, channel);
        }
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
  }

  private static Object identity(Path file) throws IOException {
    while (true) {
      Object found = identityOrNull(file);
      if (found != null) {
        return found;
      }
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException madeMeanwhile) {
        // Then it can be looked at.
      }
    }
  }

  /** Device and number of the file that bears this name now. */
  private static @Nullable Object identityOrNull(Path file) throws IOException {
    try {
      Object key =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return key == null ? file : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Whether there was a note when the lock was taken, so that a run was killed behind it. */
  public boolean wasNoted() {
    return noted;
  }

  /** Leaves a note for whoever finds this file when its holder was killed. */
  public void note() throws IOException {
    if (channel.size() == 0) {
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      channel.force(true);
    }
  }

  /** Lets go of the file as if its holder had been killed. */
  public synchronized void leave() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      System.clearProperty(HELD + file);
    }
  }

  /** Deletes the file, then lets go of it; harmless when done before. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      try (channel) {
        Files.deleteIfExists(file);
      } finally {
        System.clearProperty(HELD + file);
      }
    }
  }
}
