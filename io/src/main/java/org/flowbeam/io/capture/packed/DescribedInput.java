package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.window.ByteWindow;

/** A zip member whose end is told by the data descriptor behind it (APPNOTE 4.3.9). */
final class DescribedInput extends BulkInput {
  private static final int SIGNATURE = 0x08074b50;
  private static final int SHORT_BYTES = 16;
  private static final int LONG_BYTES = 24;

  private final ByteWindow in;
  private long passed;
  private boolean ended;
  private long crc;

  DescribedInput(ByteWindow in) {
    this.in = in;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    int n = contentAhead(length);
    if (n == 0) {
      return -1;
    }
    System.arraycopy(in.buffer(), in.index(), b, offset, n);
    in.skip(n);
    passed += n;
    return n;
  }

  /**
   * How many bytes of content stand in the window, at most {@code max}; 0 when the descriptor does,
   * which it passes.
   */
  private int contentAhead(int max) throws IOException {
    if (!in.require(LONG_BYTES) && !in.require(1)) {
      in.throwFailure();
      throw new EOFException("zip member is cut off");
    }
    int ahead = in.available();
    int decided = ahead >= LONG_BYTES ? ahead - LONG_BYTES + 1 : ahead;
    int n = Math.min(max, decided);
    for (int i = 0; i < n; i++) {
      int descriptor = in.buffer()[in.index() + i] == 'P' ? descriptorBytes(i, ahead - i) : 0;
      if (descriptor != 0 && i > 0) {
        return i;
      }
      if (descriptor != 0) {
        crc = Ints.u32(in.buffer(), in.index() + 4, false);
        in.skip(descriptor);
        ended = true;
        return 0;
      }
    }
    return n;
  }

  /** 0 when there is none. Sizes take 8 bytes each in a zip64 descriptor, else 4. */
  private int descriptorBytes(int i, int room) {
    int at = in.index() + i;
    byte[] b = in.buffer();
    if (room < SHORT_BYTES || Ints.i32(b, at, false) != SIGNATURE) {
      return 0;
    }
    long size = passed + i;
    if (room >= LONG_BYTES && Ints.i64(b, at + 8, false) == size) {
      int behindShort = Ints.i32(b, at + SHORT_BYTES, false);
      return ZipMembers.isHeader(behindShort) ? SHORT_BYTES : LONG_BYTES;
    }
    return Ints.u32(b, at + 8, false) == (size & 0xffffffffL) ? SHORT_BYTES : 0;
  }

  /** What the descriptor says of the content; once the end was reached. */
  long crc() {
    return crc;
  }

  void pass() throws IOException {
    while (!ended) {
      int n = contentAhead(Integer.MAX_VALUE);
      in.skip(n);
      passed += n;
    }
  }
}
