package org.flowbeam.io.capture.pcap;

import org.flowbeam.io.bytes.Ints;

/**
 * The 24 bytes at the start of a pcap.
 *
 * <pre>
 *   0  magic      4   a1b2c3d4 microseconds, a1b23c4d nanoseconds, a1b2cd34 long record headers
 *   4  version    4   major, minor
 *   8  zone       8   and accuracy: not used by anybody
 *  16  snaplen    4
 *  20  link type  4   the upper bits tell of frame check sequences
 * </pre>
 *
 * <p>Source: libpcap, sf-pcap.c; pcap-savefile(5).
 *
 * @param version as it stands at offset 4, read as one number in the file's byte order
 * @param network as it stands at offset 20
 * @param recordHeaderBytes 16, or 24 in the variant with a1b2cd34
 */
public record PcapHeader(
    int magic,
    boolean bigEndian,
    int version,
    long snaplen,
    int network,
    int recordHeaderBytes,
    boolean nanoseconds) {
  public static final int BYTES = 24;
  static final int MICROSECONDS = 0xa1b2c3d4;
  static final int NANOSECONDS = 0xa1b23c4d;
  static final int LONG_HEADERS = 0xa1b2cd34;

  /** How versions order the two lengths of a record. */
  enum LengthOrder {
    CAPTURED_FIRST,
    ORIGINAL_FIRST,
    SMALLER_IS_CAPTURED
  }

  public static boolean isMagic(int littleEndianMagic) {
    return known(littleEndianMagic) || known(Integer.reverseBytes(littleEndianMagic));
  }

  private static boolean known(int magic) {
    return magic == MICROSECONDS || magic == NANOSECONDS || magic == LONG_HEADERS;
  }

  /** Reads the header at {@code at}, where a magic was seen and 24 bytes stand. */
  public static PcapHeader read(byte[] b, int at) {
    boolean big = !known(Ints.i32(b, at, false));
    int magic = Ints.i32(b, at, big);
    return new PcapHeader(
        magic,
        big,
        Ints.i32(b, at + 4, big),
        Ints.u32(b, at + 16, big),
        Ints.i32(b, at + 20, big),
        magic == LONG_HEADERS ? 24 : 16,
        magic == NANOSECONDS);
  }

  public int linkType() {
    return network & 0x03ffffff;
  }

  /** As libpcap decides it: before 2.3 (and in DG/UX's 543) the original length came first. */
  LengthOrder lengthOrder() {
    int major = bigEndian ? version >>> 16 : version & 0xffff;
    int minor = bigEndian ? version & 0xffff : version >>> 16;
    if (major == 543 || (major == 2 && minor < 3)) {
      return LengthOrder.ORIGINAL_FIRST;
    }
    return major == 2 && minor == 3 ? LengthOrder.SMALLER_IS_CAPTURED : LengthOrder.CAPTURED_FIRST;
  }
}
