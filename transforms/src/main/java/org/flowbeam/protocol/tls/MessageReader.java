package org.flowbeam.protocol.tls;

import java.util.Arrays;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;

/**
 * Puts the handshake messages of one side together, across records and pieces. Only those that the
 * {@link Handshake} wants are kept, and only until they are whole, in at most {@link
 * #MAX_MESSAGE_BYTES}.
 */
final class MessageReader {
  /** A chain of certificates is the longest; what is longer is skipped. */
  static final int MAX_MESSAGE_BYTES = 512 << 10;

  private static final int HEADER_BYTES = 4;
  private static final int FIRST_BUFFER_BYTES = 2048;

  private static final Bytes NOTHING = new Bytes();

  private final Direction from;
  private final Handshake handshake;
  private final byte[] header = new byte[HEADER_BYTES];
  private final Bytes whole = new Bytes();
  private int headerBytes;
  private int length;
  private int left;
  private boolean wanted;
  private boolean damaged;
  private boolean lost;
  private byte[] buffer = {};
  private int buffered;

  MessageReader(Direction from, Handshake handshake) {
    this.from = from;
    this.handshake = handshake;
  }

  void read(Bytes data, int from, int count, long timeNanos) throws ProtocolException {
    int at = from;
    int end = from + count;
    while (at < end && !lost) {
      if (headerBytes < HEADER_BYTES) {
        header[headerBytes++] = (byte) data.u8(at++);
        if (headerBytes == HEADER_BYTES) {
          startMessage(timeNanos);
        }
      } else {
        int part = Math.min(left, end - at);
        readBody(data, at, part);
        at += part;
      }
      if (headerBytes == HEADER_BYTES && left == 0) {
        endMessage(data, at, timeNanos);
      }
    }
  }

  /**
   * Bytes of a handshake record are missing.
   *
   * @return whether it is still known where the next message begins
   */
  boolean onGap(int lengthBytes, int recordType) {
    if (recordType != RecordReader.HANDSHAKE || headerBytes < HEADER_BYTES || lengthBytes > left) {
      return false;
    }
    damaged = true;
    buffered = 0;
    left -= lengthBytes;
    if (left == 0) {
      headerBytes = 0;
      handshake.onDamagedMessage(this.from, header[0] & 0xff);
    }
    return true;
  }

  /** It is not known any more where messages begin. */
  void lose() {
    lost = true;
    buffer = new byte[0];
    buffered = 0;
  }

  void startSsl2(int messageBytes) {
    headerBytes = HEADER_BYTES;
    length = messageBytes;
    left = messageBytes;
    wanted = true;
    damaged = false;
    buffered = 0;
  }

  void readSsl2(Bytes data, int at, int count, long timeNanos) throws ProtocolException {
    readBody(data, at, count);
    if (left == 0) {
      headerBytes = 0;
      handshake.onSsl2Message(from, body(data, at + count), timeNanos);
      buffered = 0;
    }
  }

  private void startMessage(long timeNanos) {
    length = ((header[1] & 0xff) << 16) | Bits.u16(header, 2);
    left = length;
    damaged = false;
    buffered = 0;
    wanted = handshake.wants(from, header[0] & 0xff);
    if (wanted && length > MAX_MESSAGE_BYTES) {
      handshake.onTooLarge(from, length, timeNanos);
      damaged = true;
    }
  }

  /** What lies in one piece is not copied. */
  private void readBody(Bytes data, int at, int count) {
    left -= count;
    boolean inOnePiece = left == 0 && buffered == 0;
    if (!wanted || damaged || inOnePiece) {
      return;
    }
    if (buffered + count > buffer.length) {
      int doubled = Math.max(FIRST_BUFFER_BYTES, buffer.length * 2);
      buffer = Arrays.copyOf(buffer, Math.min(length, Math.max(buffered + count, doubled)));
    }
    System.arraycopy(data.array(), data.offset() + at, buffer, buffered, count);
    buffered += count;
  }

  private void endMessage(Bytes data, int end, long timeNanos) throws ProtocolException {
    headerBytes = 0;
    int type = header[0] & 0xff;
    if (damaged) {
      handshake.onDamagedMessage(from, type);
    } else {
      handshake.onMessage(from, type, wanted ? body(data, end) : NOTHING, timeNanos);
    }
    buffered = 0;
  }

  /** The message that ends at this position of the data. */
  private Bytes body(Bytes data, int end) {
    if (buffered > 0) {
      return whole.wrap(buffer, 0, buffered);
    }
    return whole.wrap(data.array(), data.offset() + end - length, length);
  }
}
