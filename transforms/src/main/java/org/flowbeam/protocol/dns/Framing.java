package org.flowbeam.protocol.dns;

import java.util.Arrays;
import org.flowbeam.packet.Bits;
import org.flowbeam.protocol.Bytes;

/** Cuts one side of a TCP stream into messages; keeps one that is not complete. */
final class Framing {
  private static final int PREFIX_BYTES = 2;
  private static final int FIRST_BUFFER_BYTES = 2048;
  private static final int MAX_BUFFER_BYTES = PREFIX_BYTES + 0xffff;

  private final Bytes message = new Bytes();
  private Bytes data = new Bytes();
  private long dataOffset;
  private int at;

  /** The begin of a message with its length, from earlier data. */
  private byte[] buffer = new byte[0];

  private int buffered;
  private long messageOffset;

  /** Bytes that are left of a message with a hole. */
  private long skip;

  private boolean lost;

  /** Takes the next bytes; then {@link #next} until it is false. */
  void data(Bytes bytes, long offset) {
    data = bytes;
    dataOffset = offset;
    at = 0;
  }

  /** Moves to the next complete message. */
  boolean next() {
    while (!lost && at < data.length()) {
      if (skip > 0) {
        int count = (int) Math.min(skip, data.length() - at);
        skip -= count;
        at += count;
      } else if (buffered == 0 && isWhole()) {
        messageOffset = dataOffset + at;
        int length = data.u16(at);
        message.wrap(data.array(), data.offset() + at + PREFIX_BYTES, length);
        at += PREFIX_BYTES + length;
        return true;
      } else if (buffer()) {
        message.wrap(buffer, PREFIX_BYTES, buffered - PREFIX_BYTES);
        buffered = 0;
        return true;
      }
    }
    return false;
  }

  Bytes message() {
    return message;
  }

  /** Where the length before the message lies in the stream. */
  long messageOffset() {
    return messageOffset;
  }

  /**
   * Notes a hole.
   *
   * @return false when it is not known where the next message begins, for the first time
   */
  boolean gap(long length) {
    if (lost) {
      return true;
    }
    if (buffered >= PREFIX_BYTES) {
      skip = (long) wanted() - buffered;
      buffered = 0;
    }
    if (skip < length) {
      lost = true;
      buffer = new byte[0];
      return false;
    }
    skip -= length;
    return true;
  }

  /** Whether a message has begun and not ended. */
  boolean isInside() {
    return !lost && (buffered > 0 || skip > 0);
  }

  private boolean isWhole() {
    int left = data.length() - at;
    return left >= PREFIX_BYTES && left - PREFIX_BYTES >= data.u16(at);
  }

  private int wanted() {
    return buffered < PREFIX_BYTES ? PREFIX_BYTES : PREFIX_BYTES + Bits.u16(buffer, 0);
  }

  /** Copies what belongs to the message that has begun; whether it is complete now. */
  private boolean buffer() {
    if (buffered == 0) {
      messageOffset = dataOffset + at;
    }
    while (at < data.length()) {
      int wanted = wanted();
      if (buffered == wanted) {
        return true; // an empty message
      }
      int count = Math.min(wanted - buffered, data.length() - at);
      if (buffered + count > buffer.length) {
        int size = Math.max(FIRST_BUFFER_BYTES, Math.max(buffered + count, 2 * buffer.length));
        buffer = Arrays.copyOf(buffer, Math.min(size, MAX_BUFFER_BYTES));
      }
      System.arraycopy(data.array(), data.offset() + at, buffer, buffered, count);
      buffered += count;
      at += count;
      if (buffered > PREFIX_BYTES && buffered == wanted()) {
        return true;
      }
    }
    return buffered == PREFIX_BYTES && wanted() == PREFIX_BYTES;
  }
}
