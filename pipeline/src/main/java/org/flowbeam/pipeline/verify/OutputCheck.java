package org.flowbeam.pipeline.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flowbeam.io.output.FinishedRun;

/** Compares the files of a run's folder with what its manifest lists. */
final class OutputCheck {
  private static final String PART = "output";

  private final Path folder;
  private final JsonNode manifest;
  private final Consumer<Finding> out;

  OutputCheck(Path folder, JsonNode manifest, Consumer<Finding> out) {
    this.folder = folder;
    this.manifest = manifest;
    this.out = out;
  }

  /** Hashes every file that is listed, and looks for others. Returns how many were hashed. */
  int run() throws IOException {
    Set<Path> listed = new HashSet<>();
    listed.add(folder.resolve(FinishedRun.MANIFEST));
    listed.add(folder.resolve(FinishedRun.SUCCESS));
    int hashed = 0;
    for (JsonNode output : manifest.path("outputs")) {
      String path = output.path("path").asText();
      Path file = folder.resolve(path).normalize();
      if (!file.startsWith(folder)) {
        out.accept(Finding.changed(PART, path, "leads out of the folder"));
        continue;
      }
      listed.add(file);
      hashed += check(path, file, output) ? 1 : 0;
    }
    checkSuccess(folder.resolve(FinishedRun.SUCCESS));
    findNew(listed);
    return hashed;
  }

  /** It says that the run has ended by being there, empty. */
  private void checkSuccess(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      out.accept(Finding.missing(PART, FinishedRun.SUCCESS));
    } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      out.accept(Finding.changed(PART, FinishedRun.SUCCESS, "is no file"));
    } else if (Files.size(file) > 0) {
      out.accept(
          Finding.changed(PART, FinishedRun.SUCCESS, Files.size(file) + " bytes instead of 0"));
    }
  }

  private boolean check(String path, Path file, JsonNode output) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      out.accept(
          Files.exists(file, LinkOption.NOFOLLOW_LINKS)
              ? Finding.changed(PART, path, "is no file")
              : Finding.missing(PART, path));
      return false;
    }
    long bytes = Files.size(file);
    long known = output.path("bytes").asLong(-1);
    String hash = FileHash.sha256(file);
    if (bytes != known) {
      out.accept(Finding.changed(PART, path, bytes + " bytes instead of " + known));
    } else if (!hash.equals(output.path("sha256").asText())) {
      out.accept(Finding.changed(PART, path, "SHA-256 is " + hash));
    }
    return true;
  }

  private void findNew(Set<Path> listed) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted().toList()) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !listed.contains(file)) {
          out.accept(Finding.added(PART, folder.relativize(file).toString()));
        }
      }
    }
  }
}
