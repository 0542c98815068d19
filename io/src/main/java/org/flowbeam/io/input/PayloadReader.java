package org.flowbeam.io.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.flowbeam.io.capture.CaptureChangedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes of {@link OpenCaptures} by place, and notices what has changed since these were seen
 * first. Packets of one flow often lie near each other: where one was found in what had been read
 * for another, more is read at once. Not thread-safe; memory is one buffer.
 */
public final class PayloadReader {
  private static final int LEAST_AHEAD = 4 << 10;
  private static final int MOST_AHEAD = 16 << 10;

  private final OpenCaptures captures;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * MOST_AHEAD);
  private final CRC32C checksum = new CRC32C();
  private @Nullable FileChannel channel;
  private int ordinal = -1;
  private long start;
  private long end;
  private int ahead;

  public PayloadReader(OpenCaptures captures) {
    this.captures = captures;
  }

  /**
   * Reads {@code length} bytes into {@code out[at, at + length)}.
   *
   * @param file ordinal of one that was kept
   * @param crc32c of the bytes as they were
   * @throws CaptureChangedException when they are others now, or gone
   */
  public void read(int file, long offset, int length, int crc32c, byte[] out, int at)
      throws CaptureChangedException {
    boolean there;
    try {
      there = copy(open(file), offset, length, out, at);
    } catch (IOException e) {
      throw new CaptureChangedException(captures.uri(file), offset, String.valueOf(e), e);
    }
    checksum.reset();
    checksum.update(out, at, length);
    if (!there || (int) checksum.getValue() != crc32c) {
      start = 0;
      end = 0;
      throw new CaptureChangedException(captures.uri(file), offset, "another content", null);
    }
  }

  private FileChannel open(int file) {
    FileChannel current = channel;
    if (current == null || file != ordinal) {
      current = captures.channel(file);
      channel = current;
      ordinal = file;
      start = 0;
      end = 0;
      ahead = 0;
    }
    return current;
  }

  private boolean copy(FileChannel from, long offset, int length, byte[] out, int at)
      throws IOException {
    if (length > MOST_AHEAD) {
      return readFully(from, ByteBuffer.wrap(out, at, length), offset, length);
    }
    if (offset < start || offset + length > end) {
      boolean near = offset >= start && offset < end + MOST_AHEAD;
      ahead = near ? Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, 2 * ahead)) : 0;
      buffer.clear().limit(Math.max(length, ahead));
      start = offset;
      end = offset;
      boolean enough = readFully(from, buffer, offset, length);
      end = offset + buffer.position();
      if (!enough) {
        return false;
      }
    }
    buffer.get((int) (offset - start), out, at, length);
    return true;
  }

  /** Reads until so many bytes are there, and more as long as they come at once. */
  private static boolean readFully(FileChannel from, ByteBuffer into, long offset, int length)
      throws IOException {
    int first = into.position();
    while (into.position() - first < length) {
      if (from.read(into, offset + into.position() - first) < 0) {
        return false;
      }
    }
    return true;
  }
}
