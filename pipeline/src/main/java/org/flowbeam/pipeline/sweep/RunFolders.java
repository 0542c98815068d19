package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flowbeam.io.frames.SpillFolder;
import org.flowbeam.io.output.Commit;
import org.jspecify.annotations.Nullable;

/**
 * What a run has on disk before it has succeeded. However the run ends, by failing or because the
 * JVM was told to, its spill goes, and what it began to write goes unless it has succeeded.
 */
final class RunFolders implements AutoCloseable {
  private static final String BELOW_OUTPUT = ".flowbeam";

  private final OutputFolder output;
  private final boolean madeOutput;
  private final Path parent;
  private final SpillFolder spill;
  private final Thread atExit = new Thread(this::interrupt, "clean up");
  private volatile boolean interrupted;
  private boolean clean;

  private RunFolders(OutputFolder output, boolean madeOutput, Path parent, SpillFolder spill) {
    this.output = output;
    this.madeOutput = madeOutput;
    this.parent = parent;
    this.spill = spill;
  }

  /** Below the output, unless it is remote or the user names another place. */
  static RunFolders create(OutputFolder output, @Nullable String spillDir) throws IOException {
    boolean makesOutput = !output.isRemote() && !Files.exists(Path.of(output.location()));
    Path parent =
        spillDir != null
            ? Path.of(spillDir)
            : output.isRemote()
                ? Path.of(System.getProperty("java.io.tmpdir"), BELOW_OUTPUT)
                : Path.of(output.location(), BELOW_OUTPUT);
    try {
      RunFolders folders = new RunFolders(output, makesOutput, parent, SpillFolder.open(parent));
      Runtime.getRuntime().addShutdownHook(folders.atExit);
      return folders;
    } catch (IOException e) {
      // No cause: its message is only a path.
      throw new IOException("cannot write to " + parent + ": " + e);
    }
  }

  SpillFolder spill() {
    return spill;
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
    if (!output.succeeded()) {
      DirectWorkers.stop();
    }
    try {
      spill.close();
    } finally {
      Commit.discard(output.location());
    }
    if (parent.endsWith(BELOW_OUTPUT)) {
      deleteIfEmpty(parent);
    }
    if (madeOutput) {
      deleteIfEmpty(Path.of(output.location()));
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException inUse) {
      // Another run spills there too, or the run has left its tables.
      return;
    }
  }
}
