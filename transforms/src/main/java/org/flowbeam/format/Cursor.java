package org.flowbeam.format;

import org.flowbeam.io.bytes.Bytes;

/** Reads a structure of TLS from front to back; what is missing is a {@link ProtocolException}. */
public final class Cursor {
  private final Bytes bytes;
  private final int end;
  private int position;

  public Cursor(Bytes bytes) {
    this(bytes, 0, bytes.length());
  }

  private Cursor(Bytes bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  public boolean isAtEnd() {
    return position == end;
  }

  public int left() {
    return end - position;
  }

  public int u8() throws ProtocolException {
    return bytes.u8(advance(1));
  }

  public int u16() throws ProtocolException {
    return bytes.u16(advance(2));
  }

  public int u24() throws ProtocolException {
    return bytes.u24(advance(3));
  }

  public void skip(int count) throws ProtocolException {
    advance(count);
  }

  public byte[] copy(int count) throws ProtocolException {
    return bytes.copy(advance(count), count);
  }

  byte[] copyRest() throws ProtocolException {
    return copy(left());
  }

  public String utf8(int count) throws ProtocolException {
    return bytes.utf8(advance(count), count);
  }

  /** The next bytes as a structure of their own. */
  public Cursor part(int count) throws ProtocolException {
    int from = advance(count);
    return new Cursor(bytes, from, from + count);
  }

  /** All that is left, as 16-bit numbers. */
  public int[] restAsU16() throws ProtocolException {
    int[] numbers = new int[left() / 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = u16();
    }
    if (!isAtEnd()) {
      throw new ProtocolException("a list of two-byte numbers has an odd length");
    }
    return numbers;
  }

  /** All that is left, as 24-bit numbers. */
  public int[] restAsU24() throws ProtocolException {
    int[] numbers = new int[left() / 3];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = u24();
    }
    return numbers;
  }

  /** All that is left, as bytes. */
  public int[] restAsU8() throws ProtocolException {
    int[] numbers = new int[left()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = u8();
    }
    return numbers;
  }

  private int advance(int count) throws ProtocolException {
    if (count > end - position) {
      throw new ProtocolException("a length in a handshake message exceeds what holds it");
    }
    int at = position;
    position += count;
    return at;
  }
}
