package org.flowbeam.io;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run, on any of Beam's file systems.
 *
 * <pre>
 * _temporary/RUN_ID/          files that are not committed yet, under names of their own
 * TABLE/[date=.../]RUN_ID-SHARD[-ROLL].parquet
 * manifest.json
 * _SUCCESS                    empty, last
 * </pre>
 *
 * @param path without a final slash
 */
record OutputFolder(String path) implements Serializable {
  static final String MANIFEST = "manifest.json";
  static final String SUCCESS = "_SUCCESS";
  private static final String TEMPORARY = "_temporary";

  OutputFolder {
    path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** A new name for every attempt, so that attempts never touch each other's files. */
  String newTemporaryFile(String runId) {
    return resolve(TEMPORARY + "/" + runId + "/" + UUID.randomUUID() + ".parquet");
  }

  /**
   * Path of a table's file, relative to the output.
   *
   * @param roll 0 for the first file of its (table, folder, shard)
   */
  static String tableFile(
      String table, @Nullable String folder, String runId, int shard, int roll) {
    String name = roll == 0 ? "%s-%05d.parquet" : "%s-%05d-%d.parquet";
    return (folder == null ? table : table + "/" + folder)
        + "/"
        + String.format(name, runId, shard, roll);
  }

  static WritableByteChannel create(String file) throws IOException {
    return FileSystems.create(resource(file), MimeTypes.BINARY);
  }

  /** Moves files to their places in this folder; harmless when that was done before. */
  void commit(List<WrittenFile> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    List<ResourceId> from = files.stream().map(file -> resource(file.temporary())).toList();
    List<ResourceId> to = files.stream().map(file -> resource(resolve(file.path()))).toList();
    FileSystems.rename(
        from,
        to,
        StandardMoveOptions.IGNORE_MISSING_FILES,
        StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    List<MatchResult> found = FileSystems.matchResources(to);
    for (int i = 0; i < to.size(); i++) {
      if (found.get(i).status() != MatchResult.Status.OK
          || found.get(i).metadata().get(0).sizeBytes() != files.get(i).bytes()) {
        throw new IOException("file is missing or has another size after the move: " + to.get(i));
      }
    }
  }

  void write(String relativePath, String text) throws IOException {
    try (WritableByteChannel channel = create(resolve(relativePath))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Removes the temporary files of all attempts. */
  void deleteTemporary() throws IOException {
    delete(TEMPORARY, "");
  }

  /** Removes everything that a run which did not succeed has put here; nothing else. */
  void discard(String runId) throws IOException {
    FileSystems.delete(
        List.of(resource(resolve(SUCCESS)), resource(resolve(MANIFEST))),
        StandardMoveOptions.IGNORE_MISSING_FILES);
    for (Table<?> table : Tables.ALL) {
      delete(table.name(), runId + "-");
    }
    deleteTemporary();
  }

  /** Deletes the files below a folder whose names begin with {@code prefix}. */
  private void delete(String folder, String prefix) throws IOException {
    if (path.contains("://")) {
      List<ResourceId> files = new ArrayList<>();
      String glob = resolve(folder) + "/**";
      for (MatchResult.Metadata file :
          FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata()) {
        String name = file.resourceId().getFilename();
        if (name != null && name.startsWith(prefix)) {
          files.add(file.resourceId());
        }
      }
      FileSystems.delete(files, StandardMoveOptions.IGNORE_MISSING_FILES);
    } else {
      deleteOnDisk(Path.of(resolve(folder)), prefix);
    }
  }

  /** On a disk folders exist by themselves; those that become empty go too. */
  private static void deleteOnDisk(Path root, String prefix) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(root)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      if (Files.isDirectory(file)) {
        deleteIfEmpty(file);
      } else if (file.getFileName().toString().startsWith(prefix)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // It holds something that is not ours, so it stays.
    }
  }

  private String resolve(String relativePath) {
    return path + "/" + relativePath;
  }

  private static ResourceId resource(String file) {
    return FileSystems.matchNewResource(file, false);
  }
}
