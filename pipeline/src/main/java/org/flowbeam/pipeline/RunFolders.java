package org.flowbeam.pipeline;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.flowbeam.io.frames.SpillFolder;
import org.jspecify.annotations.Nullable;

/** Where a run keeps what it deletes at its end. */
final class RunFolders implements AutoCloseable {
  private static final String BELOW_OUTPUT = ".flowbeam";

  private final Path parent;
  private final SpillFolder spill;

  private RunFolders(Path parent, SpillFolder spill) {
    this.parent = parent;
    this.spill = spill;
  }

  /** Below the output, unless it is remote or the user names another place. */
  static RunFolders create(OutputFolder output, @Nullable String spillDir) throws IOException {
    Path parent =
        spillDir != null
            ? Path.of(spillDir)
            : output.isRemote()
                ? Path.of(System.getProperty("java.io.tmpdir"), BELOW_OUTPUT)
                : Path.of(output.location(), BELOW_OUTPUT);
    return new RunFolders(parent, SpillFolder.open(parent));
  }

  SpillFolder spill() {
    return spill;
  }

  @Override
  public void close() throws IOException {
    spill.close();
    if (parent.endsWith(BELOW_OUTPUT)) {
      try {
        Files.deleteIfExists(parent);
      } catch (DirectoryNotEmptyException | NoSuchFileException inUseOrGone) {
        // Another run spills there too, or has just cleaned up.
        return;
      }
    }
  }
}
