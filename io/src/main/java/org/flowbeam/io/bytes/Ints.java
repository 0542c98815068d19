package org.flowbeam.io.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of either byte order in a byte array. */
public final class Ints {
  private static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Ints() {}

  public static int u16(byte[] b, int at, boolean bigEndian) {
    int first = b[at] & 0xff;
    int second = b[at + 1] & 0xff;
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  public static int i32(byte[] b, int at, boolean bigEndian) {
    int v = (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    return bigEndian ? Integer.reverseBytes(v) : v;
  }

  public static long u32(byte[] b, int at, boolean bigEndian) {
    return i32(b, at, bigEndian) & 0xffffffffL;
  }

  public static long i64(byte[] b, int at, boolean bigEndian) {
    long v = (long) I64.get(b, at);
    return bigEndian ? Long.reverseBytes(v) : v;
  }
}
