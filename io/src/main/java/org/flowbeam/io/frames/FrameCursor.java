package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.flowbeam.io.bytes.KeyBytes;
import org.flowbeam.io.bytes.OrderedInts;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the records of one frame, in memory or in a file, through a buffer that holds at
 * least what a record does not share with the one before. A frame that is short, does not add up,
 * or fails its checksum ends in an IOException which names the place.
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

  /** The current record begins with what the next one shares with it. */
  private byte[] record = new byte[FrameBody.MAX_SHARED];

  /** Of the current record, after {@link #next} returned true and until it is called again. */
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

  /** The array that begins with the current record. */
  byte[] bytes() {
    return record;
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
    require(2);
    int head = 1 + OrderedInts.bytes(buffer[at + 1]);
    require(head);
    int shared = buffer[at] & 0xff;
    long rest = OrderedInts.i64(buffer, at + 1);
    if (shared > length || rest > FrameWriter.MAX_RECORD_BYTES) {
      throw damaged("has a record of " + rest + " bytes behind " + shared + " shared ones");
    }
    require(head + rest);
    take(shared, at + head, (int) rest);
    recordsLeft--;
    return true;
  }

  private void take(int shared, int from, int rest) {
    length = shared + rest;
    if (length > record.length) {
      record = Arrays.copyOf(record, Math.max(length, 2 * record.length));
    }
    System.arraycopy(buffer, from, record, shared, rest);
    at = from + rest;
    if (shared < Long.BYTES) {
      prefix = KeyBytes.prefix(record, 0, length);
    }
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
        : KeyBytes.compare(a.record, 0, a.length, b.record, 0, b.length);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
