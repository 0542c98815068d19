package org.flowbeam.io.bytes;

/**
 * Big-endian (network order) access to byte arrays, unaligned, bounds-checked by the JVM. Byte by
 * byte: much of a run is spent in code that only the quick compiler has seen, which calls a
 * VarHandle's methods one by one (docs/benchmark-hot-paths.md).
 */
public final class Bits {
  private Bits() {}

  public static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  public static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }

  public static int i32(byte[] bytes, int offset) {
    return bytes[offset] << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | (bytes[offset + 3] & 0xff);
  }

  public static long u32(byte[] bytes, int offset) {
    return i32(bytes, offset) & 0xffff_ffffL;
  }

  public static long i64(byte[] bytes, int offset) {
    return (long) i32(bytes, offset) << 32 | u32(bytes, offset + 4);
  }

  public static void put16(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> 8);
    bytes[offset + 1] = (byte) value;
  }

  public static void put32(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> 24);
    bytes[offset + 1] = (byte) (value >>> 16);
    bytes[offset + 2] = (byte) (value >>> 8);
    bytes[offset + 3] = (byte) value;
  }

  public static void put64(byte[] bytes, int offset, long value) {
    put32(bytes, offset, (int) (value >>> 32));
    put32(bytes, offset + 4, (int) value);
  }
}
