package org.flowbeam.io.capture.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Counts bytes and identifies them: by SHA-256 over all when wanted, and over their two ends. */
public final class ContentDigest implements AutoCloseable {
  static final int END_BYTES = 1 << 16;

  private static final int BUFFER_BYTES = 1 << 20;

  private final @Nullable MessageDigest whole;
  private final @Nullable HashAside aside;
  private final byte[] first = new byte[END_BYTES];
  private final byte[] last = new byte[END_BYTES];
  private long count;

  public ContentDigest(boolean hashWhole) {
    this(hashWhole ? sha256() : null, null);
  }

  private ContentDigest(@Nullable MessageDigest whole, @Nullable HashAside aside) {
    this.whole = whole;
    this.aside = aside;
  }

  /** Hashes in a thread of its own: for whoever has only this one thing to do. To be closed. */
  public static ContentDigest aside() {
    return new ContentDigest(null, new HashAside());
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** SHA-256 in hex of all that a channel gives. */
  public static String sha256(ReadableByteChannel in) throws IOException {
    return sha256(in, Long.MAX_VALUE);
  }

  /** SHA-256 in hex of the first {@code bytes} that a channel gives, or of all when it has less. */
  public static String sha256(ReadableByteChannel in, long bytes) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long left = bytes;
    while (left > 0 && in.read(buffer) >= 0) {
      buffer.flip().limit((int) Math.min(left, buffer.limit()));
      left -= buffer.remaining();
      digest.update(buffer);
      buffer.clear();
    }
    return hex(digest);
  }

  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  void update(byte[] bytes, int offset, int length) {
    if (whole != null) {
      whole.update(bytes, offset, length);
    }
    if (aside != null) {
      aside.update(bytes, offset, length);
    }
    if (count < END_BYTES) {
      int n = (int) Math.min(END_BYTES - count, length);
      System.arraycopy(bytes, offset, first, (int) count, n);
    }
    keepLast(bytes, offset, length);
    count += length;
  }

  private void keepLast(byte[] bytes, int offset, int length) {
    int kept = Math.min(length, END_BYTES);
    System.arraycopy(last, kept, last, 0, END_BYTES - kept);
    System.arraycopy(bytes, offset + length - kept, last, END_BYTES - kept, kept);
  }

  public long count() {
    return count;
  }

  /** SHA-256 over all bytes in lower-case hex, null when it was not wanted. Call once. */
  public @Nullable String whole() {
    if (aside != null) {
      return aside.hex();
    }
    return whole == null ? null : hex(whole);
  }

  /** SHA-256 over the count (8 bytes, big-endian), the first and the last 64 KiB. */
  public String ends() {
    int n = (int) Math.min(count, END_BYTES);
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(8).putLong(0, count));
    digest.update(first, 0, n);
    digest.update(last, END_BYTES - n, n);
    return hex(digest);
  }

  @Override
  public void close() {
    if (aside != null) {
      aside.close();
    }
  }
}
