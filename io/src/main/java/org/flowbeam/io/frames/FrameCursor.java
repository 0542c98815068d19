package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.flowbeam.io.bytes.KeyBytes;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the records of one frame, in memory or in a file, through a buffer that holds at
 * least one record. A frame that is short, does not add up, or fails its checksum ends in an
 * IOException which names the place.
 */
final class FrameCursor implements Closeable {
  private final FrameReference frame;
  private final @Nullable FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private byte[] buffer;
  private ByteBuffer view;
  private int at;
  private int limit;
  private long unread;
  private long recordsLeft;

  /** The current record, after {@link #next} returned true and until it is called again. */
  int offset;

  int length;

  /** {@link Bytes#prefix} of the current record. */
  long prefix;

  FrameCursor(FrameReference frame, int bufferBytes) throws IOException {
    this.frame = frame;
    this.recordsLeft = frame.records;
    byte[] inline = frame.inline;
    if (frame.path != null) {
      this.channel = FileChannel.open(Path.of(frame.path), StandardOpenOption.READ);
      this.buffer = new byte[(int) Math.min(bufferBytes, frame.lengthBytes)];
      this.unread = frame.lengthBytes;
    } else if (inline != null) {
      this.channel = null;
      this.buffer = inline;
      this.at = (int) frame.offset;
      this.limit = inline.length;
      checksum.update(inline, at, limit - at);
      verify();
    } else {
      throw new IllegalArgumentException("frame without a place");
    }
    this.view = ByteBuffer.wrap(buffer);
  }

  /** The array that holds the current record. */
  byte[] bytes() {
    return buffer;
  }

  /** Bytes that are still to come, the current record not included. */
  long remainingBytes() {
    return limit - at + unread;
  }

  boolean next() throws IOException {
    if (recordsLeft == 0) {
      if (remainingBytes() != 0) {
        throw damaged("has bytes after its last record");
      }
      return false;
    }
    require(Integer.BYTES);
    length = KeyBytes.i32(buffer, at);
    if (length < 0) {
      throw damaged("has a record of length " + length);
    }
    require(Integer.BYTES + (long) length);
    offset = at + Integer.BYTES;
    at = offset + length;
    prefix = KeyBytes.prefix(buffer, offset, length);
    recordsLeft--;
    return true;
  }

  private void require(long bytes) throws IOException {
    if (bytes <= limit - at) {
      return;
    }
    if (bytes > remainingBytes()) {
      throw damaged("ends inside a record");
    }
    fill((int) bytes);
  }

  private void fill(int bytes) throws IOException {
    byte[] target = bytes <= buffer.length ? buffer : new byte[bytes];
    System.arraycopy(buffer, at, target, 0, limit - at);
    limit -= at;
    at = 0;
    if (target != buffer) {
      buffer = target;
      view = ByteBuffer.wrap(target);
    }
    read((int) Math.min(unread, buffer.length - limit));
  }

  private void read(int bytes) throws IOException {
    if (channel == null) {
      throw damaged("ends inside a record");
    }
    long position = frame.offset + frame.lengthBytes - unread;
    view.limit(limit + bytes).position(limit);
    while (view.hasRemaining()) {
      int n = channel.read(view, position);
      if (n < 0) {
        throw damaged("is cut off: the file ends at " + position);
      }
      position += n;
    }
    checksum.update(buffer, limit, bytes);
    limit += bytes;
    unread -= bytes;
    if (unread == 0) {
      verify();
    }
  }

  private void verify() throws IOException {
    if ((int) checksum.getValue() != frame.checksum) {
      throw damaged("fails its checksum");
    }
  }

  private IOException damaged(String what) {
    return new IOException(frame.where() + ": frame of " + frame.lengthBytes + " bytes " + what);
  }

  static int compare(FrameCursor a, FrameCursor b) {
    int byPrefix = Long.compare(a.prefix, b.prefix);
    return byPrefix != 0
        ? byPrefix
        : KeyBytes.compare(a.buffer, a.offset, a.length, b.buffer, b.offset, b.length);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
