package org.flowbeam.protocol.tls;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionOutput;

/**
 * The record layer of one side (RFC 8446 section 5.1; SSL 2.0 records where they can be). What is
 * in clear goes to the {@link Handshake}; the rest is skipped by its length.
 *
 * <p>Behind a hole the next byte is taken for the begin of a record if it looks like one; then
 * handshake messages and alerts that could be something else are not read any more.
 */
final class RecordReader {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  static final int HEARTBEAT = 24;

  /** Largest payload in clear, and what encryption may add to it (RFC 5246 section 6.2.3). */
  static final int MAX_PLAIN_BYTES = 1 << 14;

  static final int MAX_ENCRYPTED_BYTES = MAX_PLAIN_BYTES + 2048;

  private static final int HEADER_BYTES = 5;
  private static final int SSL2_HEADER_BYTES = 2;

  private final Direction from;
  private final Handshake handshake;
  private final MessageReader messages;
  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;

  private int type;
  private int left;
  private int length;
  private boolean skipping;
  private int alertLevel = -1;

  private long firstOffset = SessionOutput.NO_OFFSET;
  private boolean sawTls;
  private boolean inSsl2;
  private boolean behindHole;
  private boolean lost;

  RecordReader(Direction from, Handshake handshake) {
    this.from = from;
    this.handshake = handshake;
    this.messages = new MessageReader(from, handshake);
  }

  /** Where the first record lies in the stream, or {@link SessionOutput#NO_OFFSET}. */
  long firstOffset() {
    return firstOffset;
  }

  void onData(Bytes data, long streamOffset, long timeNanos) throws ProtocolException {
    int at = 0;
    while (at < data.length() && !lost && !handshake.isEstablished()) {
      if (inRecord()) {
        int count = Math.min(left, data.length() - at);
        readPayload(data, at, count, timeNanos);
        at += count;
      } else {
        if (headerBytes == 0 && firstOffset < 0) {
          firstOffset = streamOffset + at;
          handshake.onStart(timeNanos);
        }
        header[headerBytes++] = (byte) data.u8(at++);
        readHeader(timeNanos);
      }
    }
  }

  private boolean inRecord() {
    return left > 0;
  }

  /** So many bytes are missing; the rest of a record that is skipped may be among them. */
  void onGap(long lengthBytes) {
    if (lost) {
      return;
    }
    behindHole = true;
    if (inRecord()
        && lengthBytes <= left
        && (skipping || messages.onGap((int) lengthBytes, type))) {
      left -= (int) lengthBytes;
      return;
    }
    messages.lose();
    left = 0;
    headerBytes = 0;
    lost = inSsl2;
  }

  private void readHeader(long timeNanos) throws ProtocolException {
    if (headerBytes == SSL2_HEADER_BYTES && !sawTls && (header[0] & 0x80) != 0 && !behindHole) {
      startSsl2Record();
      return;
    }
    if (headerBytes < HEADER_BYTES) {
      return;
    }
    headerBytes = 0;
    type = header[0] & 0xff;
    length = Bits.u16(header, 3);
    if (!isPlausible()) {
      if (behindHole) {
        lost = true;
        return;
      }
      throw new ProtocolException(
          "no TLS record: type %d, version %02x%02x".formatted(type, header[1], header[2]));
    }
    sawTls = true;
    startRecord(timeNanos);
  }

  private boolean isPlausible() {
    boolean known = type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT;
    boolean inRange = !behindHole || (length > 0 && length <= MAX_ENCRYPTED_BYTES);
    return known && inRange && header[1] == 3 && header[2] >= 0 && header[2] <= 4;
  }

  private void startRecord(long timeNanos) {
    left = length;
    if (length > MAX_ENCRYPTED_BYTES) {
      handshake.onOverflow(from, length, timeNanos);
    }
    skipping = true;
    if (handshake.isEncrypted(from, type, behindHole)) {
      handshake.onEncrypted(from, type, length, timeNanos);
    } else {
      skipping =
          switch (type) {
            case HANDSHAKE, CHANGE_CIPHER_SPEC -> false;
            case ALERT -> length != 2 && behindHole; // two bytes cannot be encrypted
            default -> true;
          };
      if (type == HEARTBEAT) {
        handshake.addHistory(from, 'b');
      }
    }
    alertLevel = -1;
  }

  private void readPayload(Bytes data, int at, int count, long timeNanos) throws ProtocolException {
    left -= count;
    if (skipping) {
      return;
    }
    switch (type) {
      case HANDSHAKE -> messages.read(data, at, count, timeNanos);
      case ALERT -> readAlerts(data, at, count, timeNanos);
      case CHANGE_CIPHER_SPEC -> {
        if (left == 0) {
          handshake.onChangeCipherSpec(from, timeNanos);
        }
      }
      default -> readSsl2(data, at, count, timeNanos);
    }
  }

  private void readAlerts(Bytes data, int at, int count, long timeNanos) {
    for (int i = at; i < at + count; i++) {
      if (alertLevel < 0) {
        alertLevel = data.u8(i);
      } else {
        handshake.onAlert(from, alertLevel, data.u8(i), timeNanos);
        alertLevel = -1;
      }
    }
  }

  /** An SSL 2.0 record with a two-byte header: one message in clear. */
  private void startSsl2Record() throws ProtocolException {
    headerBytes = 0;
    length = Bits.u16(header, 0) & 0x7fff;
    if (length == 0) {
      throw new ProtocolException("an SSL 2.0 record without a message");
    }
    left = length;
    type = 0;
    skipping = false;
    inSsl2 = true;
    messages.startSsl2(length);
  }

  private void readSsl2(Bytes data, int at, int count, long timeNanos) throws ProtocolException {
    messages.readSsl2(data, at, count, timeNanos);
    if (left == 0) {
      inSsl2 = false;
    }
  }
}
