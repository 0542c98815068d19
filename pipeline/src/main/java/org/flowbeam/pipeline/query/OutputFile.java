package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.options.UsageException;

/**
 * {@code --output=FILE}: a new file, never in the folder of a run or of its captures. It has its
 * name when all of it is written, and is not there when that fails.
 */
final class OutputFile implements AutoCloseable {
  private final Path file;
  private final Path unfinished;

  private OutputFile(Path file) {
    this.file = file;
    unfinished = file.resolveSibling("." + file.getFileName() + ".part");
  }

  static OutputFile of(String name, List<FinishedRun> runs) throws IOException {
    if (Storage.isRemote(name)) {
      throw new UsageException(
          "--output: " + name + " lies in a store; results go to this machine");
    }
    try {
      Path named = Storage.path(name).toAbsolutePath().normalize();
      Path folder = named.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new UsageException("--output: there is no folder for " + name);
      }
      Path file = folder.toRealPath().resolve(named.getFileName());
      for (FinishedRun run : runs) {
        requireElsewhere(file, run);
      }
      OutputFile output = new OutputFile(file);
      output.requireNew(file);
      output.requireNew(output.unfinished);
      return output;
    } catch (InvalidPathException e) {
      throw new UsageException("--output: no file can be called " + name);
    }
  }

  private static void requireElsewhere(Path file, FinishedRun run) throws IOException {
    if (file.startsWith(run.folder().toRealPath())) {
      throw new UsageException("--output: " + file + " lies in the tables of " + run.folder());
    }
    for (JsonNode input : run.manifest().path("inputs")) {
      String location = input.path("location").asText();
      Path captures =
          location.isEmpty() || Storage.isRemote(location) ? null : Path.of(location).getParent();
      if (captures != null
          && Files.isDirectory(captures)
          && captures.toRealPath().equals(file.getParent())) {
        throw new UsageException(
            "--output: " + file + " lies beside the evidence (" + location + ")");
      }
    }
  }

  private void requireNew(Path path) {
    if (Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException("--output: " + path + " exists");
    }
  }

  /** Where the bytes go until they are whole. */
  Path unfinished() throws IOException {
    return Unfinished.make(unfinished, () -> unfinished);
  }

  Writer writer() throws IOException {
    return Unfinished.make(
        unfinished,
        () -> Files.newBufferedWriter(unfinished, UTF_8, StandardOpenOption.CREATE_NEW));
  }

  /** Gives the file its name. */
  void finish() throws IOException {
    if (!Files.exists(unfinished)) {
      throw new UsageException("--output: no statement had a result for " + file);
    }
    try {
      Unfinished.finish(List.of(unfinished), () -> Files.move(unfinished, file));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException("--output: " + file + " exists");
    }
  }

  @Override
  public void close() throws IOException {
    Unfinished.discard(unfinished);
  }
}
