package org.flowbeam.packet.ip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071). Sums are taken in little-endian order, eight bytes at a time: a
 * one's complement sum does not depend on byte order but for a swap of its result.
 */
public final class Checksum {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Checksum() {}

  /**
   * The unfolded sum of {@code length} bytes, to be added to other sums and folded. Parts added up
   * must start at even offsets of the data.
   */
  public static long sum(byte[] b, int offset, int length) {
    long low = 0;
    long high = 0;
    int at = offset;
    int end = offset + length;
    for (int blocks = end - 31; at < blocks; at += 32) {
      long v0 = (long) LONG.get(b, at);
      long v1 = (long) LONG.get(b, at + 8);
      long v2 = (long) LONG.get(b, at + 16);
      long v3 = (long) LONG.get(b, at + 24);
      low += (v0 & 0xffff_ffffL) + (v1 & 0xffff_ffffL) + (v2 & 0xffff_ffffL) + (v3 & 0xffff_ffffL);
      high += (v0 >>> 32) + (v1 >>> 32) + (v2 >>> 32) + (v3 >>> 32);
    }
    for (; at < end - 1; at += 2) {
      low += (b[at] & 0xff) | (b[at + 1] & 0xff) << 8;
    }
    if (at < end) {
      low += b[at] & 0xff;
    }
    return low + high;
  }

  /** The contribution of a 16-bit number in network order. */
  static int sum16(int value) {
    return (value & 0xff) << 8 | (value >>> 8 & 0xff);
  }

  /** The 16-bit one's complement sum in network order: 0xffff over data with a right checksum. */
  public static int fold(long sum) {
    long s = (sum & 0xffff_ffffL) + (sum >>> 32);
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    return (int) ((s & 0xff) << 8 | s >>> 8);
  }
}
