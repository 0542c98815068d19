package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/**
 * Local networks other than Ethernet: FDDI, Token Ring, ARCnet, IP over Fibre Channel, IEEE 1394
 * and InfiniBand. Their addresses are not recorded: they are no MAC addresses, or (FDDI, Token
 * Ring) lie in the frame with their bits in an order that the capture does not tell.
 */
final class Lan {
  /** Frame control 1, destination 6, source 6. */
  private static final int FDDI_BYTES = 13;

  private static final int FDDI_CLASS_AND_FORMAT = 0x70;
  private static final int FDDI_LLC = 0x50;

  /** Access control 1, frame control 1, destination 6, source 6. */
  private static final int TOKEN_RING_BYTES = 14;

  private static final int TOKEN_RING_TYPE = 0xc0;
  private static final int TOKEN_RING_LLC = 0x40;

  /** First bit of the source address: a route follows, whose first byte has its length. */
  private static final int HAS_ROUTE = 0x80;

  private static final int ROUTE_BYTES = 0x1f;

  private static final int ARCNET_IP_OLD = 240; // RFC 1051
  private static final int ARCNET_IP = 212; // RFC 1201
  private static final int ARCNET_IPV6 = 196;
  private static final int ARCNET_EXCEPTION = 0xff;

  /** RFC 2625: the addresses, 8 bytes each. */
  private static final int FIBRE_CHANNEL_BYTES = 16;

  /** Destination 8, source 8, EtherType 2. */
  private static final int IEEE1394_BYTES = 18;

  /** RFC 4391: route or destination 40, EtherType 2, reserved 2. */
  private static final int INFINIBAND_BYTES = 44;

  private Lan() {}

  static int fddi(DecodedPacket p, int at) {
    if (cut(p, at, FDDI_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return (p.bytes[at] & FDDI_CLASS_AND_FORMAT) == FDDI_LLC
        ? EtherTypes.llc(p, at + FDDI_BYTES)
        : none(p, Unkeyed.NOT_IP);
  }

  static int tokenRing(DecodedPacket p, int at) {
    if (cut(p, at, TOKEN_RING_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    if ((p.bytes[at + 1] & TOKEN_RING_TYPE) != TOKEN_RING_LLC) {
      return none(p, Unkeyed.NOT_IP);
    }
    int inside = at + TOKEN_RING_BYTES;
    if ((p.bytes[at + 8] & HAS_ROUTE) == 0) {
      return EtherTypes.llc(p, inside);
    }
    if (cut(p, inside, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int route = p.bytes[inside] & ROUTE_BYTES;
    return route < 2 ? none(p, Unkeyed.BAD_HEADER) : EtherTypes.llc(p, inside + route);
  }

  /** Source 1, destination 1, type 1; unless the type is old, flags 1 and sequence number 2. */
  static int arcnet(DecodedPacket p, int at) {
    if (cut(p, at, 4)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int type = Bits.u8(p.bytes, at + 2);
    if (type == ARCNET_IP_OLD) {
      return ip(p, at + 3, 4);
    }
    // An exception frame has four bytes of padding before its flags.
    int flags = Bits.u8(p.bytes, at + 3) == ARCNET_EXCEPTION ? at + 7 : at + 3;
    if (cut(p, flags, 3)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    // Anything but 0 is part of a packet, which is not put together again.
    return p.bytes[flags] == 0 ? arcnet(p, type, flags + 3) : none(p, Unkeyed.NOT_IP);
  }

  /** Linux puts packets together, gives no flags, and adds an offset of 2 before the type. */
  static int linuxArcnet(DecodedPacket p, int at) {
    if (cut(p, at, 5)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int type = Bits.u8(p.bytes, at + 4);
    return arcnet(p, type, type == ARCNET_IP_OLD ? at + 5 : at + 8);
  }

  private static int arcnet(DecodedPacket p, int type, int at) {
    return switch (type) {
      case ARCNET_IP, ARCNET_IP_OLD -> ip(p, at, 4);
      case ARCNET_IPV6 -> ip(p, at, 6);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  static int fibreChannel(DecodedPacket p, int at) {
    return EtherTypes.llc(p, at + FIBRE_CHANNEL_BYTES);
  }

  static int ieee1394(DecodedPacket p, int at) {
    return cut(p, at, IEEE1394_BYTES)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at + 16), at + IEEE1394_BYTES);
  }

  static int infiniband(DecodedPacket p, int at) {
    return cut(p, at, INFINIBAND_BYTES)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at + 40), at + INFINIBAND_BYTES);
  }
}
