package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/** Headers that hosts and firewalls put before the IP packets of devices without a link layer. */
final class HostLink {
  /** Direction 1 (0 received), compressed header 15; the packet is there as it was before. */
  private static final int SLIP_BYTES = 16;

  private static final int PFLOG_MIN_BYTES = 45;

  /** Of the lengths in use, all but the oldest have a direction: 1 in, 2 out. */
  private static final int PFLOG_DIRECTION = 60;

  /** An EtherType behind 6 bytes of 44. */
  private static final int SYMANTEC_BYTES = 44;

  /** Addresses of 7 bytes, of which the last has its lowest bit set. */
  private static final int AX25_ADDRESS_BYTES = 7;

  private static final int AX25_MAX_ADDRESSES = 10;
  private static final int AX25_UNNUMBERED_INFORMATION = 0x03;
  private static final int AX25_POLL = 0x10;
  private static final int AX25_IP = 0xcc;

  private HostLink() {}

  static int slip(DecodedPacket p, int at) {
    if (cut(p, at, SLIP_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    p.captureDirection = p.bytes[at] == 0 ? PacketRecord.DIRECTION_IN : PacketRecord.DIRECTION_OUT;
    return LinkLayer.ip(p, at + SLIP_BYTES, LinkLayer.ANY_VERSION);
  }

  /** OpenBSD's packet filter: length 1, family 1, verdict, filled up to four bytes. */
  static int pflog(DecodedPacket p, int at) {
    if (cut(p, at, PFLOG_MIN_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int length = Bits.u8(p.bytes, at);
    if (length < PFLOG_MIN_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    if (length > PFLOG_DIRECTION && !cut(p, at, length)) {
      int direction = p.bytes[at + PFLOG_DIRECTION];
      if (direction == PacketRecord.DIRECTION_IN || direction == PacketRecord.DIRECTION_OUT) {
        p.captureDirection = direction;
      }
    }
    return LinkLayer.ip(p, at + (length + 3 & ~3), LinkLayer.ANY_VERSION);
  }

  static int symantec(DecodedPacket p, int at) {
    return cut(p, at, SYMANTEC_BYTES)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at + 6), at + SYMANTEC_BYTES);
  }

  /** Amateur radio: information frames, numbered or not, whose protocol is IP. */
  static int ax25(DecodedPacket p, int offset) {
    int at = offset;
    int addresses = 0;
    do {
      if (cut(p, at, AX25_ADDRESS_BYTES)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      at += AX25_ADDRESS_BYTES;
    } while ((p.bytes[at - 1] & 1) == 0 && ++addresses < AX25_MAX_ADDRESSES);
    if (addresses == AX25_MAX_ADDRESSES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int control = Bits.u8(p.bytes, at);
    boolean information =
        (control & 1) == 0 || (control & ~AX25_POLL) == AX25_UNNUMBERED_INFORMATION;
    return information && Bits.u8(p.bytes, at + 1) == AX25_IP
        ? LinkLayer.ip(p, at + 2, 4)
        : none(p, Unkeyed.NOT_IP);
  }

  /** A command byte of the modem, 0 in its low half before data. */
  static int kiss(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return (p.bytes[at] & 0x0f) == 0 ? ax25(p, at + 1) : none(p, Unkeyed.NOT_IP);
  }
}
