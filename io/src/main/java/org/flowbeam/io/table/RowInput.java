package org.flowbeam.io.table;

/** Reads Avro binary out of an array; trusts it, since only {@link RowCodec} writes it. */
final class RowInput {
  byte[] bytes = new byte[0];
  int at;

  boolean readBoolean() {
    return bytes[at++] != 0;
  }

  int readInt() {
    return (int) readLong();
  }

  /** A zigzag-encoded number of 1 to 10 bytes. */
  long readLong() {
    int b = bytes[at++];
    long value = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      b = bytes[at++];
      value |= (b & 0x7fL) << shift;
    }
    return value >>> 1 ^ -(value & 1);
  }

  long readDoubleBits() {
    long bits = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      bits = bits << Byte.SIZE | (bytes[at + i] & 0xff);
    }
    at += Long.BYTES;
    return bits;
  }
}
