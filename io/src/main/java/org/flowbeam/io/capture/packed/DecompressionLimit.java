package org.flowbeam.io.capture.packed;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.flowbeam.io.capture.window.ByteWindow;

/**
 * Stops contents that are out of all proportion to what is stored. A content, and all contents of a
 * file together, may have 1 GiB plus 1,000 bytes for each stored byte: deflate cannot exceed 1,032,
 * and a capture of one packet over and over, compressed by xz, stays at a few hundred since every
 * record has its own time.
 */
public final class DecompressionLimit {
  public static final long FREE_BYTES = 1L << 30;
  static final long MAX_RATIO = 1000;

  /** Said by a stream whose content went beyond the limit. */
  public static final class ExceededException extends IOException {
    ExceededException(long contentBytes) {
      super("decompression stopped after " + contentBytes + " bytes: far more than is stored");
    }
  }

  private final ByteWindow stored;
  private final long freeBytes;
  private long allContents;

  public DecompressionLimit(ByteWindow stored, long freeBytes) {
    this.stored = stored;
    this.freeBytes = freeBytes;
  }

  InputStream on(InputStream content) {
    return new Limited(content, stored.position());
  }

  private boolean exceeds(long content, long storedBytes) {
    return content > freeBytes && (content - freeBytes) / MAX_RATIO > storedBytes;
  }

  private final class Limited extends FilterInputStream {
    private final long storedBefore;
    private long count;

    Limited(InputStream content, long storedBefore) {
      super(content);
      this.storedBefore = storedBefore;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      long storedNow = stored.position();
      if (exceeds(count, storedNow - storedBefore) || exceeds(allContents, storedNow)) {
        throw new ExceededException(count);
      }
      int n = super.read(b, offset, length);
      count += Math.max(n, 0);
      allContents += Math.max(n, 0);
      return n;
    }
  }
}
