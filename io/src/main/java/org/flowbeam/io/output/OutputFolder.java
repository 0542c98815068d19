package org.flowbeam.io.output;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * bodies/AB/SHA256            bodies, when they are stored
 * manifest.json
 * _SUCCESS                    empty, last
 * </pre>
 *
 * @param path without a final slash
 */
record OutputFolder(String path) implements Serializable {
  private static final String MANIFEST = FinishedRun.MANIFEST;
  private static final String SUCCESS = FinishedRun.SUCCESS;
  private static final String TEMPORARY = "_temporary";

  OutputFolder {
    path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** A new name for every attempt, so that attempts never touch each other's files. */
  String newTemporaryFile(String folder) {
    return resolve(TEMPORARY + "/" + folder + "/" + UUID.randomUUID());
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
    makeFolderOf(file);
    return new NamedChannel(file, FileSystems.create(resource(file), MimeTypes.BINARY));
  }

  /**
   * Moves files to their places in this folder and forces them to the disk, where there is one;
   * harmless when that was done before.
   */
  void commit(List<WrittenFile> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    if (!isRemote()) {
      Disk.forceFiles(
          files.stream().map(f -> Path.of(f.temporary())).filter(Files::exists).toList());
    }
    move(files);
    if (!isRemote()) {
      Disk.forceFolders(foldersOf(files));
    }
  }

  /** Beam would make it too, but not say why it cannot. */
  private static void makeFolderOf(String file) throws IOException {
    if (!isRemote(file)) {
      Path folder = Path.of(file).getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
    }
  }

  private void move(List<WrittenFile> files) throws IOException {
    for (WrittenFile file : files) {
      makeFolderOf(resolve(file.path()));
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

  /** The folders in which moved files have their names, up to the one above this folder. */
  private Set<Path> foldersOf(List<WrittenFile> files) {
    Set<Path> folders = new HashSet<>();
    Path root = Path.of(path);
    folders.add(root);
    if (root.getParent() != null) {
      folders.add(root.getParent());
    }
    for (WrittenFile file : files) {
      Path folder = Path.of(resolve(file.path())).getParent();
      while (folder != null && !folder.equals(root)) {
        folders.add(folder);
        folder = folder.getParent();
      }
    }
    return folders;
  }

  /** Writes the manifest, on a disk whole or not at all. */
  void writeManifest(String text) throws IOException {
    if (isRemote()) {
      write(resolve(MANIFEST), text);
      return;
    }
    String temporary = newTemporaryFile(MANIFEST);
    write(temporary, text);
    Disk.forceFiles(List.of(Path.of(temporary)));
    Files.move(Path.of(temporary), Path.of(resolve(MANIFEST)), StandardCopyOption.ATOMIC_MOVE);
    Disk.forceFolders(List.of(Path.of(path)));
  }

  /** Says that everything else is there; on a disk it is forced, so this comes last. */
  void markSuccess() throws IOException {
    write(resolve(SUCCESS), "");
    if (!isRemote()) {
      Disk.forceFiles(List.of(Path.of(resolve(SUCCESS))));
      Disk.forceFolders(List.of(Path.of(path)));
    }
  }

  private static void write(String file, String text) throws IOException {
    try (WritableByteChannel channel = create(file)) {
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

  /**
   * Removes everything that runs which did not succeed have put here; nothing else. Their ids are
   * the names below the temporary folder, which a commit deletes last.
   *
   * @param runId one more of them
   */
  void discard(@Nullable String runId) throws IOException {
    Set<String> runs = unfinishedRuns();
    if (runId != null) {
      runs.add(runId);
    }
    for (String run : succeeded() ? Set.<String>of() : runs) {
      FileSystems.delete(
          List.of(resource(resolve(MANIFEST))), StandardMoveOptions.IGNORE_MISSING_FILES);
      for (Table<?> table : Tables.ALL) {
        delete(table.name(), run + "-");
      }
      delete(BodyFile.FOLDER, "");
    }
    deleteTemporary();
  }

  private Set<String> unfinishedRuns() throws IOException {
    Set<String> runIds = new TreeSet<>();
    if (isRemote()) {
      String glob = resolve(TEMPORARY) + "/**";
      for (MatchResult.Metadata file :
          FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata()) {
        runIds.add(String.valueOf(file.resourceId().getCurrentDirectory().getFilename()));
      }
    } else if (Files.isDirectory(Path.of(resolve(TEMPORARY)))) {
      try (DirectoryStream<Path> folders =
          Files.newDirectoryStream(Path.of(resolve(TEMPORARY)), Files::isDirectory)) {
        folders.forEach(folder -> runIds.add(folder.getFileName().toString()));
      }
    }
    return runIds;
  }

  private boolean succeeded() throws IOException {
    String success = resolve(SUCCESS);
    return isRemote()
        ? !FileSystems.match(success, EmptyMatchTreatment.ALLOW).metadata().isEmpty()
        : Files.exists(Path.of(success), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isRemote() {
    return isRemote(path);
  }

  private static boolean isRemote(String file) {
    return file.contains("://");
  }

  /** Deletes the files below a folder whose names begin with {@code prefix}. */
  private void delete(String folder, String prefix) throws IOException {
    if (isRemote()) {
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
