package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/** What capture programs put before IEEE 802.11 frames: how the radio got them. */
final class RadioHeader {
  private static final int RADIOTAP_BYTES = 8;
  private static final int HAS_TSFT = 1;
  private static final int HAS_FLAGS = 1 << 1;
  private static final int HAS_ANOTHER_WORD = 1 << 31;
  private static final int FLAG_PADDED = 0x20;

  private static final int AVS_BYTES = 8;
  private static final int AVS_MAGIC = 0x80211000;
  private static final int AVS_MAGIC_MASK = 0xfffff000;
  private static final int PRISM_BYTES = 144;

  private RadioHeader() {}

  /** Version 1, padding 1, length 2, then words that say which fields follow them. */
  static int radiotap(DecodedPacket p, int at) {
    if (cut(p, at, RADIOTAP_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int length = Ints.u16(p.bytes, at + 2, false);
    if (p.bytes[at] != 0 || length < RADIOTAP_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    return cut(p, at, length)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : Ieee80211.frame(p, at + length, (radiotapFlags(p.bytes, at, length) & FLAG_PADDED) != 0);
  }

  /** The field "flags", the second of all: only a time of 8 bytes, aligned to 8, may precede it. */
  private static int radiotapFlags(byte[] b, int at, int length) {
    int present = Ints.i32(b, at + 4, false);
    if ((present & HAS_FLAGS) == 0) {
      return 0;
    }
    int field = 8;
    for (int word = present; (word & HAS_ANOTHER_WORD) != 0; field += 4) {
      if (field + 4 > length) {
        return 0;
      }
      word = Ints.i32(b, at + field, false);
    }
    if ((present & HAS_TSFT) != 0) {
      field = (field + 7 & ~7) + 8;
    }
    return field < length ? Bits.u8(b, at + field) : 0;
  }

  /** AVS: magic 4, length 4. Without the magic it is a Prism header, which has one length. */
  static int avsOrPrism(DecodedPacket p, int at) {
    if (cut(p, at, AVS_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    boolean avs = (Bits.i32(p.bytes, at) & AVS_MAGIC_MASK) == AVS_MAGIC;
    int length = avs ? Bits.i32(p.bytes, at + 4) : PRISM_BYTES;
    if (length < AVS_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    return cut(p, at, length)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : Ieee80211.frame(p, at + length, false);
  }
}
