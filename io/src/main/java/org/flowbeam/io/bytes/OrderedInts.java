package org.flowbeam.io.bytes;

/**
 * Numbers in one to nine bytes, small ones in few, whose unsigned byte order is the unsigned order
 * of the numbers. As many ones as the first byte begins with, so many bytes follow; what is left of
 * it are the number's highest bits.
 */
public final class OrderedInts {
  /** The most that an {@code int} takes. */
  public static final int MAX_INT_BYTES = 5;

  /** The most that a number takes. */
  public static final int MAX_BYTES = 9;

  private static final int ONE_BYTE = 1 << 7;
  private static final int TWO_BYTES = 1 << 14;

  private OrderedInts() {}

  /** Writes an unsigned {@code int} and returns the offset behind it. */
  public static int put(byte[] out, int offset, int value) {
    if (value >= 0 && value < ONE_BYTE) {
      out[offset] = (byte) value;
      return offset + 1;
    }
    if (value >= 0 && value < TWO_BYTES) {
      out[offset] = (byte) (value >>> 8 | 0x80);
      out[offset + 1] = (byte) value;
      return offset + 2;
    }
    return put(out, offset, value & 0xffff_ffffL);
  }

  /** Writes an unsigned {@code long} and returns the offset behind it. */
  public static int put(byte[] out, int offset, long value) {
    int bytes = bytesOf(value);
    int at = offset + bytes;
    long rest = value;
    while (at > offset) {
      out[--at] = (byte) rest;
      rest >>>= 8;
    }
    out[offset] |= (byte) (0xff << (MAX_BYTES - bytes));
    return offset + bytes;
  }

  private static int bytesOf(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return bits > 56 ? MAX_BYTES : (bits + 6) / 7;
  }

  /** How many bytes the number takes that begins with this one. */
  public static int bytes(byte first) {
    return first >= 0 ? 1 : Integer.numberOfLeadingZeros(~(first << 24)) + 1;
  }

  /** Reads what was written as an {@code int}. */
  public static int i32(byte[] bytes, int offset) {
    int first = bytes[offset];
    if (first >= 0) {
      return first;
    }
    return (first & 0x40) == 0
        ? (first & 0x3f) << 8 | (bytes[offset + 1] & 0xff)
        : (int) i64(bytes, offset);
  }

  /** Reads any of them. */
  public static long i64(byte[] bytes, int offset) {
    int count = bytes(bytes[offset]);
    long value = count < 8 ? bytes[offset] & (0xff >>> count) : 0;
    for (int i = 1; i < count; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }
}
