package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;

/**
 * Decompresses all members of a gzip file (RFC 1952), bgzf among them. Zeros behind the last member
 * are padding; other bytes there are noted as trailing data. Names and comments in headers are
 * passed, never kept, so that no header can take memory. The JDK's stream loses members of some
 * files, commons-compress keeps names of any length and refuses trailing bytes.
 */
final class GzipInput extends InputStream {
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CRC = 2;

  private final ByteWindow in;
  private final DamageLog damages;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean ended;
  private int fed;
  private long total;

  GzipInput(ByteWindow in, DamageLog damages) {
    this.in = in;
    this.damages = damages;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        startMember();
        continue;
      }
      int n = inflate(b, offset, length);
      if (n > 0) {
        crc.update(b, offset, n);
        total += n;
        return n;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        feed();
      } else {
        throw new IOException("gzip data needs a dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] b, int offset, int length) throws IOException {
    try {
      return inflater.inflate(b, offset, length);
    } catch (DataFormatException e) {
      throw new IOException("gzip data is corrupt", e);
    }
  }

  private void feed() throws IOException {
    in.skip(fed);
    fed = 0;
    need(1);
    fed = in.available();
    inflater.setInput(in.buffer(), in.index(), fed);
  }

  private void startMember() throws IOException {
    need(10);
    int flags = in.buffer()[in.index() + 3];
    in.skip(10);
    if ((flags & EXTRA) != 0) {
      need(2);
      int length = Ints.u16(in.buffer(), in.index(), false);
      need(2 + length);
      in.skip(2 + length);
    }
    if ((flags & NAME) != 0) {
      passText();
    }
    if ((flags & COMMENT) != 0) {
      passText();
    }
    if ((flags & HEADER_CRC) != 0) {
      need(2);
      in.skip(2);
    }
    inflater.reset();
    crc.reset();
    total = 0;
    inMember = true;
  }

  private void passText() throws IOException {
    do {
      need(1);
      in.skip(1);
    } while (in.buffer()[in.index() - 1] != 0);
  }

  private void endMember() throws IOException {
    in.skip(fed - inflater.getRemaining());
    fed = 0;
    inMember = false;
    need(8);
    long storedCrc = Ints.u32(in.buffer(), in.index(), false);
    long storedTotal = Ints.u32(in.buffer(), in.index() + 4, false);
    in.skip(8);
    if (storedCrc != crc.getValue() || storedTotal != (total & 0xffffffffL)) {
      throw new IOException("gzip checksum differs");
    }
    if (!isMember()) {
      passTrailer();
    }
  }

  private boolean isMember() {
    return in.require(3)
        && (in.buffer()[in.index()] & 0xff) == 0x1f
        && (in.buffer()[in.index() + 1] & 0xff) == 0x8b
        && in.buffer()[in.index() + 2] == 8;
  }

  private void passTrailer() throws IOException {
    while (in.require(1) && in.buffer()[in.index()] == 0) {
      in.skip(1);
    }
    if (isMember()) {
      return;
    }
    ended = true;
    long at = in.position();
    in.drain();
    in.throwFailure();
    if (in.position() > at) {
      long length = in.position() - at;
      damages.note(Damage.TRAILING_DATA, at, length, "bytes behind the end of the gzip data");
    }
  }

  private void need(int count) throws IOException {
    if (!in.require(count)) {
      in.throwFailure();
      throw new EOFException("gzip data is cut off");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
