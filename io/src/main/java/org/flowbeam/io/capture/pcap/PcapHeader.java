package org.flowbeam.io.capture.pcap;

import java.io.Serializable;
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
    boolean nanoseconds)
    implements Serializable {
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

  /** Of a number that {@link #isMagic} knows. */
  public static boolean isLittleEndian(int littleEndianMagic) {
    return known(littleEndianMagic);
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

  /** What the record header at {@code at} states; unsigned. */
  public long capturedLength(byte[] b, int at) {
    long first = Ints.u32(b, at + 8, bigEndian);
    long second = Ints.u32(b, at + 12, bigEndian);
    return switch (lengthOrder()) {
      case CAPTURED_FIRST -> first;
      case ORIGINAL_FIRST -> second;
      case SMALLER_IS_CAPTURED -> Math.min(first, second);
    };
  }

  /** What the record header at {@code at} states; unsigned. */
  public long originalLength(byte[] b, int at) {
    long first = Ints.u32(b, at + 8, bigEndian);
    long second = Ints.u32(b, at + 12, bigEndian);
    return first + second - capturedLength(b, at);
  }

  /** What the record header at {@code at} states, in nanoseconds or microseconds. */
  long fraction(byte[] b, int at) {
    return Ints.u32(b, at + 4, bigEndian);
  }

  long timeNanos(byte[] b, int at) {
    return Ints.u32(b, at, bigEndian) * 1_000_000_000L + fraction(b, at) * (nanoseconds ? 1 : 1000);
  }

  /** Whether the record header at {@code at} is one that programs write for packets. */
  public boolean isPlausible(byte[] b, int at) {
    long captured = capturedLength(b, at);
    long original = originalLength(b, at);
    return captured > 0
        && captured <= PcapWalker.MAX_PLAUSIBLE_BYTES
        && original >= captured
        && original <= PcapWalker.MAX_RECORD_BYTES
        && fraction(b, at) < (nanoseconds ? 1_000_000_000 : 1_000_000);
  }

  /** One line for people. */
  public String text() {
    return "pcap, "
        + (bigEndian ? "big" : "little")
        + "-endian, "
        + (nanoseconds ? "nanoseconds" : "microseconds")
        + ", link type "
        + linkType();
  }
}
