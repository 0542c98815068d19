package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.output.FinishedRun.NotWholeException;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.input.InputEntry;
import org.flowbeam.pipeline.input.Inputs;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** The folder that {@code --output} names: what it holds already, and what may be deleted there. */
final class Destination {
  /** How a manifest begins; one that was cut off is a beginning of this or goes on from it. */
  private static final String MANIFEST_START = "{\"run_id\":\"";

  /** Notes of runs for which nobody waits, among what is not committed. */
  private static final String LEFT = "left";

  /** Behind so much time such a run is taken for dead. */
  private static final long LEFT_MILLIS = Duration.ofDays(7).toMillis();

  private final String given;
  private final String location;
  private final boolean local;

  Destination(String given) {
    this.given = given;
    this.local = !Storage.isRemote(given);
    this.location = (local ? absolute(given) : given).replaceFirst("/*$", "/");
  }

  private static String absolute(String given) {
    try {
      return Storage.path(given).toAbsolutePath().normalize().toString();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--output=" + given + ": not a path");
    }
  }

  /** The folder as {@link Storage} names it, with a slash at its end. */
  String location() {
    return location;
  }

  /** On a file system of this machine, so that it can be locked and forced to the disk. */
  boolean isLocal() {
    return local;
  }

  /** Of a local folder. */
  Path root() {
    return Path.of(location);
  }

  /**
   * Refuses an output in which an input lies or can lie, or that lies in an input. Links are
   * followed as far as they lead.
   */
  void refuseOverlap(Inputs inputs) {
    if (!local) {
      return;
    }
    Path output = InputEntry.real(root());
    for (InputEntry entry : inputs.entries()) {
      Path fixed = entry.fixedPart();
      if (fixed == null) {
        continue;
      }
      if (entry.canHold(output)) {
        throw new UsageException("--output=" + given + " lies inside --input=" + entry.text());
      }
      if (InputEntry.real(fixed).startsWith(output)) {
        throw new UsageException("--input=" + entry.text() + " lies inside --output=" + given);
      }
    }
  }

  boolean succeeded() throws IOException {
    return Storage.exists(file(FinishedRun.SUCCESS));
  }

  /** The manifest of the run that lies here; empty when there is none or it is not whole. */
  Optional<JsonNode> manifest() throws IOException {
    try {
      JsonNode manifest = new ObjectMapper().readTree(manifestText());
      boolean ours = manifest.path("run_id").isTextual() && manifest.path("outputs").isArray();
      return ours ? Optional.of(manifest) : Optional.empty();
    } catch (JsonProcessingException damaged) {
      return Optional.empty();
    }
  }

  /** Empty when there is none. */
  private String manifestText() throws IOException {
    try {
      return text(file(FinishedRun.MANIFEST));
    } catch (FileNotFoundException | NoSuchFileException none) {
      return "";
    }
  }

  private static String text(String file) throws IOException {
    try (InputStream in = Channels.newInputStream(Storage.open(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The manifest of the finished run that lies here and is what that manifest says. */
  JsonNode wholeManifest() throws IOException {
    if (!isLocal()) {
      return manifest().orElseThrow(() -> refusal("its manifest.json is damaged"));
    }
    try {
      return FinishedRun.open(root()).manifest();
    } catch (NotWholeException e) {
      throw new UsageException("--output: " + e.getMessage());
    }
  }

  /** Paths of all files and links that are not hidden, relative to the folder. */
  Set<String> files() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    for (String file : Storage.below(location.substring(0, location.length() - 1))) {
      files.add(file.substring(location.length()));
    }
    files.removeIf(file -> file.startsWith("."));
    return files;
  }

  /** Whether a run was killed while it had files here that were not committed. */
  boolean hasTemporaryFiles() throws IOException {
    String temporary = location + "_temporary";
    return local
        ? Files.isDirectory(Path.of(temporary), LinkOption.NOFOLLOW_LINKS)
        : !Storage.below(temporary).isEmpty();
  }

  /** Notes that a run is about to write here for which nobody waits. */
  void noteLeft(long nowMillis) throws IOException {
    Commit.writeTemporary(location, LEFT, Long.toString(nowMillis));
  }

  /** Refuses a folder in which such a run may be writing. A run deletes the note with its end. */
  void refuseWhileLeft(long nowMillis) throws IOException {
    for (String note : Storage.below(location + "_temporary/" + LEFT)) {
      String time = text(note);
      // A note that was cut off while it was written: its job never began.
      long began = time.matches("\\d{13}") ? Long.parseLong(time) : 0;
      if (nowMillis - began < LEFT_MILLIS) {
        throw refusal(
            "the run that was left to itself at "
                + Instant.ofEpochMilli(began)
                + " may still be writing; end it, then --overwrite deletes what it has left");
      }
    }
  }

  /** Whether these files can be nothing but parts of a run with this id that did not finish. */
  boolean holdsOnly(String runId, Set<String> files) throws IOException {
    String tables = Tables.ALL.stream().map(Table::name).collect(Collectors.joining("|"));
    Pattern ours =
        Pattern.compile(
            "(%s)/(date=[^/]+/)?%s-[0-9]{5}(-[0-9]+)?\\.parquet|bodies/[0-9a-f]{2}/[0-9a-f]{64}|%s"
                .formatted(tables, runId, Pattern.quote(FinishedRun.MANIFEST)));
    if (!files.stream().allMatch(file -> ours.matcher(file).matches())) {
      return false;
    }
    Optional<JsonNode> manifest = manifest();
    if (manifest.isPresent()) {
      return manifest.get().path("run_id").asText().equals(runId);
    }
    String start = manifestText().replaceAll("\\s", "");
    return start.startsWith(MANIFEST_START + runId) || (MANIFEST_START + runId).startsWith(start);
  }

  /**
   * Refuses a run of which not every file could be deleted, or beside whose files others lie: they
   * would stay among those of the next run.
   */
  void requireDeletable(JsonNode manifest) throws IOException {
    Set<String> others = files();
    for (String path : listed(manifest)) {
      refuseOutside(path);
      others.remove(path);
    }
    for (String other : others) {
      if (FinishedRun.isAmongTables(other)) {
        throw new UsageException(
            "--overwrite: " + location() + other + " is in no manifest; nothing else is deleted");
      }
    }
  }

  private static List<String> listed(JsonNode manifest) {
    List<String> paths = new ArrayList<>();
    manifest.path("outputs").forEach(output -> paths.add(output.path("path").asText()));
    return paths;
  }

  /**
   * Deletes what the manifest lists, then the manifest; nothing else. {@code _SUCCESS} goes first:
   * from then on nothing here is vouched for.
   */
  void deleteRun(JsonNode manifest) throws IOException {
    List<String> files = new ArrayList<>();
    for (String path : listed(manifest)) {
      refuseOutside(path);
      files.add(location + path);
    }
    Storage.delete(List.of(file(FinishedRun.SUCCESS)));
    Storage.delete(files);
    Storage.delete(List.of(file(FinishedRun.MANIFEST)));
  }

  /** A manifest is a file like any other: it must not lead the deletion out of its folder. */
  private void refuseOutside(String path) {
    if (path.isEmpty() || path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
      throw new UsageException(
          "--overwrite: the manifest in " + given + " names a file outside: '" + path + "'");
    }
    Path above = local ? Path.of(path).getParent() : null;
    for (; above != null; above = above.getParent()) {
      if (Files.isSymbolicLink(root().resolve(above))) {
        throw new UsageException(
            "--overwrite: " + root().resolve(above) + " is a symbolic link, which is not followed");
      }
    }
  }

  /**
   * Deletes what a run left that was killed while it wrote, or while it deleted an earlier one.
   *
   * @param runId of a run of which files lie here, besides those that {@code _temporary} names
   */
  void deleteUnfinished(@Nullable String runId) throws IOException {
    Optional<JsonNode> manifest = manifest();
    if (manifest.isPresent()) {
      deleteRun(manifest.get());
    }
    Storage.delete(List.of(file(FinishedRun.MANIFEST)));
    Commit.discard(location(), runId);
  }

  /** A complaint about what lies here. */
  UsageException refusal(String why) {
    return new UsageException("--output=" + location() + ": " + why);
  }

  private String file(String name) {
    return location + name;
  }
}
