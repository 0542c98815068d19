package org.flowbeam.io.frames;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.flowbeam.io.bytes.KeyBytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a frame lies and what a reader must know before it opens it.
 *
 * <pre>
 * place       1  {@link #INLINE} or {@link #IN_FILE}
 * keyLength   1  k, at most {@link #KEY_BYTES}
 * firstKey    k  the first bytes of the frame's first record
 * records     8
 * length      8  of the body in bytes
 * checksum    4  CRC32C of the body
 * IN_FILE: offset 8, path (UTF-8, to the end)      INLINE: the body
 * </pre>
 *
 * The body is a {@link FrameBody}. The first key is long enough to hold a flow key, a time and a
 * tie index, so that even the frames of one huge flow are opened one by one.
 */
final class FrameReference {
  static final int KEY_BYTES = 64;

  private static final byte INLINE = 1;
  private static final byte IN_FILE = 2;
  private static final int FIXED_BYTES = 22;

  final byte[] firstKey;
  final long records;
  final long lengthBytes;
  final int checksum;

  /** The file that holds the body, or null while {@link #inline} does or nothing yet. */
  final @Nullable String path;

  /** The array that holds the body of a frame without a file. */
  final byte @Nullable [] inline;

  /** Where the body starts in {@link #path} or {@link #inline}. */
  final long offset;

  private FrameReference(
      byte[] firstKey,
      long records,
      long lengthBytes,
      int checksum,
      @Nullable String path,
      byte @Nullable [] inline,
      long offset) {
    this.firstKey = firstKey;
    this.records = records;
    this.lengthBytes = lengthBytes;
    this.checksum = checksum;
    this.path = path;
    this.inline = inline;
    this.offset = offset;
  }

  /** A frame that is not stored yet. */
  static FrameReference of(byte[] firstKey, long records, long lengthBytes, int checksum) {
    return new FrameReference(firstKey, records, lengthBytes, checksum, null, null, 0);
  }

  FrameReference inFile(String file, long at) {
    return new FrameReference(firstKey, records, lengthBytes, checksum, file, null, at);
  }

  /** What stands for the frame in the shuffle when its body lies in a file. */
  byte[] encodeInFile(String file, long at) {
    byte[] name = file.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[FIXED_BYTES + firstKey.length + Long.BYTES + name.length];
    header(value, IN_FILE).putLong(at).put(name);
    return value;
  }

  /** The frame itself, {@code body[0, lengthBytes)}. */
  byte[] encodeInline(byte[] body) {
    byte[] value = new byte[FIXED_BYTES + firstKey.length + (int) lengthBytes];
    header(value, INLINE).put(body, 0, (int) lengthBytes);
    return value;
  }

  private ByteBuffer header(byte[] value, byte place) {
    return ByteBuffer.wrap(value)
        .put(place)
        .put((byte) firstKey.length)
        .put(firstKey)
        .putLong(records)
        .putLong(lengthBytes)
        .putInt(checksum);
  }

  /** Reads what {@code encode} wrote; an inline body keeps the array, at {@link #offset}. */
  static FrameReference decode(byte[] value) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      byte place = in.get();
      byte[] key = new byte[in.get()];
      in.get(key);
      FrameReference frame = of(key, in.getLong(), in.getLong(), in.getInt());
      if (place == IN_FILE) {
        long at = in.getLong();
        return frame.inFile(StandardCharsets.UTF_8.decode(in).toString(), at);
      }
      if (place == INLINE && in.remaining() == frame.lengthBytes) {
        return frame.heldIn(value, in.position());
      }
      throw new IOException("damaged frame reference: place " + place);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new IOException("damaged frame reference of " + value.length + " bytes", e);
    }
  }

  private FrameReference heldIn(byte[] value, int at) {
    return new FrameReference(firstKey, records, lengthBytes, checksum, null, value, at);
  }

  long prefix() {
    return KeyBytes.prefix(firstKey, 0, firstKey.length);
  }

  /** Names the frame in error messages. */
  String where() {
    return path == null ? "frame in the shuffle" : path + " at offset " + offset;
  }
}
