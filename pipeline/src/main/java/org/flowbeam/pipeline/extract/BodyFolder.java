package org.flowbeam.pipeline.extract;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.storage.Unfinished;

/** A new folder that only its owner can open, with files that only he can read. */
final class BodyFolder implements BodyTarget {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path folder;
  private final List<Path> files = new ArrayList<>();

  BodyFolder(Path folder) throws IOException {
    this.folder = folder;
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    Unfinished.make(folder, () -> Files.createDirectory(folder, only("rwx------")));
  }

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** A new file that only its owner can read. */
  static FileChannel ownersFile(Path file) throws IOException {
    Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return Unfinished.make(file, () -> FileChannel.open(file, fresh, only("rw-------")));
  }

  @Override
  public void put(String name, Path content) throws IOException {
    Path file = folder.resolve(name);
    files.add(file);
    try (FileChannel in = FileChannel.open(content);
        FileChannel out = ownersFile(file)) {
      for (long at = 0; at < in.size(); ) {
        at += in.transferTo(at, in.size() - at, out);
      }
    }
  }

  @Override
  public void finish() throws IOException {
    files.add(folder);
    Unfinished.finish(files, () -> {});
  }

  @Override
  public void close() throws IOException {
    for (Path file : files) {
      Unfinished.discard(file);
    }
    Unfinished.discard(folder);
  }
}
