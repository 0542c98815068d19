package org.flowbeam.io.bytes;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A window on captured bytes. It is lent: valid during the call that passes it on, and reused
 * afterwards, so a parser copies what it keeps. Positions are relative to the window; every access
 * outside of it fails with {@link IndexOutOfBoundsException}, which a parser must not let happen.
 * Numbers are big-endian.
 */
public final class Bytes {
  private byte[] array = new byte[0];
  private int offset;
  private int length;

  /** A new window on all of these bytes. */
  public static Bytes of(byte... bytes) {
    return new Bytes().wrap(bytes, 0, bytes.length);
  }

  /** Moves this window to {@code array[offset, offset + length)}. */
  public Bytes wrap(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** Moves this window to where another is now. */
  public Bytes wrap(Bytes other) {
    array = other.array;
    offset = other.offset;
    length = other.length;
    return this;
  }

  /** An empty window. */
  public void clear() {
    length = 0;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The array behind the window, for bulk work that keeps to {@link #offset} and length. */
  public byte[] array() {
    return array;
  }

  /** Where position 0 of the window lies in {@link #array}. */
  public int offset() {
    return offset;
  }

  public int u8(int position) {
    return Bits.u8(array, at(position, 1));
  }

  public int u16(int position) {
    return Bits.u16(array, at(position, 2));
  }

  public int u24(int position) {
    int at = at(position, 3);
    return Bits.u8(array, at) << 16 | Bits.u16(array, at + 1);
  }

  public long u32(int position) {
    return Bits.u32(array, at(position, 4));
  }

  /** Position of the first such byte at or behind {@code from}, or -1. */
  public int indexOf(int value, int from) {
    for (int i = from; i < length; i++) {
      if (array[offset + i] == (byte) value) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the window has these ASCII characters at {@code position}. */
  public boolean hasAscii(int position, String text) {
    if (position < 0 || length - position < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (array[offset + position + i] != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A new window on a part of this one; as short-lived as this one. */
  public Bytes slice(int from, int count) {
    return new Bytes().wrap(array, at(from, count), count);
  }

  /** A copy to keep. */
  public byte[] copy(int from, int count) {
    byte[] copy = new byte[count];
    System.arraycopy(array, at(from, count), copy, 0, count);
    return copy;
  }

  /** Text to keep; malformed input becomes U+FFFD. */
  public String text(int from, int count, Charset charset) {
    return new String(array, at(from, count), count, charset);
  }

  /** UTF-8 text to keep; malformed input becomes U+FFFD. */
  public String utf8(int from, int count) {
    return text(from, count, StandardCharsets.UTF_8);
  }

  private int at(int position, int count) {
    return offset + Objects.checkFromIndexSize(position, count, length);
  }
}
