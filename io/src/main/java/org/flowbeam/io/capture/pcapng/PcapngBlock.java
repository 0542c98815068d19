package org.flowbeam.io.capture.pcapng;

import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/** What the frame around every pcapng block tells: type, length, and the length again behind it. */
final class PcapngBlock {
  /** Wireshark's bound; blocks that claim more are damage. */
  static final int MAX_BYTES = 1 << 24;

  /** Blocks above this are passed without comparing their two lengths. */
  static final int MAX_CHECKED_BYTES = 1 << 21;

  static final int TRAILER = 4;

  private PcapngBlock() {}

  /** Of the block at the window's index. A section header's reads the same in both byte orders. */
  static int type(ByteWindow in, boolean big) {
    return Ints.i32(in.buffer(), in.index(), big);
  }

  /** That of the section, or for a section header its own. */
  static boolean byteOrder(ByteWindow in, int type, boolean big) {
    return type == Pcapng.SECTION_HEADER
        ? Ints.i32(in.buffer(), in.index() + 8, true) == Pcapng.BYTE_ORDER_MAGIC
        : big;
  }

  static long length(ByteWindow in, boolean big) {
    return Ints.u32(in.buffer(), in.index() + 4, big);
  }

  /** Why the block cannot have this length; null when it can. */
  static @Nullable String lengthDamage(ByteWindow in, int type, long length) {
    if (length < Pcapng.MIN_BLOCK || length > MAX_BYTES || length % 4 != 0) {
      return "block length " + length + " cannot be";
    }
    if (type == Pcapng.SECTION_HEADER
        && (length < Pcapng.MIN_SECTION_HEADER || !isByteOrderMagic(in))) {
      return "a section header without a byte order";
    }
    return null;
  }

  private static boolean isByteOrderMagic(ByteWindow in) {
    int magic = Ints.i32(in.buffer(), in.index() + 8, true);
    return magic == Pcapng.BYTE_ORDER_MAGIC
        || Integer.reverseBytes(magic) == Pcapng.BYTE_ORDER_MAGIC;
  }

  /** Why the block that stands whole at the index does not end there; null when it does. */
  static @Nullable String trailerDamage(ByteWindow in, int length, boolean big) {
    long repeated = Ints.u32(in.buffer(), in.index() + length - TRAILER, big);
    return repeated == length
        ? null
        : "block length " + length + " is repeated as " + repeated + " behind the block";
  }

  /**
   * Whether a block of a known type stands at the index whose two lengths agree, and behind it
   * another header of a known type, or the end.
   */
  static boolean isPlausible(ByteWindow in, boolean sectionOrder) {
    int type = type(in, sectionOrder);
    if (!Pcapng.isKnown(type)) {
      return false;
    }
    boolean big = byteOrder(in, type, sectionOrder);
    long length = length(in, big);
    if (lengthDamage(in, type, length) != null
        || length > MAX_CHECKED_BYTES
        || !in.require((int) length)
        || trailerDamage(in, (int) length, big) != null) {
      return false;
    }
    if (!in.require((int) length + Pcapng.MIN_BLOCK)) {
      return in.available() == length;
    }
    return Pcapng.isKnown(Ints.i32(in.buffer(), in.index() + (int) length, big));
  }
}
