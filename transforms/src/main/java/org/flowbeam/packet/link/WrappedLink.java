package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/** Headers of capture programs that name the link type of the frame behind them. */
final class WrappedLink {
  private static final int PPI_BYTES = 8;

  private static final int PKTAP_MIN_BYTES = 108;
  private static final int PKTAP_PACKET = 1;
  private static final int PKTAP_FLAGS = 36;
  private static final int PKTAP_IN = 1;
  private static final int PKTAP_OUT = 2;

  private static final int ERF_BYTES = 16;
  private static final int ERF_EXTENSION_BYTES = 8;
  private static final int ERF_MORE = 0x80;
  private static final int ERF_TYPE = 0x7f;
  private static final int ERF_ETHERNET_PADDING = 2;
  private static final int ERF_CELL_HEADER = 4;

  private WrappedLink() {}

  /** Version 1, flags 1, length 2, link type 4, fields; numbers have their low byte first. */
  static int ppi(DecodedPacket p, int at) {
    if (cut(p, at, PPI_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int length = Ints.u16(p.bytes, at + 2, false);
    if (p.bytes[at] != 0 || length < PPI_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    return LinkLayer.inside(p, Ints.i32(p.bytes, at + 4, false), at + length);
  }

  /**
   * Darwin: length 4, record type 4, link type 4, interface 24, flags 4, and what process sent it;
   * numbers have their low byte first.
   */
  static int pktap(DecodedPacket p, int at) {
    if (cut(p, at, PKTAP_MIN_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    if (!isPktap(p, at)) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    if (Ints.i32(p.bytes, at + 4, false) != PKTAP_PACKET) {
      return none(p, Unkeyed.NOT_IP);
    }
    int flags = Ints.i32(p.bytes, at + PKTAP_FLAGS, false);
    if ((flags & (PKTAP_IN | PKTAP_OUT)) != 0) {
      p.captureDirection =
          (flags & PKTAP_IN) != 0 ? PacketRecord.DIRECTION_IN : PacketRecord.DIRECTION_OUT;
    }
    return LinkLayer.inside(p, Ints.i32(p.bytes, at + 8, false), at + Ints.i32(p.bytes, at, false));
  }

  /** Before it had a number of its own, Darwin used one that is free for everybody. */
  static int maybePktap(DecodedPacket p, int at) {
    return !cut(p, at, PKTAP_MIN_BYTES) && isPktap(p, at)
        ? pktap(p, at)
        : none(p, Unkeyed.UNKNOWN_LINK_TYPE);
  }

  private static boolean isPktap(DecodedPacket p, int at) {
    int length = Ints.i32(p.bytes, at, false);
    return length >= PKTAP_MIN_BYTES && length <= 0xffff;
  }

  /**
   * Cards of Endace: time 8, type 1, flags 1, record length 2, counter 2, wire length 2; extensions
   * of 8, each of which says in its first bit whether another follows.
   */
  static int erf(DecodedPacket p, int at) {
    if (cut(p, at, ERF_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int type = Bits.u8(p.bytes, at + 8);
    int inside = at + ERF_BYTES;
    for (boolean more = (type & ERF_MORE) != 0; more; inside += ERF_EXTENSION_BYTES) {
      if (cut(p, inside, ERF_EXTENSION_BYTES)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      more = (p.bytes[inside] & ERF_MORE) != 0;
    }
    return switch (type & ERF_TYPE) {
      case 2, 11, 16, 20 -> EtherTypes.ethernet(p, inside + ERF_ETHERNET_PADDING);
      case 1, 10, 15, 19 -> Ppp.framed(p, inside); // packet over SONET
      case 4 -> Atm.llc(p, inside + ERF_CELL_HEADER);
      case 22 -> ip(p, inside, 4);
      case 23 -> ip(p, inside, 6);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }
}
