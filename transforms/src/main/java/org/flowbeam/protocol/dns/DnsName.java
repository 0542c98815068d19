package org.flowbeam.protocol.dns;

import java.util.EnumSet;
import java.util.Set;
import org.flowbeam.io.bytes.Bytes;

/**
 * Reads one name (RFC 1035, 4.1.4) into a buffer that the next name reuses: as sent and in lower
 * case, in wire format without compression. A pointer that does not lead back is followed too, and
 * reported.
 */
final class DnsName {
  /** Longest name in wire format, with the root's label. */
  static final int MAX_BYTES = 255;

  /** {@link #read}: the name runs past the end of the message. */
  static final int CUT = -1;

  /** {@link #read}: where the name ends cannot be known. */
  static final int BROKEN = -2;

  private static final int MAX_POINTERS = 128;

  /** Labels with their lengths, ending with 0; valid up to {@link #length}. */
  final byte[] sent = new byte[MAX_BYTES];

  /** The same in lower case. */
  final byte[] lower = new byte[MAX_BYTES];

  /** Bytes of the name; 0 when it could not be read. */
  int length;

  /** What was wrong of the last name. */
  final Set<Problem> problems = EnumSet.noneOf(Problem.class);

  /**
   * Reads the name at {@code at}.
   *
   * @return the position behind it, or {@link #CUT} or {@link #BROKEN}; {@link #length} tells
   *     whether it could be read
   */
  int read(Bytes message, int at) {
    length = 0;
    problems.clear();
    int size = 0;
    int next = 0; // known with the first pointer
    int pointers = 0;
    int lowest = at;
    while (true) {
      if (at >= message.length()) {
        return next > 0 ? outside(next) : CUT;
      }
      int label = message.u8(at);
      if (label == 0) {
        return end(size, next > 0 ? next : at + 1);
      }
      if (label >= 0xc0) {
        if (at + 2 > message.length()) {
          return next > 0 ? outside(next) : CUT;
        }
        int target = message.u16(at) & 0x3fff;
        next = next > 0 ? next : at + 2;
        if (++pointers > MAX_POINTERS) {
          return loop(next);
        }
        if (target < DnsMessage.HEADER_BYTES || target >= message.length()) {
          return outside(next);
        }
        if (target >= lowest) {
          problems.add(Problem.FORWARD_POINTER);
        }
        lowest = Math.min(lowest, target);
        at = target;
      } else if (label > 63) {
        problems.add(Problem.BAD_LABEL);
        return next > 0 ? next : BROKEN;
      } else {
        if (at + 1 + label > message.length()) {
          return next > 0 ? outside(next) : CUT;
        }
        size = append(message, at, label + 1, size);
        at += label + 1;
        if (size == MAX_BYTES && next > 0) {
          boolean forward = problems.contains(Problem.FORWARD_POINTER);
          return forward ? loop(next) : end(size, next);
        }
      }
    }
  }

  private int loop(int next) {
    problems.add(Problem.COMPRESSION_LOOP);
    return next;
  }

  private int outside(int next) {
    problems.add(Problem.POINTER_OUTSIDE);
    return next;
  }

  private int end(int size, int next) {
    if (size + 1 > MAX_BYTES) {
      problems.add(Problem.NAME_TOO_LONG);
    } else {
      sent[size] = 0;
      lower[size] = 0;
      length = size + 1;
    }
    return next;
  }

  /** Of a name that is too long, the size is {@link #MAX_BYTES}. */
  private int append(Bytes message, int at, int count, int size) {
    if (size + count < MAX_BYTES) {
      System.arraycopy(message.array(), message.offset() + at, sent, size, count);
      lower[size] = sent[size];
      for (int i = size + 1; i < size + count; i++) {
        lower[i] = lowerCase(sent[i]);
      }
      return size + count;
    }
    return MAX_BYTES;
  }

  static byte lowerCase(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
