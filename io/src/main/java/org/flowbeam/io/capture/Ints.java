package org.flowbeam.io.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of either byte order in a byte array. */
final class Ints {
  private static final VarHandle I16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle I32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Ints() {}

  static int u16(byte[] b, int at, boolean bigEndian) {
    short v = (short) I16.get(b, at);
    return (bigEndian ? Short.reverseBytes(v) : v) & 0xffff;
  }

  static int i32(byte[] b, int at, boolean bigEndian) {
    int v = (int) I32.get(b, at);
    return bigEndian ? Integer.reverseBytes(v) : v;
  }

  static long u32(byte[] b, int at, boolean bigEndian) {
    return i32(b, at, bigEndian) & 0xffffffffL;
  }

  static long i64(byte[] b, int at, boolean bigEndian) {
    long v = (long) I64.get(b, at);
    return bigEndian ? Long.reverseBytes(v) : v;
  }
}
