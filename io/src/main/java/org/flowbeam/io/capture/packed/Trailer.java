package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;

/** What lies behind the last stream of a compressed content: zeros are padding, the rest counts. */
final class Trailer {
  private Trailer() {}

  static void passZeros(ByteWindow in) {
    while (in.require(1) && in.buffer()[in.index()] == 0) {
      in.skip(1);
    }
  }

  /**
   * As {@link #pass}, behind data of this compression.
   *
   * @param magic the first four bytes, little-endian, of a stream; a part of them is the start of
   *     one that was cut off
   */
  static void passBehind(ByteWindow in, String codec, int magic, DamageLog damages)
      throws IOException {
    int rest = in.require(4) ? 0 : in.available();
    int same = 0;
    while (same < rest && in.buffer()[in.index() + same] == (byte) (magic >> (8 * same))) {
      same++;
    }
    if (rest > 0 && same == rest) {
      in.throwFailure();
      throw new EOFException(codec + " data is cut off");
    }
    pass(in, codec + " data", damages);
  }

  /**
   * Passes everything to the end and counts it.
   *
   * @param what it is behind
   * @throws IOException when the window ends by a failure
   */
  static void pass(ByteWindow in, String what, DamageLog damages) throws IOException {
    long at = in.position();
    in.drain();
    in.throwFailure();
    long length = in.position() - at;
    if (length > 0) {
      damages.trailing(at, length, length + " bytes behind the end of the " + what);
    }
  }
}
