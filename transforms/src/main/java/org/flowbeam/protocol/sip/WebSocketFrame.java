package org.flowbeam.protocol.sip;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * The head of one frame (RFC 6455 5.2), taken byte by byte. Reused. Of the extensions it knows that
 * which compresses messages (RFC 7692); what others have changed nobody could read.
 */
final class WebSocketFrame {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;

  /** Of the first byte: set in the first frame of a compressed message. */
  private static final int COMPRESSED = 0x40;

  private static final int LAST = 0x80;
  private static final int OTHER_EXTENSIONS = 0x30;
  private static final int CLOSE = 8;
  private static final int PONG = 10;
  private static final int MAX_HEAD_BYTES = 14;
  private static final int MAX_SHORT = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int KEY_BYTES = 4;

  private final byte[] head = new byte[MAX_HEAD_BYTES];
  private int length;

  /** For the next frame. */
  void reset() {
    length = 0;
  }

  /** Takes the next byte; returns whether the head is whole. */
  boolean take(int value) {
    head[length++] = (byte) value;
    return length >= 2 && length == headBytes();
  }

  private int headBytes() {
    int told = head[1] & 0x7f;
    int more = told == LENGTH_OF_16_BITS ? 2 : told == LENGTH_OF_64_BITS ? 8 : 0;
    return 2 + more + (isMasked() ? KEY_BYTES : 0);
  }

  /** Whether it may begin so, once both of its first bytes are there. */
  boolean isPossible() {
    int opcode = opcode();
    boolean known = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    boolean fits = !isControl() || (isLast() && (head[1] & 0x7f) <= MAX_SHORT);
    boolean readable = (head[0] & OTHER_EXTENSIONS) == 0 && (!isCompressed() || begins(opcode));
    return known && fits && readable;
  }

  /** Whether the message that it begins is compressed. */
  boolean isCompressed() {
    return (head[0] & COMPRESSED) != 0;
  }

  /** Whether it is the last of its message. */
  boolean isLast() {
    return head[0] < 0;
  }

  int opcode() {
    return head[0] & 0xf;
  }

  /** Whether it belongs to no message. */
  boolean isControl() {
    return opcode() >= CLOSE;
  }

  /** Clients mask all that they send, servers nothing. */
  boolean isMasked() {
    return head[1] < 0;
  }

  /** Negative for what no frame can have. */
  long payloadBytes() {
    int told = head[1] & 0x7f;
    if (told <= MAX_SHORT) {
      return told;
    }
    long payload = 0;
    for (int i = 2; i < headBytes() - (isMasked() ? KEY_BYTES : 0); i++) {
      payload = (payload << 8) | (head[i] & 0xff);
    }
    return payload;
  }

  /** The byte of the payload at this position as it was before it was masked. */
  byte unmasked(byte value, long at) {
    return isMasked() ? (byte) (value ^ head[length - KEY_BYTES + (int) (at & 3)]) : value;
  }

  /** Whether bytes begin with a frame that holds a message of SIP, and who sent it. */
  static Match probe(Bytes bytes) {
    WebSocketFrame frame = new WebSocketFrame();
    int at = 0;
    boolean whole = false;
    while (!whole && at < bytes.length()) {
      whole = frame.take(bytes.u8(at++));
      if (at == 2 && (!frame.isPossible() || !begins(frame.opcode()))) {
        return Match.NO;
      }
    }
    if (!whole) {
      return Match.NEED_MORE;
    }
    long payload = frame.payloadBytes();
    int came = (int) Math.max(0, Math.min(bytes.length() - at, payload));
    byte[] plain = new byte[Math.min(came, StartLine.MAX_BYTES)];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = frame.unmasked((byte) bytes.u8(at + i), i);
    }
    Match match = StartLine.probe(Bytes.of(frame.isCompressed() ? Inflated.start(plain) : plain));
    if (match.found()) {
      return frame.isMasked() ? Match.CLIENT : Match.SERVER;
    }
    return match == Match.NEED_MORE && came == payload ? Match.NO : match;
  }

  /** Whether a message begins with such a frame. */
  static boolean begins(int opcode) {
    return opcode == TEXT || opcode == BINARY;
  }

  /** Whether what a side sends first may be a frame, and is no SIP as TCP has it. */
  static boolean mayBegin(int first) {
    int plain = first & ~COMPRESSED;
    return plain == (LAST | TEXT) || plain == (LAST | BINARY);
  }
}
