package org.flowbeam.io.input;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Plain captures of this machine that stay open from the reading of their packets to their
 * assembly, so that payload need not be copied in between. They are kept as long as all of them fit
 * into a share of the memory that is free, which holds what was read of them: then it costs little
 * to read them again in another order. What is not kept is carried, and no result depends on it.
 *
 * <p>For any number of threads. Close it when nobody reads any more.
 */
public final class OpenCaptures implements Closeable {
  static final int MAX_FILES = 256;

  /** A file that is not kept, for whatever reason. */
  private static final Kept NONE = new Kept("", null);

  private record Kept(String uri, @Nullable FileChannel channel) {}

  private final Map<Integer, Kept> files = new ConcurrentHashMap<>();
  private long bytesLeft;
  private int filesLeft = MAX_FILES;

  /**
   * @param maxBytes that all files together may have
   */
  public OpenCaptures(long maxBytes) {
    this.bytesLeft = maxBytes;
  }

  /** As many as fit into half of the memory that is free. */
  public static OpenCaptures thatStayInMemory() {
    return new OpenCaptures(FreeMemory.bytes() / 2);
  }

  /** Whether the file stays open: {@link PayloadReader} reads it. */
  public boolean keep(InspectedFile inspected) {
    SourceInfo first = inspected.sources().get(0);
    InputFile file = inspected.file();
    return inspected.isPlain()
        && !Storage.isRemote(file.location())
        && kept(file, first.sizeBytes()).channel() != null;
  }

  private Kept kept(InputFile file, long bytes) {
    return files.computeIfAbsent(file.ordinal(), ordinal -> open(file, bytes));
  }

  private synchronized Kept open(InputFile file, long bytes) {
    if (filesLeft == 0 || bytes > bytesLeft) {
      return NONE;
    }
    try {
      ReadableByteChannel opened = file.open();
      if (opened instanceof FileChannel channel && channel.size() >= bytes) {
        filesLeft--;
        bytesLeft -= bytes;
        return new Kept(file.uri(), channel);
      }
      opened.close();
      return NONE;
    } catch (IOException e) {
      return NONE; // who reads the records will say what is wrong
    }
  }

  /** The file with this ordinal, which was kept. */
  FileChannel channel(int ordinal) {
    FileChannel channel = files.getOrDefault(ordinal, NONE).channel();
    if (channel == null) {
      throw new IllegalStateException("file " + ordinal + " was not kept open");
    }
    return channel;
  }

  String uri(int ordinal) {
    return files.getOrDefault(ordinal, NONE).uri();
  }

  @Override
  public void close() throws IOException {
    for (Kept file : files.values()) {
      if (file.channel() != null) {
        file.channel().close();
      }
    }
    files.clear();
  }
}
