package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.capture.window.ByteWindow;

/** Inflates deflate streams (RFC 1951) of a window; at the end of each it stands right behind. */
final class DeflateInput extends BulkInput {
  private final ByteWindow in;
  private final String what;
  private final Inflater inflater = new Inflater(true);
  private int fed;

  /**
   * The first stream begins at the window's index.
   *
   * @param what names the data in errors
   */
  DeflateInput(ByteWindow in, String what) {
    this.in = in;
    this.what = what;
  }

  /** Begins another stream at the window's index. */
  void restart() {
    inflater.reset();
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    while (length > 0) {
      int n = inflate(b, offset, length);
      if (n > 0) {
        return n;
      }
      if (inflater.finished()) {
        in.skip(fed - inflater.getRemaining());
        fed = 0;
        return -1;
      }
      if (!inflater.needsInput()) {
        throw new IOException(what + " data needs a dictionary");
      }
      feed();
    }
    return 0;
  }

  private int inflate(byte[] b, int offset, int length) throws IOException {
    try {
      return inflater.inflate(b, offset, length);
    } catch (DataFormatException e) {
      throw new IOException(what + " data is corrupt", e);
    }
  }

  private void feed() throws IOException {
    in.skip(fed);
    fed = 0;
    if (!in.require(1)) {
      in.throwFailure();
      throw new EOFException(what + " data is cut off");
    }
    fed = in.available();
    inflater.setInput(in.buffer(), in.index(), fed);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
