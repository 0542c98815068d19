package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.capture.window.ByteWindow;

/** The next {@code size} bytes of a window. */
final class SizedInput extends BulkInput {
  private final ByteWindow in;
  private final String what;
  private long left;

  SizedInput(ByteWindow in, long size, String what) {
    this.in = in;
    this.left = size;
    this.what = what;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (left == 0 || length == 0) {
      return left == 0 ? -1 : 0;
    }
    if (!in.require(1)) {
      in.throwFailure();
      throw new EOFException(what + " is cut off");
    }
    int n = (int) Math.min(Math.min(length, in.available()), left);
    System.arraycopy(in.buffer(), in.index(), b, offset, n);
    in.skip(n);
    left -= n;
    return n;
  }

  /** Passes what was not read; false when the window ends before. */
  boolean pass() {
    boolean whole = in.skip(left);
    left = 0;
    return whole;
  }
}
