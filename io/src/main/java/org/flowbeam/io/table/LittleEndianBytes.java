package org.flowbeam.io.table;

import java.util.Arrays;

/** A growing array of what Parquet's encodings consist of; used again for every page. */
final class LittleEndianBytes {
  byte[] bytes = new byte[64];
  int length;

  private int grow(int more) {
    int at = length;
    length = Math.addExact(at, more);
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * at, length));
    }
    return at;
  }

  void putByte(int value) {
    int at = grow(1);
    bytes[at] = (byte) value;
  }

  void put32(int value) {
    int at = grow(Integer.BYTES);
    set32(at, value);
  }

  void set32(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  void put64(long value) {
    put32((int) value);
    put32((int) (value >>> Integer.SIZE));
  }

  /** A number of four or eight bytes. */
  void putNumber(long number, int widthBytes) {
    if (widthBytes == Integer.BYTES) {
      put32((int) number);
    } else {
      put64(number);
    }
  }

  void put(byte[] from, int offset, int count) {
    int at = grow(count);
    System.arraycopy(from, offset, bytes, at, count);
  }

  int get32(int at) {
    return get32(bytes, at);
  }

  static int get32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  long get64(int at) {
    return (get32(at) & 0xffff_ffffL) | (long) get32(at + Integer.BYTES) << Integer.SIZE;
  }

  /** A number of four or eight bytes. */
  long getNumber(int at, int widthBytes) {
    return widthBytes == Integer.BYTES ? get32(at) : get64(at);
  }
}
