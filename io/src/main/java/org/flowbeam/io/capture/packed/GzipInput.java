package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;

/**
 * Decompresses all members of a gzip file (RFC 1952), bgzf among them. Zeros behind the last member
 * are padding; other bytes there are counted. Names and comments in headers are passed, never kept,
 * so that no header can take memory. The JDK's stream loses members of some files, commons-compress
 * keeps names of any length and refuses trailing bytes.
 */
final class GzipInput extends BulkInput {
  private static final int MAGIC = 0x00088b1f;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CRC = 2;

  private final ByteWindow in;
  private final DamageLog damages;
  private final DeflateInput deflate;
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean ended;
  private long total;

  GzipInput(ByteWindow in, DamageLog damages) {
    this.in = in;
    this.damages = damages;
    this.deflate = new DeflateInput(in, "gzip");
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        startMember();
        continue;
      }
      int n = deflate.read(b, offset, length);
      if (n >= 0) {
        crc.update(b, offset, n);
        total += n;
        return n;
      }
      endMember();
    }
    return -1;
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
    deflate.restart();
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
    Trailer.passZeros(in);
    if (!isMember()) {
      ended = true;
      Trailer.passBehind(in, "gzip", MAGIC, damages);
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
    deflate.close();
  }
}
