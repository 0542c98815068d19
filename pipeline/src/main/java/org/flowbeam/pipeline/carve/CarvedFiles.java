package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.terminal.SafeName;

/**
 * The pcapng files of one carving, one per group. They get their names together, at the end, or not
 * at all.
 */
final class CarvedFiles implements RecordSink, AutoCloseable {
  /** More files than this are refused. */
  static final int MAX_FILES = 100_000;

  /** So many are open at a time. */
  private static final int MAX_OPEN = 100;

  private final Path output;
  private final boolean perGroup;
  private final String application;
  private final String comment;
  private final boolean packetComments;
  private final long limitBytes;
  private final CaptureBlocks blocks = new CaptureBlocks();
  private final ExecutorService writer = Executors.newSingleThreadExecutor(CarvedFiles::daemon);
  private final OriginalRecord original = new OriginalRecord();
  private final Map<FoundRecord.Group, CarvedFile> files = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final ArrayDeque<CarvedFile> open = new ArrayDeque<>();
  private boolean madeFolder;
  private boolean committed;
  private long packets;
  private long bytes;
  private boolean full;

  /**
   * Makes what does not exist yet.
   *
   * @param output the file, or with {@code perGroup} the folder of the files
   * @param comment of the section
   * @param packetComments whether each packet says which frame it was
   * @param limitBytes of all files together
   */
  CarvedFiles(
      Path output,
      boolean perGroup,
      String application,
      String comment,
      boolean packetComments,
      long limitBytes) {
    this.output = output;
    this.perGroup = perGroup;
    this.application = application;
    this.comment = comment;
    this.packetComments = packetComments;
    this.limitBytes = limitBytes;
  }

  @Override
  public boolean record(FoundRecord found) throws IOException {
    if (full) {
      return false;
    }
    original.read(found.record(), found.walker().section());
    CarvedFile file = file(found.group());
    long before = file.bytes();
    String text = packetComments ? "frame " + found.frame() + " of " + found.sourceName() : null;
    full = !file.add(found, original, text, limitBytes - bytes);
    bytes += file.bytes() - before;
    packets += full ? 0 : 1;
    return !full;
  }

  private CarvedFile file(FoundRecord.Group group) throws IOException {
    CarvedFile file = files.get(group);
    if (file == null) {
      file = begin(group);
    } else if (file.isOpen()) {
      return file;
    }
    if (open.size() == MAX_OPEN) {
      open.removeFirst().shut();
    }
    open.addLast(file);
    return file;
  }

  private CarvedFile begin(FoundRecord.Group group) throws IOException {
    if (files.size() == MAX_FILES) {
      throw new UsageException("--per: more than " + MAX_FILES + " files");
    }
    if (!madeFolder) {
      makeFolder();
    }
    CarvedFile file =
        new CarvedFile(perGroup ? output.resolve(name(group.name())) : output, blocks, writer);
    files.put(group, file);
    file.begin(application, comment(false));
    bytes += file.bytes();
    return file;
  }

  /** As long, whatever it says: when the limit is reached it has been written. */
  private String comment(boolean cut) {
    String end = cut ? "; --limitBytes left packets out" : "; --limitBytes left nothing out";
    return limitBytes == Long.MAX_VALUE ? comment : comment + end;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flowbeam-write");
    thread.setDaemon(true);
    return thread;
  }

  private void makeFolder() throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    try {
      if (perGroup) {
        Unfinished.make(output, () -> Files.createDirectories(output));
      } else if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (FileAlreadyExistsException e) {
      throw new UsageException("--output=" + output + ": " + e.getFile() + " is no folder");
    }
    madeFolder = true;
  }

  /** A name for any system; a number where another group has it already. */
  private String name(String group) {
    String safe = SafeName.of(group);
    String name = safe + ".pcapng";
    for (int n = 2; !names.add(name.toLowerCase(Locale.ROOT)); n++) {
      name = safe + "-" + n + ".pcapng";
    }
    return name;
  }

  int files() {
    return files.size();
  }

  long packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  /** Whether packets were left out since the limit was reached. */
  boolean isFull() {
    return full;
  }

  void commit() throws IOException {
    List<Path> unfinished = new ArrayList<>(List.of(output));
    for (CarvedFile file : files.values()) {
      file.shut();
      if (full) {
        file.beginAnew(application, comment(true));
      }
      unfinished.add(file.temporary());
    }
    Unfinished.finish(unfinished, this::giveNames);
    committed = true;
  }

  private void giveNames() throws IOException {
    for (CarvedFile file : files.values()) {
      file.commit();
    }
  }

  /** Deletes what was not committed. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      for (CarvedFile file : files.values()) {
        file.discard();
      }
      Unfinished.discard(output);
    }
    writer.shutdown();
  }
}
