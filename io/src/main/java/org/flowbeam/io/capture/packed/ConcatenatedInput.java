package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.io.InputStream;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses all the streams that lie one behind the other, and counts what lies behind the last.
 * RuntimeExceptions, with which some decoders answer corrupt data, become what they mean.
 */
final class ConcatenatedInput extends BulkInput {
  /** A compression whose decoders read up to the end of a stream and not further. */
  interface Codec {
    String name();

    /** The first four bytes of a stream, little-endian. */
    int magic();

    /** Whether a stream begins at the window's index. */
    boolean begins(ByteWindow in);

    /** Opens the stream that begins there; its header may be read, and be wrong. */
    InputStream open(ByteWindow in) throws IOException;
  }

  private final ByteWindow in;
  private final Codec codec;
  private final DamageLog damages;
  private @Nullable InputStream current;
  private boolean started;
  private boolean ended;

  ConcatenatedInput(ByteWindow in, Codec codec, DamageLog damages) {
    this.in = in;
    this.codec = codec;
    this.damages = damages;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    try {
      while (current != null || begin()) {
        int n = current == null ? -1 : current.read(b, offset, length);
        if (n >= 0) {
          return n;
        }
        close();
      }
      return -1;
    } catch (RuntimeException e) {
      throw new IOException(codec.name() + " data is corrupt", e);
    }
  }

  /**
   * Opens the next stream; false when there is none. The first is there, whatever it looks like.
   */
  private boolean begin() throws IOException {
    if (ended) {
      return false;
    }
    if (started && !codec.begins(in)) {
      Trailer.passZeros(in);
      if (!codec.begins(in)) {
        ended = true;
        Trailer.passBehind(in, codec.name(), codec.magic(), damages);
        return false;
      }
    }
    started = true;
    current = codec.open(in);
    return true;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
