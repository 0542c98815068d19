package org.flowbeam.protocol.dns;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Cuts one side of a TCP stream into messages; keeps one that is not complete. Behind a hole whose
 * end is inside no known message, the next bytes are taken for the begin of one, which segments
 * mostly are, and believed when the whole of it is a message of this side; else the side is lost
 * until its next hole.
 */
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

  /** Behind a hole: the message that begins here, if one does, is to be checked. */
  private boolean seeking;

  private boolean lost;

  private final Match side;

  /**
   * @param side whose messages these are
   */
  Framing(Match side) {
    this.side = side;
  }

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
        int from = data.offset() + at;
        at += PREFIX_BYTES + length;
        if (take(data.array(), from, PREFIX_BYTES + length)) {
          return true;
        }
      } else if (buffer()) {
        int length = buffered;
        buffered = 0;
        if (take(buffer, 0, length)) {
          return true;
        }
      } else if (seeking) {
        lost = DnsProbe.stream(message.wrap(buffer, 0, buffered), false) == Match.NO;
      }
    }
    return false;
  }

  /** Takes a message with its length before it, unless it is to be checked and is none. */
  private boolean take(byte[] array, int from, int length) {
    if (seeking) {
      message.wrap(array, from, length);
      seeking = false;
      lost = DnsProbe.stream(message, false) != side;
    }
    message.wrap(array, from + PREFIX_BYTES, length - PREFIX_BYTES);
    return !lost;
  }

  /** Whether the messages of this side cannot be told apart since its last hole. */
  boolean isLost() {
    return lost;
  }

  Bytes message() {
    return message;
  }

  /** Where the length before the message lies in the stream. */
  long messageOffset() {
    return messageOffset;
  }

  /** Notes a hole. */
  void gap(long length) {
    if (buffered >= PREFIX_BYTES && !seeking) {
      skip = (long) wanted() - buffered;
    }
    buffered = 0;
    if (skip < length) {
      skip = 0;
      lost = false;
      seeking = true;
    } else {
      skip -= length;
    }
  }

  /** Whether a message has begun and not ended, or what could be one behind a hole. */
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
