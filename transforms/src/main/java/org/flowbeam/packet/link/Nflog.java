package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/**
 * What Linux's netfilter logs: address family 1, version 1, resource id 2, then attributes of
 * length 2, type 2 and value, filled up to four bytes. Length and type are in the byte order of the
 * machine that captured; only one order gives a small type.
 */
final class Nflog {
  private static final int HEADER_BYTES = 4;
  private static final int ATTRIBUTE_BYTES = 4;

  /** Hardware protocol (an EtherType) 2, hook 1, padding 1. */
  private static final int PACKET_HEADER = 1;

  /** Address length 2, padding 2, the sender's address 8. */
  private static final int HARDWARE_ADDRESS = 8;

  private static final int PAYLOAD = 9;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private Nflog() {}

  static int decode(DecodedPacket p, int offset) {
    if (cut(p, offset, HEADER_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    byte[] b = p.bytes;
    int etherType = 0;
    int length;
    for (int at = offset + HEADER_BYTES; ; at += length + 3 & ~3) {
      if (cut(p, at, ATTRIBUTE_BYTES)) {
        return none(p, p.snapped ? Unkeyed.TRUNCATED_HEADER : Unkeyed.NOT_IP);
      }
      boolean little = b[at + 3] == 0;
      int type = Bits.u16(b, at + 2);
      length = Bits.u16(b, at);
      if (little) {
        type = Integer.reverseBytes(type) >>> 16;
        length = Integer.reverseBytes(length) >>> 16;
      }
      int value = at + ATTRIBUTE_BYTES;
      int valueLength = length - ATTRIBUTE_BYTES;
      if (valueLength < 0) {
        return none(p, Unkeyed.BAD_HEADER);
      }
      if (type == PAYLOAD) {
        return payload(p, Bits.u8(b, offset), etherType, value);
      }
      if (cut(p, value, valueLength)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      if (type == PACKET_HEADER && valueLength >= 2) {
        etherType = Bits.u16(b, value);
      } else if (type == HARDWARE_ADDRESS && valueLength >= 12 && Bits.u16(b, value) == 6) {
        p.sourceMacOffset = value + 4;
      }
    }
  }

  /** Where a bridge logs, the family says nothing of the packet. */
  private static int payload(DecodedPacket p, int family, int etherType, int at) {
    return switch (family) {
      case AF_INET -> ip(p, at, 4);
      case AF_INET6 -> ip(p, at, 6);
      default -> EtherTypes.payload(p, etherType, at);
    };
  }
}
