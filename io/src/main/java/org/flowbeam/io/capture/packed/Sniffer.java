package org.flowbeam.io.capture.packed;

import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapWalker;
import org.flowbeam.io.capture.pcapng.Pcapng;
import org.flowbeam.io.capture.window.ByteWindow;

/** Tells by its first bytes what a content is; names are never looked at. */
public final class Sniffer {
  /** What a content can be. */
  public enum Kind {
    EMPTY,
    PCAP,
    PCAPNG,
    GZIP,
    BGZF,
    ZSTD,
    LZ4,
    XZ,
    BZIP2,
    ZIP,
    TAR,
    UNKNOWN;

    boolean isArchive() {
      return this == ZIP || this == TAR;
    }

    public boolean isCompression() {
      return !isArchive() && !label().equals(ContentName.NONE);
    }

    String label() {
      return switch (this) {
        case GZIP -> "gzip";
        case BGZF -> "bgzf";
        case ZSTD -> "zstd";
        case LZ4 -> "lz4";
        case XZ -> "xz";
        case BZIP2 -> "bzip2";
        case ZIP -> "zip";
        case TAR -> "tar";
        default -> ContentName.NONE;
      };
    }
  }

  private static final int GZIP_METHOD = 0x00088b1f;
  private static final int ZSTD_FRAME = 0xfd2fb528;
  private static final int LZ4_FRAME = 0x184d2204;
  private static final int SKIPPABLE_FRAME = 0x184d2a50;
  private static final int ZIP_MEMBER = 0x04034b50;
  private static final int ZIP_END = 0x06054b50;

  private Sniffer() {}

  public static Kind sniff(ByteWindow in) {
    if (!in.require(1)) {
      return Kind.EMPTY;
    }
    if (!in.require(4)) {
      return in.available() == 3 && isGzip(in) ? Kind.GZIP : Kind.UNKNOWN;
    }
    int magic = Ints.i32(in.buffer(), in.index(), false);
    if (PcapHeader.isMagic(magic)) {
      return Kind.PCAP;
    }
    if (magic == Pcapng.SECTION_HEADER && isPcapng(in)) {
      return Kind.PCAPNG;
    }
    return switch (magic) {
      case ZIP_MEMBER, ZIP_END -> Kind.ZIP;
      case ZSTD_FRAME -> Kind.ZSTD;
      case LZ4_FRAME -> Kind.LZ4;
      default -> sniffLonger(in, magic);
    };
  }

  private static Kind sniffLonger(ByteWindow in, int magic) {
    if (isGzip(in)) {
      return isBgzf(in) ? Kind.BGZF : Kind.GZIP;
    }
    if ((magic & ~0xf) == SKIPPABLE_FRAME) {
      return behindSkippable(in);
    }
    if (starts(in, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return Kind.XZ;
    }
    if (starts(in, 'B', 'Z', 'h') && isBzip2Block(in)) {
      return Kind.BZIP2;
    }
    return TarMembers.isHeader(in) ? Kind.TAR : Kind.UNKNOWN;
  }

  private static boolean isGzip(ByteWindow in) {
    byte[] b = in.buffer();
    int at = in.index();
    int start = (b[at] & 0xff) | ((b[at + 1] & 0xff) << 8) | ((b[at + 2] & 0xff) << 16);
    boolean reservedFlags = in.available() > 3 && (b[at + 3] & 0xe0) != 0;
    return start == GZIP_METHOD && !reservedFlags;
  }

  /** A gzip member whose first extra field is BC with two bytes (SAM specification, 4.1). */
  private static boolean isBgzf(ByteWindow in) {
    return in.require(18)
        && (in.buffer()[in.index() + 3] & 4) != 0
        && in.buffer()[in.index() + 12] == 'B'
        && in.buffer()[in.index() + 13] == 'C'
        && Ints.u16(in.buffer(), in.index() + 14, false) == 2;
  }

  /** The skippable frames of zstd and lz4 look alike: the frame behind the first decides. */
  private static Kind behindSkippable(ByteWindow in) {
    long length = in.require(8) ? Ints.u32(in.buffer(), in.index() + 4, false) : 0;
    boolean near = length < PcapWalker.MAX_RECORD_BYTES && in.require((int) length + 12);
    boolean lz4 = near && Ints.i32(in.buffer(), in.index() + 8 + (int) length, false) == LZ4_FRAME;
    return lz4 ? Kind.LZ4 : Kind.ZSTD;
  }

  private static boolean isBzip2Block(ByteWindow in) {
    int level = in.buffer()[in.index() + 3];
    boolean block = in.require(10) && Ints.i32(in.buffer(), in.index() + 4, true) == 0x31415926;
    boolean end = in.require(10) && Ints.i32(in.buffer(), in.index() + 4, true) == 0x17724538;
    return level >= '1' && level <= '9' && (block || end || in.available() < 10);
  }

  /** The byte order magic, as far as it is there. */
  private static boolean isPcapng(ByteWindow in) {
    if (!in.require(12)) {
      return true;
    }
    int order = Ints.i32(in.buffer(), in.index() + 8, true);
    return order == Pcapng.BYTE_ORDER_MAGIC
        || Integer.reverseBytes(order) == Pcapng.BYTE_ORDER_MAGIC;
  }

  private static boolean starts(ByteWindow in, int... bytes) {
    if (!in.require(bytes.length)) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((in.buffer()[in.index() + i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
