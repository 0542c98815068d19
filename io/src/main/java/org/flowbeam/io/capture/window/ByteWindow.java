package org.flowbeam.io.capture.window;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A window that slides over a stream of bytes: {@link #require} makes the next bytes stand in one
 * array, {@link #skip} passes them. It never throws: a stream that fails ends there, and {@link
 * #failure} tells why. Passing a stream once costs linear time as long as {@code require} asks for
 * a bounded number of bytes, since the array is at least twice as long as any demand.
 */
public final class ByteWindow {
  private static final int FIRST_BYTES = 1 << 16;
  private static final int USUAL_BYTES = 1 << 20;

  private final InputStream source;
  private byte[] buffer;
  private int index;
  private int limit;
  private long base;
  private boolean ended;
  private @Nullable IOException failure;
  private @Nullable ContentDigest digest;

  public ByteWindow(InputStream source) {
    this.source = source;
    this.buffer = new byte[FIRST_BYTES];
  }

  public byte[] buffer() {
    return buffer;
  }

  /** Where the bytes at {@link #position()} stand in {@link #buffer()}. */
  public int index() {
    return index;
  }

  /** How many bytes stand in the buffer from {@link #index()} on. */
  public int available() {
    return limit - index;
  }

  /** How many bytes of the stream were passed. */
  public long position() {
    return base + index;
  }

  /** Why the stream ended early; null when it did not (yet). */
  public @Nullable IOException failure() {
    return failure;
  }

  /** Feeds all bytes of the stream to the digest; before any byte was passed. */
  public void digestInto(ContentDigest digest) {
    if (position() != 0) {
      throw new IllegalStateException("bytes were passed already");
    }
    this.digest = digest;
    digest.update(buffer, 0, limit);
  }

  /** Whether {@code count} bytes follow; if so they stand in the buffer from the index on. */
  public boolean require(int count) {
    return limit - index >= count || fill(count);
  }

  private boolean fill(int count) {
    if (ended) {
      return false;
    }
    int kept = limit - index;
    byte[] target = buffer.length >= 2 * count ? buffer : Arrays.copyOf(buffer, nextSize(count));
    System.arraycopy(buffer, index, target, 0, kept);
    base += index;
    buffer = target;
    index = 0;
    limit = kept;
    readToEnd();
    if (limit == buffer.length && buffer.length < USUAL_BYTES) {
      buffer = Arrays.copyOf(buffer, USUAL_BYTES);
    }
    return limit >= count;
  }

  private static int nextSize(int count) {
    return Math.max(USUAL_BYTES, Integer.highestOneBit(count) * 4);
  }

  private void readToEnd() {
    int start = limit;
    try {
      while (limit < buffer.length) {
        int n = source.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
          ended = true;
          break;
        }
        limit += n;
      }
    } catch (IOException e) {
      failure = e;
      ended = true;
    }
    if (digest != null) {
      digest.update(buffer, start, limit - start);
    }
  }

  /** Passes up to {@code count} bytes; false when the stream ends before. */
  public boolean skip(long count) {
    long left = count;
    while (left > available()) {
      left -= available();
      index = limit;
      if (!fill(1)) {
        return false;
      }
    }
    index += (int) left;
    return true;
  }

  /** Passes everything to the end of the stream. */
  public void drain() {
    do {
      index = limit;
    } while (fill(1));
  }

  /** Goes to a place at or behind the current one; false when it is not there. */
  public boolean seek(long position) throws IOException {
    if (position - position() > available()
        && source instanceof ChannelInput input
        && input.seekable() != null) {
      SeekableByteChannel channel = input.seekable();
      channel.position(position);
      base = position;
      index = 0;
      limit = 0;
      ended = false;
      return position <= channel.size();
    }
    return skip(position - position());
  }

  /** The rest of the bytes as a stream. */
  public InputStream asStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        if (!require(1)) {
          throwFailure();
          return -1;
        }
        return buffer[index++] & 0xff;
      }

      @Override
      public int read(byte[] b, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!require(1)) {
          throwFailure();
          return -1;
        }
        int n = Math.min(length, limit - index);
        System.arraycopy(buffer, index, b, offset, n);
        index += n;
        return n;
      }
    };
  }

  /** Throws what ended the stream early, if anything did. */
  public void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
