package org.flowbeam.io.capture.packed;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * The content of a zip member, which fails behind its last byte when the checksum is not the one
 * that the zip states.
 */
final class ZipContent extends FilterInputStream {
  private final @Nullable ByteWindow packed;
  private final InputStream raw;
  private final long headerCrc;
  private final DamageLog damages;
  private final CRC32 crc = new CRC32();
  private boolean verified;

  /**
   * Reads from {@code content}.
   *
   * @param packed what that decompresses; null when it is stored as it is
   * @param raw the member's bytes in the zip
   * @param headerCrc by the member's header; counts unless a descriptor follows
   */
  ZipContent(
      InputStream content,
      @Nullable ByteWindow packed,
      InputStream raw,
      long headerCrc,
      DamageLog damages) {
    super(content);
    this.packed = packed;
    this.raw = raw;
    this.headerCrc = headerCrc;
    this.damages = damages;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    int n = super.read(b, offset, length);
    if (n > 0) {
      crc.update(b, offset, n);
    } else if (n < 0 && !verified) {
      verified = true;
      verify();
    }
    return n;
  }

  private void verify() throws IOException {
    if (packed != null) {
      Trailer.pass(packed, "compressed data of the zip member", damages);
    }
    long stated = raw instanceof DescribedInput described ? described.crc() : headerCrc;
    if (stated != crc.getValue()) {
      throw new IOException("zip checksum differs");
    }
  }
}
