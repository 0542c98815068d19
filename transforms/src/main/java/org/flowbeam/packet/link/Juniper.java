package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/**
 * What routers of Juniper put before a frame: "MGC", flags 1, with {@link #EXTENSIONS} a length of
 * 2 and as many bytes, with {@link #NO_LINK_LAYER} a protocol family of 4 and the IP packet. Else a
 * cookie of the interface card comes, whose length the link type tells, and then the frame.
 */
final class Juniper {
  private static final int HEADER_BYTES = 4;
  private static final int MAGIC = 0x4d4743;

  private static final int RECEIVED = 0x01;
  private static final int NO_LINK_LAYER = 0x02;
  private static final int EXTENSIONS = 0x80;
  private static final int FAMILY_BYTES = 4;

  /** First bytes that say which card wrote the cookie: link services, adaptive services. */
  private static final int LINK_SERVICES = 0x54;

  private static final int LINK_SERVICES_MORE = 2;
  private static final int ADAPTIVE_SERVICES = 0x47;
  private static final int ADAPTIVE_SERVICES_BYTES = 8;

  /** In the sixth byte of the cookie of adaptive services. */
  private static final int PROTOCOL = 0x70;

  private static final int CELL_OF_ATM1 = 0x80;
  private static final int CELL_OF_ATM2 = 0x70;

  /** A frame of a multilink bundle's member: it begins and ends a packet. */
  private static final int WHOLE_FRAME = 0xc0;

  private static final int IPV4_OF_GGSN = 2;
  private static final int IPV6_OF_GGSN = 6;

  /** Index 2, TTL 1, kind 1, SPI 4, addresses 8; before the packet for these kinds. */
  private static final int SECURITY_BYTES = 16;

  private static final int FIRST_KIND_WITH_HEADER = 3;
  private static final int LAST_KIND_WITH_HEADER = 5;

  private Juniper() {}

  static int decode(DecodedPacket p, int linkType, int at) {
    if (cut(p, at, HEADER_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int word = Bits.i32(p.bytes, at);
    if (word >>> 8 != MAGIC) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    p.captureDirection =
        (word & RECEIVED) != 0 ? PacketRecord.DIRECTION_IN : PacketRecord.DIRECTION_OUT;
    int inside = at + HEADER_BYTES;
    if ((word & EXTENSIONS) != 0) {
      if (cut(p, inside, 2)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      inside += 2 + Bits.u16(p.bytes, inside);
    }
    return (word & NO_LINK_LAYER) != 0
        ? LinkLayer.ipIfItLooksSo(p, inside + FAMILY_BYTES)
        : frame(p, linkType, inside);
  }

  private static int frame(DecodedPacket p, int linkType, int at) {
    return switch (linkType) {
      case LinkLayer.JUNIPER_ETHER, LinkLayer.JUNIPER_PPPOE -> EtherTypes.ethernet(p, at);
      case LinkLayer.JUNIPER_PPP -> Ppp.framed(p, at);
      case LinkLayer.JUNIPER_FRELAY -> FrameRelay.decode(p, at);
      case LinkLayer.JUNIPER_CHDLC -> Ppp.ciscoHdlc(p, at);
      case LinkLayer.JUNIPER_PPPOE_ATM -> etherType(p, at);
      case LinkLayer.JUNIPER_ES -> securityService(p, at);
      default -> behindCookie(p, linkType, at);
    };
  }

  private static int etherType(DecodedPacket p, int at) {
    return cut(p, at, 2)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at), at + 2);
  }

  private static int securityService(DecodedPacket p, int at) {
    if (cut(p, at, SECURITY_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int kind = Bits.u8(p.bytes, at + 3);
    return kind >= FIRST_KIND_WITH_HEADER && kind <= LAST_KIND_WITH_HEADER
        ? LinkLayer.ipIfItLooksSo(p, at + SECURITY_BYTES)
        : none(p, Unkeyed.NOT_IP);
  }

  private static int behindCookie(DecodedPacket p, int linkType, int at) {
    int length = cookieBytes(linkType);
    if (cut(p, at, length)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u8(p.bytes, at);
    if (linkType == LinkLayer.JUNIPER_MFR && (first & WHOLE_FRAME) == WHOLE_FRAME) {
      return FrameRelay.multilink(p, at);
    }
    boolean multilink =
        linkType == LinkLayer.JUNIPER_MLPPP
            || linkType == LinkLayer.JUNIPER_MLFR
            || linkType == LinkLayer.JUNIPER_MFR;
    if (multilink && first == ADAPTIVE_SERVICES) {
      return adaptiveServices(p, at);
    }
    int inside = at + length + (multilink && first == LINK_SERVICES ? LINK_SERVICES_MORE : 0);
    return switch (linkType) {
      case LinkLayer.JUNIPER_MLPPP -> Ppp.framed(p, inside);
      case LinkLayer.JUNIPER_MLFR, LinkLayer.JUNIPER_MFR -> FrameRelay.unnumbered(p, inside);
      case LinkLayer.JUNIPER_ATM1 ->
          first == CELL_OF_ATM1 ? none(p, Unkeyed.NOT_IP) : atm(p, inside);
      case LinkLayer.JUNIPER_ATM2 ->
          (p.bytes[at + 7] & CELL_OF_ATM2) != 0 ? none(p, Unkeyed.NOT_IP) : atm(p, inside);
      case LinkLayer.JUNIPER_GGSN -> ggsn(p, Bits.u8(p.bytes, at + 2), inside);
      default -> LinkLayer.ipIfItLooksSo(p, inside);
    };
  }

  private static int cookieBytes(int linkType) {
    return switch (linkType) {
      case LinkLayer.JUNIPER_MLPPP, LinkLayer.JUNIPER_MLFR -> 2;
      case LinkLayer.JUNIPER_MFR, LinkLayer.JUNIPER_ATM1 -> 4;
      default -> 8;
    };
  }

  private static int adaptiveServices(DecodedPacket p, int at) {
    int inside = at + ADAPTIVE_SERVICES_BYTES;
    if (cut(p, at, ADAPTIVE_SERVICES_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return switch ((p.bytes[at + 5] & PROTOCOL) >>> 4) {
      case 0 -> ip(p, inside, 4);
      case 1 -> ip(p, inside, 6);
      case 2 -> Mpls.decode(p, inside);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  private static int ggsn(DecodedPacket p, int protocol, int at) {
    return switch (protocol) {
      case IPV4_OF_GGSN -> ip(p, at, 4);
      case IPV6_OF_GGSN -> ip(p, at, 6);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /** LLC, or an IP packet that has a circuit of its own. */
  private static int atm(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int nibble = Bits.u8(p.bytes, at) >>> 4;
    return nibble == 4 || nibble == 6 ? ip(p, at, nibble) : Atm.llc(p, at);
  }
}
