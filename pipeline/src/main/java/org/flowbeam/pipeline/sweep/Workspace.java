package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.flowbeam.io.frames.LockFile;
import org.flowbeam.io.frames.SpillFolder;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.Disk;
import org.jspecify.annotations.Nullable;

/**
 * What a run has on disk before it has succeeded: the lock on its output folder, its spill, its
 * uncommitted files. However the run ends, by failing or because the JVM was told to, its spill
 * goes, and what it began to write goes unless it has succeeded. What a killed run leaves, the next
 * one finds by the note in the lock file or by {@code _temporary}.
 */
final class Workspace implements AutoCloseable {
  private static final String SPILL = ".flowbeam";
  private static final String LOCK = ".flowbeam.lock";
  private static final int ATTEMPTS = 100;

  private final Destination output;
  private final boolean madeOutput;
  private final Thread atExit = new Thread(this::interrupt, "clean up");
  private @Nullable LockFile lock;
  private @Nullable SpillFolder spill;
  private Stop stopWorkers = () -> {};
  private volatile boolean interrupted;
  private volatile boolean clearing;
  private boolean clean;

  private Workspace(Destination output, boolean madeOutput) {
    this.output = output;
    this.madeOutput = madeOutput;
  }

  /**
   * Takes the output folder for this run alone. A remote folder cannot be locked, and need not be
   * where this machine may not write.
   */
  static Workspace take(Destination output) throws IOException {
    boolean local = output.isLocal();
    boolean makesOutput = local && !Files.exists(output.root());
    boolean lockable = local && (makesOutput || Files.isWritable(output.root()));
    // First of all, so that no signal comes between the lock and who takes it away.
    Workspace workspace = new Workspace(output, makesOutput);
    Runtime.getRuntime().addShutdownHook(workspace.atExit);
    boolean taken = false;
    try {
      workspace.lock(lockable);
      taken = true;
    } finally {
      if (!taken) {
        workspace.close();
      }
    }
    return workspace;
  }

  private synchronized void lock(boolean lockable) throws IOException {
    if (clean) {
      throw new IOException("interrupted");
    }
    lock = lockable ? lock(output.root()) : null;
  }

  private static LockFile lock(Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Disk.createFolders(folder);
        LockFile lock = LockFile.tryLock(folder.resolve(LOCK));
        if (lock == null) {
          throw new BusyException("another sweep is writing to " + folder);
        }
        return lock;
      } catch (NoSuchFileException e) {
        // A run that failed has just removed the folder that it had made.
        if (attempt == ATTEMPTS) {
          throw cannotWrite(folder, e);
        }
      } catch (BusyException e) {
        throw e;
      } catch (IOException e) {
        throw cannotWrite(folder, e);
      }
    }
  }

  /** Another run holds the folder. */
  private static final class BusyException extends IOException {
    private static final long serialVersionUID = 1;

    BusyException(String message) {
      super(message);
    }
  }

  /** No cause: its message may be only a path. */
  private static IOException cannotWrite(Path folder, IOException failure) {
    String reason = failure instanceof FileSystemException e ? e.getReason() : null;
    return new IOException(
        "cannot write to " + folder + ": " + (reason == null ? failure.toString() : reason));
  }

  /** Whether a run was killed that had begun to write or to delete here. */
  boolean isLeftByAKill() throws IOException {
    return (lock != null && lock.wasNoted()) || output.hasTemporaryFiles();
  }

  /** To be called before anything in the output folder is deleted to make room. */
  void beginClearing() throws IOException {
    clearing = true;
    note();
  }

  private void note() throws IOException {
    if (lock != null) {
      lock.note();
    }
  }

  /** Deletes what a killed run left besides its tables. */
  void deleteLeftovers(@Nullable String spillDir) throws IOException {
    if (lock != null) {
      SpillFolder.deleteLeftovers(spillParent(spillDir));
      deleteSpillParent();
      Commit.discard(output.location());
    }
  }

  /** Makes the spill folder: below the output, unless that is remote or the user names another. */
  synchronized SpillFolder openSpill(@Nullable String spillDir) throws IOException {
    if (clean) { // and its folder must not come back
      throw new IOException("interrupted");
    }
    clearing = false;
    note();
    Path parent = spillParent(spillDir);
    try {
      SpillFolder opened = SpillFolder.open(parent);
      spill = opened;
      return opened;
    } catch (IOException e) {
      throw cannotWrite(parent, e);
    }
  }

  /** Ends whoever writes. */
  interface Stop {
    /** Returns when nobody writes any more, and fails when that cannot be told. */
    void stop() throws IOException;
  }

  /** Leaves the folder to a job that goes on writing elsewhere; what is of this machine goes. */
  synchronized void leave() throws IOException {
    if (clean) {
      throw new IOException("interrupted");
    }
    clean = true;
    if (spill != null) {
      spill.close();
    }
    deleteSpillParent();
    letGo(true);
  }

  /** Who writes here; nobody must write any more when this returns. */
  synchronized void stopBy(Stop stop) {
    stopWorkers = stop;
  }

  private Path spillParent(@Nullable String spillDir) {
    if (spillDir != null) {
      return Path.of(spillDir);
    }
    return output.isLocal()
        ? output.root().resolve(SPILL)
        : Path.of(System.getProperty("java.io.tmpdir"), SPILL);
  }

  /** The JVM is going down. */
  boolean interrupted() {
    return interrupted;
  }

  private void interrupt() {
    interrupted = true;
    try {
      cleanUp();
      System.err.println("flowbeam: interrupted");
    } catch (IOException e) {
      System.err.println("flowbeam: interrupted, and could not clean up: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    cleanUp();
    if (!interrupted) {
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  private synchronized void cleanUp() throws IOException {
    if (clean) {
      return;
    }
    clean = true;
    boolean settled = false;
    try {
      discardRun();
      settled = !clearing;
    } finally {
      letGo(settled);
    }
    if (madeOutput) {
      deleteIfEmpty(output.root());
    }
  }

  /** Where something is still to be deleted the note stays. */
  private void letGo(boolean settled) throws IOException {
    if (lock != null && settled) {
      lock.close();
    } else if (lock != null) {
      lock.leave();
    }
  }

  private void discardRun() throws IOException {
    if (spill == null) {
      return;
    }
    if (!output.succeeded()) {
      stopWorkers.stop();
    }
    try {
      spill.close();
    } finally {
      Commit.discard(output.location());
    }
    deleteSpillParent();
  }

  private void deleteSpillParent() throws IOException {
    if (output.isLocal()) {
      deleteIfEmpty(output.root().resolve(SPILL));
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      if (Files.isDirectory(folder)) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException inUse) {
      // The run has left its tables.
      return;
    }
  }
}
