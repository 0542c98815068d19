package org.flowbeam.io.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders of this machine that are not whole yet, or are for the time of the program:
 * they go when it ends, also by a signal, which waits while one is made or gets its name.
 */
public final class Unfinished {
  /** Others may write into a folder while it is deleted. */
  private static final int ATTEMPTS = 5;

  /** Whether all goes that is in it, or an empty folder only. */
  private static final Map<Path, Boolean> PATHS = new LinkedHashMap<>();

  private static @Nullable Thread atExit;
  private static boolean ended;

  private Unfinished() {}

  /** Makes a file or a folder. */
  public interface Maker<T> {
    T make() throws IOException;
  }

  /** Gives names. */
  public interface Naming {
    void name() throws IOException;
  }

  /** Makes a file or an empty folder. */
  public static synchronized <T> T make(Path path, Maker<T> maker) throws IOException {
    begin();
    T made = maker.make();
    PATHS.put(path, false);
    return made;
  }

  /**
   * Makes a folder that only its owner can look into, and that goes with all that is put there.
   *
   * @param parent null for where the system has its temporary files
   */
  public static synchronized Path temporaryFolder(@Nullable Path parent, String prefix)
      throws IOException {
    begin();
    Path folder =
        parent == null
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(parent, prefix);
    PATHS.put(folder, true);
    return folder;
  }

  private static void begin() throws IOException {
    requireGoing();
    if (atExit == null) {
      atExit = new Thread(Unfinished::end, "delete what is unfinished");
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  private static void requireGoing() throws IOException {
    if (ended) {
      throw new IOException("interrupted");
    }
  }

  /** Makes all of them whole, or none when the program is ended. */
  public static synchronized void finish(Collection<Path> paths, Naming naming) throws IOException {
    requireGoing();
    naming.name();
    paths.forEach(PATHS::remove);
  }

  /** Deletes it now; it may be gone. */
  public static synchronized void discard(Path path) throws IOException {
    Boolean withContents = PATHS.remove(path);
    if (withContents != null) {
      delete(path, withContents);
    }
  }

  private static synchronized void end() {
    ended = true;
    List<Path> lastFirst = new ArrayList<>(PATHS.keySet());
    Collections.reverse(lastFirst);
    for (Path path : lastFirst) {
      try {
        discard(path);
      } catch (IOException e) {
        System.err.println("flowbeam: cannot delete " + path + ": " + e);
      }
    }
  }

  private static void delete(Path path, boolean withContents) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        if (withContents) {
          Storage.deleteFolder(path);
        } else {
          Files.deleteIfExists(path);
        }
        return;
      } catch (NoSuchFileException gone) {
        return;
      } catch (IOException | java.io.UncheckedIOException e) {
        if (attempt == ATTEMPTS || !withContents) {
          throw e;
        }
      }
    }
  }
}
