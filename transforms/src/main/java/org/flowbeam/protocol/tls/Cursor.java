package org.flowbeam.protocol.tls;

import org.flowbeam.protocol.Bytes;
import org.flowbeam.protocol.ProtocolException;

/** Reads a structure of TLS from front to back; what is missing is a {@link ProtocolException}. */
final class Cursor {
  private final Bytes bytes;
  private final int end;
  private int position;

  Cursor(Bytes bytes) {
    this(bytes, 0, bytes.length());
  }

  private Cursor(Bytes bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  boolean isAtEnd() {
    return position == end;
  }

  int left() {
    return end - position;
  }

  int u8() throws ProtocolException {
    return bytes.u8(advance(1));
  }

  int u16() throws ProtocolException {
    return bytes.u16(advance(2));
  }

  int u24() throws ProtocolException {
    return bytes.u24(advance(3));
  }

  void skip(int count) throws ProtocolException {
    advance(count);
  }

  byte[] copy(int count) throws ProtocolException {
    return bytes.copy(advance(count), count);
  }

  byte[] copyRest() throws ProtocolException {
    return copy(left());
  }

  /** Text as tables show it. */
  String text(int count) throws ProtocolException {
    return bytes.escaped(advance(count), count);
  }

  /** The next bytes as a structure of their own. */
  Cursor part(int count) throws ProtocolException {
    int from = advance(count);
    return new Cursor(bytes, from, from + count);
  }

  /** All that is left, as 16-bit numbers. */
  int[] restAsU16() throws ProtocolException {
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
  int[] restAsU24() throws ProtocolException {
    int[] numbers = new int[left() / 3];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = u24();
    }
    return numbers;
  }

  /** All that is left, as bytes. */
  int[] restAsU8() throws ProtocolException {
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
