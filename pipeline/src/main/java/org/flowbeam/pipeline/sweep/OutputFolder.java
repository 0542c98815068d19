package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.flowbeam.pipeline.options.UsageException;

/** The folder of one run: what it holds already, and whether a run may write there. */
final class OutputFolder {
  private static final String MANIFEST = "manifest.json";

  private final String given;
  private final ResourceId folder;

  OutputFolder(String given) {
    this.given = given;
    this.folder = FileSystems.matchNewResource(given, true);
  }

  /** The folder as Beam's FileSystems name it. */
  String location() {
    return folder.toString();
  }

  boolean isRemote() {
    return InputMatcher.isRemote(given);
  }

  /** Refuses an output inside an input folder, or an input inside the output. */
  void refuseOverlap(String inputs) {
    if (isRemote()) {
      return;
    }
    Path output = Path.of(given).toAbsolutePath().normalize();
    for (String entry : inputs.split(",", -1)) {
      String literal = entry.trim().replaceAll("[*?\\[{].*", "");
      if (literal.isEmpty() || InputMatcher.isRemote(literal)) {
        continue;
      }
      Path input = Path.of(literal).toAbsolutePath().normalize();
      boolean wildcard = literal.length() < entry.trim().length();
      Path inputFolder = wildcard && !literal.endsWith("/") ? input.getParent() : input;
      if (inputFolder != null && output.startsWith(inputFolder)) {
        throw new UsageException("--output=" + given + " lies inside --input=" + entry.trim());
      }
      if (input.startsWith(output)) {
        throw new UsageException("--input=" + entry.trim() + " lies inside --output=" + given);
      }
    }
  }

  /** The manifest of the run that lies here, if one does. */
  Optional<JsonNode> manifest() throws IOException {
    ResourceId file = folder.resolve(MANIFEST, StandardResolveOptions.RESOLVE_FILE);
    if (!exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return Optional.of(new ObjectMapper().readTree(in));
    } catch (JsonProcessingException e) {
      throw new UsageException("--output=" + given + ": its manifest.json is damaged");
    }
  }

  boolean succeeded() throws IOException {
    return exists(folder.resolve("_SUCCESS", StandardResolveOptions.RESOLVE_FILE));
  }

  /** Refuses a folder that holds files without a manifest: not ours to write into or delete. */
  void refuseForeignFiles() throws IOException {
    MatchResult files = FileSystems.match(folder + "**", EmptyMatchTreatment.ALLOW);
    for (MatchResult.Metadata file : files.metadata()) {
      String name = file.resourceId().toString().substring(location().length());
      if (!name.startsWith(".")) {
        throw new UsageException("--output=" + given + " holds other files (" + name + ")");
      }
    }
  }

  /** Deletes what the manifest lists, then the manifest; nothing else. */
  void deleteRun(JsonNode manifest) throws IOException {
    List<ResourceId> files = new ArrayList<>();
    files.add(folder.resolve("_SUCCESS", StandardResolveOptions.RESOLVE_FILE));
    for (JsonNode output : manifest.path("outputs")) {
      files.add(FileSystems.matchNewResource(folder + inside(output.path("path").asText()), false));
    }
    files.add(folder.resolve(MANIFEST, StandardResolveOptions.RESOLVE_FILE));
    FileSystems.delete(files, StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  /** A manifest is a file like any other: it must not lead the deletion out of its folder. */
  private String inside(String path) {
    if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/")).contains("..")) {
      throw new UsageException(
          "--overwrite: the manifest in " + given + " names a file outside: '" + path + "'");
    }
    return path;
  }

  private static boolean exists(ResourceId file) throws IOException {
    return !FileSystems.match(file.toString(), EmptyMatchTreatment.ALLOW).metadata().isEmpty();
  }
}
