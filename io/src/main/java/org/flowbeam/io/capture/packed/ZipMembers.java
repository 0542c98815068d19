package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * The files of a zip, read from front to back by their local headers (PKWARE APPNOTE 6.3.10), so
 * that one pass over the stored file is enough and its directory takes no memory. Where the sizes
 * of a member stand behind it, its end is the data descriptor whose compressed size equals the
 * bytes passed, which also finds the end of encrypted and of stored members. A descriptor without
 * its signature is not found: such a member ends the archive, with an error.
 */
final class ZipMembers implements Archive {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int DIRECTORY_END = 0x06054b50;
  private static final int DIRECTORY_END_64 = 0x06064b50;
  private static final int EXTRA_DATA = 0x08064b50;
  private static final int HEADER_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int HAS_DESCRIPTOR = 8;
  private static final int ZIP64 = 1;
  private static final long SIZE_IN_ZIP64 = 0xffffffffL;

  private final ByteWindow in;
  private @Nullable InputStream raw;

  ZipMembers(ByteWindow in) {
    this.in = in;
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
        return null;
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
    long size = compressedSize(b, at, at + HEADER_BYTES + nameBytes, extraBytes);
    String name =
        new String(
            b, at + HEADER_BYTES, Math.min(nameBytes, MAX_NAME_BYTES), StandardCharsets.UTF_8);
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
        : content(name, method, bytes);
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

  private static Member content(String name, int method, InputStream raw) {
    return switch (method) {
      case 0 -> Member.of(name, raw);
      case 8 -> Member.of(name, inflating(raw));
      case 9 -> Member.of(name, Decompressors.deflate64(raw));
      case 12 -> Member.of(name, Decompressors.bzip2(raw));
      case 93 -> Member.of(name, Decompressors.zstd(raw));
      case 95 -> Member.of(name, Decompressors.xz(raw));
      default ->
          Member.unreadable(name, false, "zip compression method " + method + " is not supported");
    };
  }

  private static InputStream inflating(InputStream raw) {
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(raw, inflater, 1 << 16) {
      @Override
      public void close() {
        inflater.end();
      }
    };
  }

  private void need(int count) throws IOException {
    if (!in.require(count)) {
      in.throwFailure();
      throw new EOFException("zip is cut off");
    }
  }
}
