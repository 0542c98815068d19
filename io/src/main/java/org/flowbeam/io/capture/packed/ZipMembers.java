package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * The files of a zip, read from front to back by their local headers (PKWARE APPNOTE 6.3.10), so
 * that one pass over the stored file is enough and its directory takes no memory. Where the sizes
 * of a member stand behind it, its end is the data descriptor whose compressed size equals the
 * bytes passed, which also finds the end of encrypted and of stored members. A descriptor without
 * its signature is not found: such a member ends the archive, with an error. Zips that lie one
 * behind the other are read as one.
 */
final class ZipMembers implements Archive {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END_64 = 0x06064b50;
  private static final int DIRECTORY_LOCATOR_64 = 0x07064b50;
  private static final int SIGNATURE = 0x05054b50;
  private static final int EXTRA_DATA = 0x08064b50;
  private static final int HEADER_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int HAS_DESCRIPTOR = 8;
  private static final int ZIP64 = 1;
  private static final long SIZE_IN_ZIP64 = 0xffffffffL;

  private final ByteWindow in;
  private final DamageLog damages;
  private @Nullable InputStream raw;

  ZipMembers(ByteWindow in, DamageLog damages) {
    this.in = in;
    this.damages = damages;
  }

  @Override
  public @Nullable Member next() throws IOException {
    if (raw != null && !pass(raw)) {
      return null;
    }
    raw = null;
    while (in.require(4)) {
      int signature = Ints.i32(in.buffer(), in.index(), false);
      if (isDirectory(signature)) {
        passDirectory();
        if (!isMember()) {
          Trailer.pass(in, "zip", damages);
          return null;
        }
        continue;
      }
      if (signature != LOCAL_HEADER) {
        throw new IOException("zip header at offset " + in.position() + " is damaged");
      }
      Member member = member();
      if (member != null) {
        return member;
      }
    }
    in.throwFailure();
    throw new EOFException("zip is cut off: it has no directory");
  }

  /** Passes the directory to its end record, and zeros behind it. */
  private void passDirectory() throws IOException {
    boolean ended = false;
    while (!ended && in.require(4)) {
      int record = Ints.i32(in.buffer(), in.index(), false);
      long length = directoryBytes(record);
      if (length == 0) {
        return;
      }
      if (!in.skip(length)) {
        throw new EOFException("zip is cut off");
      }
      ended = record == DIRECTORY_END;
    }
    Trailer.passZeros(in);
  }

  /** Length of what begins with this signature in a directory; 0 for what does not belong there. */
  private long directoryBytes(int signature) throws IOException {
    int least =
        switch (signature) {
          case DIRECTORY_ENTRY -> 46;
          case DIRECTORY_END -> 22;
          case DIRECTORY_END_64 -> 12;
          case DIRECTORY_LOCATOR_64 -> 20;
          case EXTRA_DATA -> 8;
          case SIGNATURE -> 6;
          default -> 0;
        };
    need(least);
    byte[] b = in.buffer();
    int at = in.index();
    return least
        + switch (signature) {
          case DIRECTORY_ENTRY ->
              (long) Ints.u16(b, at + 28, false)
                  + Ints.u16(b, at + 30, false)
                  + Ints.u16(b, at + 32, false);
          case DIRECTORY_END -> Ints.u16(b, at + 20, false);
          case DIRECTORY_END_64 -> Math.max(0, Ints.i64(b, at + 4, false));
          case EXTRA_DATA -> Ints.u32(b, at + 4, false);
          case SIGNATURE -> Ints.u16(b, at + 4, false);
          default -> 0;
        };
  }

  private boolean isMember() {
    return in.require(4) && Ints.i32(in.buffer(), in.index(), false) == LOCAL_HEADER;
  }

  /** Whether something of a zip starts with this. */
  static boolean isHeader(int signature) {
    return signature == LOCAL_HEADER || isDirectory(signature);
  }

  private static boolean isDirectory(int signature) {
    return signature == DIRECTORY_ENTRY
        || signature == DIRECTORY_END
        || signature == DIRECTORY_END_64
        || signature == EXTRA_DATA;
  }

  private static boolean pass(InputStream raw) throws IOException {
    if (raw instanceof SizedInput sized) {
      return sized.pass();
    }
    ((DescribedInput) raw).pass();
    return true;
  }

  /** Null for a folder. */
  private @Nullable Member member() throws IOException {
    need(HEADER_BYTES);
    int nameBytes = Ints.u16(in.buffer(), in.index() + 26, false);
    int extraBytes = Ints.u16(in.buffer(), in.index() + 28, false);
    need(HEADER_BYTES + nameBytes + extraBytes);
    byte[] b = in.buffer();
    int at = in.index();
    int flags = Ints.u16(b, at + 6, false);
    int method = Ints.u16(b, at + 8, false);
    long crc = Ints.u32(b, at + 14, false);
    long size = compressedSize(b, at, at + HEADER_BYTES + nameBytes, extraBytes);
    String name = EscapedText.of(b, at + HEADER_BYTES, Math.min(nameBytes, MAX_NAME_BYTES));
    in.skip(HEADER_BYTES + nameBytes + extraBytes);
    InputStream bytes =
        (flags & HAS_DESCRIPTOR) != 0
            ? new DescribedInput(in)
            : new SizedInput(in, size, "zip member");
    raw = bytes;
    if (name.endsWith("/")) {
      pass(bytes);
      raw = null;
      return null;
    }
    return (flags & ENCRYPTED) != 0
        ? Member.unreadable(name, true, "protected by a password")
        : content(name, method, bytes, crc);
  }

  private static long compressedSize(byte[] b, int header, int extra, int extraBytes) {
    long size = Ints.u32(b, header + 18, false);
    if (size != SIZE_IN_ZIP64) {
      return size;
    }
    int end = extra + extraBytes;
    for (int at = extra; end - at >= 4; at += 4 + Ints.u16(b, at + 2, false)) {
      boolean both = end - at >= 20 && Ints.u16(b, at + 2, false) >= 16;
      if (Ints.u16(b, at, false) == ZIP64 && both) {
        return Math.max(0, Ints.i64(b, at + 12, false));
      }
    }
    return size;
  }

  private static Member content(String name, int method, InputStream raw, long headerCrc) {
    DamageLog damages = new DamageLog();
    if (method == 0) {
      return Member.of(name, new ZipContent(raw, null, raw, headerCrc, damages), damages);
    }
    ByteWindow packed = new ByteWindow(raw);
    InputStream content =
        switch (method) {
          case 8 -> new DeflateInput(packed, "zip");
          case 9 -> Decompressors.deflate64(packed, damages);
          case 12 -> Decompressors.bzip2(packed, damages);
          case 93 -> Decompressors.zstd(packed, damages);
          case 95 -> Decompressors.xz(packed, damages);
          default -> null;
        };
    return content == null
        ? Member.unreadable(name, false, "zip compression method " + method + " is not supported")
        : Member.of(name, new ZipContent(content, packed, raw, headerCrc, damages), damages);
  }

  private void need(int count) throws IOException {
    if (!in.require(count)) {
      in.throwFailure();
      throw new EOFException("zip is cut off");
    }
  }
}
