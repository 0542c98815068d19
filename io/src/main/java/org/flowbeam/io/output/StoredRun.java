package org.flowbeam.io.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.io.output.FinishedRun.NotWholeException;
import org.flowbeam.io.storage.PartialCopy;
import org.flowbeam.io.storage.PartialCopy.Range;
import org.flowbeam.io.storage.Storage;

/**
 * The files of a finished run in a store, by one listing, and how they come to this machine.
 *
 * @param location without a slash at its end
 * @param folder where they come to
 * @param sizes by path in the run
 * @param copies of what is here, at least in part, by path in the run
 */
record StoredRun(
    String location, Path folder, Map<String, Long> sizes, Map<String, PartialCopy> copies) {
  /** The end of a file of Parquet, in which mostly all is that says where its columns lie. */
  private static final long END_BYTES = 64 << 10;

  private static final int LENGTH_AND_MAGIC_BYTES = 8;
  private static final String MAGIC = "PAR1";

  /** Fetches what vouches for the run, and lists the rest. */
  static StoredRun open(String location, Path folder) throws IOException, NotWholeException {
    Map<String, Long> sizes = new HashMap<>();
    long finishedMillis = 0;
    for (Storage.Stored file : Storage.list(location + "/**")) {
      String path = file.location().substring(location.length() + 1);
      sizes.put(path, file.sizeBytes());
      if (path.equals(FinishedRun.SUCCESS)) {
        finishedMillis = file.modifiedMillis();
      }
    }
    if (!sizes.containsKey(FinishedRun.SUCCESS)) {
      throw new NotWholeException(
          location, " has no _SUCCESS: it is no output folder, or its run did not finish");
    }
    StoredRun run = new StoredRun(location, folder, sizes, new HashMap<>());
    run.fetch(FinishedRun.SUCCESS);
    Files.setLastModifiedTime(
        folder.resolve(FinishedRun.SUCCESS), FileTime.fromMillis(finishedMillis));
    if (sizes.containsKey(FinishedRun.MANIFEST)) {
      run.fetch(FinishedRun.MANIFEST);
    }
    return run;
  }

  void requireSize(String path, long bytes) throws NotWholeException {
    Long found = sizes.get(path);
    if (found == null) {
      throw differs(path + " is missing");
    }
    if (found != bytes) {
      throw differs(path + " has " + found + " bytes instead of " + bytes);
    }
  }

  void requireNoOther(Set<String> listed) throws NotWholeException {
    for (String path : new TreeSet<>(sizes.keySet())) {
      if (FinishedRun.isAmongTables(path) && !listed.contains(path)) {
        throw differs(path + " is not in it");
      }
    }
  }

  private NotWholeException differs(String what) {
    return new NotWholeException(location, " is not what its manifest.json says: " + what);
  }

  /** Brings one file here; harmless when it is here. */
  void fetch(String path) throws IOException {
    copy(path).fetchAll();
  }

  /** The copy of a file, as long as it is, and without contents as long as none are fetched. */
  PartialCopy copy(String path) throws IOException {
    PartialCopy copy = copies.get(path);
    if (copy == null) {
      Long sizeBytes = sizes.get(path);
      if (sizeBytes == null) {
        throw new FileNotFoundException(location + "/" + path);
      }
      copy = PartialCopy.make(location + "/" + path, folder.resolve(path), sizeBytes);
      copies.put(path, copy);
    }
    return copy;
  }

  /** Brings what says where the columns of a file of Parquet lie; all of it if it is none. */
  void fetchFooter(String path) throws IOException {
    PartialCopy copy = copy(path);
    long size = copy.sizeBytes();
    copy.fetch(List.of(new Range(Math.max(0, size - END_BYTES), size)));
    long footerBytes = footerBytes(folder.resolve(path), size);
    copy.fetch(List.of(new Range(size - footerBytes, size)));
  }

  private static long footerBytes(Path file, long size) throws IOException {
    if (size < LENGTH_AND_MAGIC_BYTES) {
      return size;
    }
    ByteBuffer end = ByteBuffer.allocate(LENGTH_AND_MAGIC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(end, size - LENGTH_AND_MAGIC_BYTES);
    }
    long bytes = Integer.toUnsignedLong(end.getInt(0)) + LENGTH_AND_MAGIC_BYTES;
    boolean isParquet = new String(end.array(), 4, 4, US_ASCII).equals(MAGIC);
    return isParquet ? Math.min(size, bytes) : size;
  }

  /**
   * Brings the rest of every file that is here in part.
   *
   * @return whether there was one
   */
  boolean fetchRest() throws IOException {
    boolean any = false;
    for (PartialCopy copy : copies.values()) {
      any |= !copy.isWhole();
      copy.fetchAll();
    }
    return any;
  }
}
