package org.flowbeam.io.output;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run, on this machine or in a store.
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
    return new NamedChannel(file, Storage.create(file));
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

  private void move(List<WrittenFile> files) throws IOException {
    if (isRemote()) {
      markFolders(files);
    }
    List<String> to = files.stream().map(file -> resolve(file.path())).toList();
    Storage.move(files.stream().map(WrittenFile::temporary).toList(), to);
    List<Long> found = Storage.sizesBytes(to);
    for (int i = 0; i < to.size(); i++) {
      if (found.get(i) != files.get(i).bytes()) {
        throw new IOException("file is missing or has another size after the move: " + to.get(i));
      }
    }
  }

  /**
   * In a store a folder is gone with its last file, and with it would be the id of a run that fails
   * between its moves and its manifest. Workers do not share a file: HDFS takes it away from those
   * who write it when another one begins.
   */
  private static void markFolders(List<WrittenFile> files) throws IOException {
    Set<String> folders = new TreeSet<>();
    files.forEach(f -> folders.add(f.temporary().substring(0, f.temporary().lastIndexOf('/') + 1)));
    for (String folder : folders) {
      write(folder + "moving-" + UUID.randomUUID(), "");
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

  /** Makes a file of this text. */
  static void write(String file, String text) throws IOException {
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
    Set<String> runs = new TreeSet<>(Storage.folderNames(resolve(TEMPORARY)));
    if (runId != null) {
      runs.add(runId);
    }
    for (String run : Storage.exists(resolve(SUCCESS)) ? Set.<String>of() : runs) {
      Storage.delete(List.of(resolve(MANIFEST)));
      for (Table<?> table : Tables.ALL) {
        delete(table.name(), run + "-");
      }
      delete(BodyFile.FOLDER, "");
    }
    deleteTemporary();
  }

  private boolean isRemote() {
    return Storage.isRemote(path);
  }

  /** Deletes the files below a folder whose names begin with {@code prefix}. */
  private void delete(String folder, String prefix) throws IOException {
    if (isRemote()) {
      Storage.delete(
          Storage.below(resolve(folder)).stream()
              .filter(file -> file.substring(file.lastIndexOf('/') + 1).startsWith(prefix))
              .toList());
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
}
