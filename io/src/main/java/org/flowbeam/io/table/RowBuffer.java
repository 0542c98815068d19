package org.flowbeam.io.table;

import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/** A growing array that Avro values and sort keys are encoded into; used again for every row. */
public final class RowBuffer extends BinaryEncoder {
  private static final int MAX_NUMBER_BYTES = 10;

  /** Numbers from 0 up to here, zigzag-encoded, take one byte. */
  private static final int ONE_BYTE = 64;

  public byte[] bytes = new byte[4096];
  public int length;

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  void writeByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  @Override
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Unions are of NULL and one type: two branches. */
  @Override
  public void writeIndex(int branch) {
    writeByte(branch << 1);
  }

  @Override
  public void writeInt(int value) {
    writeLong(value);
  }

  /** Most numbers of most rows take one byte. */
  @Override
  public void writeLong(long value) {
    if (value >= 0 && value < ONE_BYTE) {
      writeByte((int) value << 1);
    } else {
      ensure(MAX_NUMBER_BYTES);
      length += BinaryData.encodeLong(value, bytes, length);
    }
  }

  @Override
  public void writeFloat(float value) {
    ensure(MAX_NUMBER_BYTES);
    length += BinaryData.encodeFloat(value, bytes, length);
  }

  @Override
  public void writeDouble(double value) {
    ensure(MAX_NUMBER_BYTES);
    length += BinaryData.encodeDouble(value, bytes, length);
  }

  @Override
  public void writeFixed(byte[] from, int start, int count) {
    ensure(count);
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  @Override
  protected void writeZero() {
    writeByte(0);
  }

  @Override
  public int bytesBuffered() {
    return 0;
  }

  @Override
  public void flush() {}
}
