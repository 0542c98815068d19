package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.flowbeam.io.capture.pcapng.Pcapng;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.storage.Unfinished;
import org.jspecify.annotations.Nullable;

/**
 * A pcapng on its way: it lies under a temporary name until {@link #commit}. It may be shut and
 * goes on where it was, since there may be more files than can be open.
 */
final class CarvedFile {
  /** Which interface of which source; blocks without a time have one of their own. */
  private record InterfaceKey(int source, int id, boolean simple) {}

  private final Path path;
  private final Path temporary;
  private final CaptureBlocks blocks;
  private final Executor writer;
  private final Map<InterfaceKey, Integer> interfaces = new HashMap<>();
  private @Nullable OutputStream out;
  private long bytes;
  private int lastSource = -1;
  private int lastInterface;
  private boolean lastSimple;
  private int lastId;

  /**
   * @param writer runs one task after the other
   */
  CarvedFile(Path path, CaptureBlocks blocks, Executor writer) {
    this.writer = writer;
    this.path = path;
    this.temporary = path.resolveSibling("." + path.getFileName() + ".part");
    this.blocks = blocks;
  }

  void begin(String application, String comment) throws IOException {
    out = Unfinished.make(temporary, () -> open(StandardOpenOption.CREATE_NEW));
    bytes += blocks.section(application, comment, out);
  }

  /** Changes what a file begins with, which is shut, by a comment that is as long. */
  void beginAnew(String application, String comment) throws IOException {
    try (OutputStream start = Files.newOutputStream(temporary, StandardOpenOption.WRITE)) {
      blocks.section(application, comment, start);
    }
  }

  private OutputStream open(StandardOpenOption how) throws IOException {
    return new WriteBehind(Files.newOutputStream(temporary, how, StandardOpenOption.WRITE), writer);
  }

  boolean isOpen() {
    return out != null;
  }

  void shut() throws IOException {
    if (out != null) {
      OutputStream open = out;
      out = null;
      open.close();
    }
  }

  private OutputStream out() throws IOException {
    if (out == null) {
      out = open(StandardOpenOption.APPEND);
    }
    return out;
  }

  long bytes() {
    return bytes;
  }

  /**
   * Adds a packet, unless that takes more bytes than there is room for.
   *
   * @param original read from the record
   * @param comment of this program; null for none
   * @return whether it was added
   */
  boolean add(FoundRecord found, OriginalRecord original, @Nullable String comment, long roomBytes)
      throws IOException {
    int id = interfaceOf(found, original);
    CaptureRecord record = found.record();
    blocks.packet(
        id,
        original.units(),
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength());
    boolean options = original.copyOptions(blocks);
    if (comment != null) {
      blocks.text(Pcapng.OPTION_COMMENT, comment);
    }
    if (options || comment != null) {
      blocks.endOptions();
    }
    if (blocks.lengthBytes() > roomBytes) {
      return false;
    }
    bytes += blocks.end(out());
    return true;
  }

  /** Packets of one interface mostly follow each other. */
  private int interfaceOf(FoundRecord found, OriginalRecord original) throws IOException {
    int number = found.record().interfaceId();
    boolean simple = original.isSimple();
    if (found.number() != lastSource || number != lastInterface || simple != lastSimple) {
      lastId = described(found, original);
      lastSource = found.number();
      lastInterface = number;
      lastSimple = simple;
    }
    return lastId;
  }

  private int described(FoundRecord found, OriginalRecord original) throws IOException {
    InterfaceKey key =
        new InterfaceKey(found.number(), found.record().interfaceId(), original.isSimple());
    Integer known = interfaces.get(key);
    if (known != null) {
      return known;
    }
    int id = interfaces.size();
    interfaces.put(key, id);
    List<CaptureInterface> listed = found.description().interfaces();
    CaptureInterface told = key.id() >= 0 && key.id() < listed.size() ? listed.get(key.id()) : null;
    CaptureBlocks.Interface described =
        new CaptureBlocks.Interface(
            found.record().linkType(),
            original.snaplen(),
            told == null ? null : told.name(),
            told == null ? null : told.description(),
            original.resolution(),
            original.offsetSeconds(),
            original.fcsBytes(),
            "interface %d of %s, SHA-256 %s"
                .formatted(key.id(), found.sourceName(), found.source().contentSha256()));
    bytes += blocks.describe(described, out());
    return id;
  }

  /** Where it lies before {@link #commit}. */
  Path temporary() {
    return temporary;
  }

  /** Gives the file, which is shut, its name, which nothing may have. */
  void commit() throws IOException {
    if (Files.exists(path)) {
      throw new IOException(path + " appeared meanwhile");
    }
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  void discard() throws IOException {
    try {
      shut();
    } catch (IOException e) {
      // What could not be written, as where the disk is full, is not wanted any more.
    }
    Unfinished.discard(temporary);
  }
}
