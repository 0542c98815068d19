package org.flowbeam.protocol.dns;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Tells messages from other bytes. On the ports of DNS the header and the first name must make
 * sense; elsewhere everything must: one question of a known class, all records, and no byte more.
 * So it must in a datagram with an opcode that nobody has assigned, which is none on other ports.
 * The QR bit tells the side.
 */
final class DnsProbe {
  private static final int PREFIX_BYTES = 2;
  private static final int HEADER = DnsMessage.HEADER_BYTES;
  private static final int MAX_PORT_COUNT = 4096;
  private static final int UPDATE = 5;

  private DnsProbe() {}

  static Match datagram(Bytes message, boolean onPort, boolean netbios) {
    if (message.length() < HEADER || !isHeader(message, 0, onPort, netbios)) {
      return Match.NO;
    }
    boolean lenient = onPort && isKnownOpcode(message, 0, netbios);
    boolean found =
        lenient ? firstName(message, HEADER, message.length(), true) != Match.NO : isWhole(message);
    return found ? side(message, 0) : Match.NO;
  }

  /** Decides with the first question at the latest, so that longer data decides likewise. */
  static Match stream(Bytes start, boolean onPort) {
    if (start.length() < PREFIX_BYTES + HEADER) {
      return start.length() >= PREFIX_BYTES && start.u16(0) < HEADER ? Match.NO : Match.NEED_MORE;
    }
    int length = start.u16(0);
    if (length < HEADER
        || !isKnownOpcode(start, PREFIX_BYTES, false)
        || !isHeader(start, PREFIX_BYTES, onPort, false)) {
      return Match.NO;
    }
    Match name = firstName(start, PREFIX_BYTES + HEADER, PREFIX_BYTES + length, onPort);
    return name == Match.EITHER ? side(start, PREFIX_BYTES) : name;
  }

  private static Match side(Bytes message, int at) {
    return message.u8(at + 2) >= 0x80 ? Match.SERVER : Match.CLIENT;
  }

  private static boolean isKnownOpcode(Bytes message, int at, boolean netbios) {
    return Codes.isKnownOpcode((message.u16(at + 2) >> 11) & 0xf, netbios);
  }

  private static boolean isHeader(Bytes message, int at, boolean onPort, boolean netbios) {
    int flags = message.u16(at + 2);
    boolean response = (flags & 0x8000) != 0;
    int opcode = (flags >> 11) & 0xf;
    int questions = message.u16(at + 4);
    int records = message.u16(at + 6) + message.u16(at + 8) + message.u16(at + 10);
    if (!isKnownOpcode(message, at, netbios) && (!onPort || netbios)) {
      return false;
    }
    if (onPort) {
      boolean counts = questions <= MAX_PORT_COUNT && records <= MAX_PORT_COUNT;
      return counts && (questions + records > 0 || response || opcode == 6);
    }
    boolean reserved = (flags & 0x40) != 0;
    if (questions != 1 || reserved) {
      return false;
    }
    boolean bare = message.u16(at + 6) == 0 && message.u16(at + 8) == 0 && (flags & 0xf) == 0;
    return response || opcode == UPDATE || opcode == 4 || bare;
  }

  /**
   * EITHER when the first question makes sense, as far as it is there. Its name has labels of at
   * most 63 bytes and at most 255 in all, except, on a port of DNS, in a message that is odd
   * anyway.
   *
   * @param end where the message ends, which may be beyond what is there
   */
  private static Match firstName(Bytes start, int from, int end, boolean onPort) {
    int questions = start.u16(from - HEADER + 4);
    if (questions == 0) {
      return Match.EITHER;
    }
    int at = from;
    while (at < start.length() && at < end) {
      int label = start.u8(at);
      if (label > 63 && onPort) {
        return Match.EITHER;
      }
      if (label > 63 || (!onPort && at + label - from >= DnsName.MAX_BYTES)) {
        return Match.NO;
      }
      if (label == 0) {
        return onPort ? Match.EITHER : firstQuestion(start, from, at + 1, end);
      }
      at += label + 1;
    }
    return at >= end && end < start.length() ? Match.NO : Match.NEED_MORE;
  }

  /** A class that exists; and a query without records ends behind it. */
  private static Match firstQuestion(Bytes start, int from, int at, int end) {
    if (at + 4 > end) {
      return Match.NO;
    }
    if (at + 4 > start.length()) {
      return Match.NEED_MORE;
    }
    boolean records = start.u16(from - 6) + start.u16(from - 4) + start.u16(from - 2) > 0;
    boolean fits = records ? at + 4 + 11 <= end : at + 4 == end;
    return fits && start.u16(at) != 0 && Codes.isKnownClass(start.u16(at + 2))
        ? Match.EITHER
        : Match.NO;
  }

  private static boolean isWhole(Bytes message) {
    if (firstName(message, HEADER, message.length(), false) != Match.EITHER) {
      return false;
    }
    DnsMessage read = Workspace.ofThread().message;
    return read.read(message, false, false) && read.problems.isEmpty();
  }
}
