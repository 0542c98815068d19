package org.flowbeam.io.capture.packed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar: the old format, ustar, GNU's long names and pax headers (POSIX.1 pax,
 * "ustar Interchange Format"). Own code since the library at hand keeps long names and pax headers
 * of any size in memory.
 */
final class TarMembers implements Archive {
  private static final int BLOCK = 512;

  /** Larger pax headers are damage. */
  private static final int MAX_PAX_BYTES = 1 << 20;

  private final ByteWindow in;
  private final DamageLog damages;
  private @Nullable SizedInput open;
  private long padding;
  private @Nullable String longName;
  private long paxSize = -1;
  private boolean sparse;

  TarMembers(ByteWindow in, DamageLog damages) {
    this.in = in;
    this.damages = damages;
  }

  /** Whether a header with a right checksum and a name stands here. */
  static boolean isHeader(ByteWindow in) {
    if (!in.require(BLOCK) || in.buffer()[in.index()] == 0) {
      return false;
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean checksum = i >= 148 && i < 156;
      sum += checksum ? ' ' : in.buffer()[in.index() + i] & 0xff;
    }
    return number(in.buffer(), in.index() + 148, 8) == sum;
  }

  @Override
  public @Nullable Member next() throws IOException {
    if (open != null && (!open.pass() || !in.skip(padding))) {
      return null;
    }
    open = null;
    longName = null;
    paxSize = -1;
    sparse = false;
    boolean ended = false;
    while (in.require(BLOCK)) {
      if (isZero()) {
        ended = true;
        in.skip(BLOCK);
        continue;
      }
      if (!isHeader(in)) {
        break;
      }
      ended = false;
      Member member = header();
      if (member != null) {
        return member;
      }
    }
    in.throwFailure();
    passRest(ended);
    return null;
  }

  /** What follows the zeros at the end of a tar, or the last member of one without them. */
  private void passRest(boolean ended) throws IOException {
    if (!ended && in.require(BLOCK)) {
      throw new IOException("tar header at offset " + in.position() + " is damaged");
    }
    Trailer.passZeros(in);
    Trailer.pass(in, "tar", damages);
  }

  private boolean isZero() {
    byte[] b = in.buffer();
    int at = in.index();
    return b[at] == 0 && Arrays.mismatch(b, at, at + BLOCK - 1, b, at + 1, at + BLOCK) < 0;
  }

  private @Nullable Member header() throws IOException {
    byte[] b = in.buffer();
    int at = in.index();
    byte type = b[at + 156];
    String name = longName != null ? longName : name(b, at);
    long size = paxSize >= 0 ? paxSize : number(b, at + 124, 12);
    if (size < 0 || size > Long.MAX_VALUE - BLOCK) {
      throw new IOException("tar member at offset " + in.position() + " has no size");
    }
    in.skip(BLOCK);
    long pad = -size & (BLOCK - 1);
    switch (type) {
      case 'L' -> longName = text(meta(size, pad));
      case 'x' -> pax(meta(size, pad));
      case '0', 0, '7', 'S' -> {
        open = new SizedInput(in, size, "tar member");
        padding = pad;
        return type == 'S' || sparse
            ? Member.unreadable(name, false, "sparse tar members are not supported")
            : Member.of(name, open, new DamageLog());
      }
      case 'K', 'g' -> pass(size, pad);
      default -> {
        pass(hasContent(type) ? size : 0, hasContent(type) ? pad : 0);
        longName = null;
        paxSize = -1;
        sparse = false;
      }
    }
    return null;
  }

  /** Links, devices, folders and pipes have none, whatever their size field says. */
  private static boolean hasContent(byte type) {
    return type < '1' || type > '6';
  }

  private void pass(long size, long pad) throws IOException {
    if (!in.skip(size) || !in.skip(pad)) {
      in.throwFailure();
      throw new IOException("tar is cut off");
    }
  }

  private byte[] meta(long size, long pad) throws IOException {
    if (size > MAX_PAX_BYTES) {
      throw new IOException("tar header of " + size + " bytes");
    }
    if (!in.require((int) size)) {
      in.throwFailure();
      throw new IOException("tar is cut off");
    }
    byte[] bytes = Arrays.copyOfRange(in.buffer(), in.index(), in.index() + (int) size);
    pass(size, pad);
    return bytes;
  }

  /** Records of the form {@code length key=value\n}. */
  private void pax(byte[] b) {
    int at = 0;
    while (at < b.length) {
      int space = at;
      int length = 0;
      while (space < b.length && b[space] >= '0' && b[space] <= '9' && length < b.length) {
        length = length * 10 + b[space++] - '0';
      }
      if (length <= space - at || length > b.length - at) {
        return;
      }
      String[] keyAndValue =
          new String(b, space + 1, length - (space - at) - 1, StandardCharsets.ISO_8859_1)
              .stripTrailing()
              .split("=", 2);
      if (keyAndValue.length == 2) {
        pax(keyAndValue[0], keyAndValue[1]);
      }
      at += length;
    }
  }

  private void pax(String key, String value) {
    if (key.equals("path")) {
      longName = text(value.getBytes(StandardCharsets.ISO_8859_1));
    } else if (key.equals("size") && value.matches("[0-9]{1,18}")) {
      paxSize = Long.parseLong(value);
    } else if (key.startsWith("GNU.sparse.")) {
      sparse = true;
    }
  }

  private static String name(byte[] b, int at) {
    String name = text(Arrays.copyOfRange(b, at, at + 100));
    boolean ustar = b[at + 257] == 'u' && b[at + 261] == 'r' && b[at + 262] == 0;
    return ustar && b[at + 345] != 0
        ? text(Arrays.copyOfRange(b, at + 345, at + 500)) + "/" + name
        : name;
  }

  private static String text(byte[] b) {
    int end = 0;
    while (end < b.length && end < MAX_NAME_BYTES && b[end] != 0) {
      end++;
    }
    return EscapedText.of(b, 0, end);
  }

  /** Octal digits, or GNU's big-endian number when the high bit is set; -1 when it is neither. */
  private static long number(byte[] b, int at, int length) {
    if ((b[at] & 0x80) != 0) {
      return Ints.i64(b, at + length - 8, true);
    }
    long value = 0;
    for (int i = at; i < at + length; i++) {
      if (b[i] == ' ' || b[i] == 0) {
        if (value > 0) {
          break;
        }
      } else if (b[i] >= '0' && b[i] <= '7') {
        value = (value << 3) | (b[i] - '0');
      } else {
        return -1;
      }
    }
    return value;
  }
}
