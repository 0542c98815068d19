package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.Unkeyed;

/**
 * Network Service Headers (RFC 8300): version 2 bits, O and unassigned 2, TTL 6, length in words 6,
 * unassigned and metadata type 8, next protocol 8; service path 24 and index 8; then context.
 */
public final class Nsh {
  private static final int MIN_BYTES = 8;
  private static final int VERSION = 0xc000;
  private static final int LENGTH_WORDS = 0x003f;

  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int ETHERNET = 3;
  private static final int NSH = 4;
  private static final int MPLS = 5;

  private Nsh() {}

  /** A tunnel named by its service path, which bounds how deep they can be nested. */
  static int decode(DecodedPacket p, int at) {
    if (cut(p, at, MIN_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u16(p.bytes, at);
    int length = (first & LENGTH_WORDS) * 4;
    if ((first & VERSION) != 0 || length < MIN_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    return p.tunnels.push(Tunnel.NSH, Bits.i32(p.bytes, at + 4) >>> 8)
        ? payload(p, Bits.u8(p.bytes, at + 3), at + length)
        : none(p, Unkeyed.NOT_IP);
  }

  /** What a next protocol of NSH, or of VXLAN-GPE, announces. */
  public static int payload(DecodedPacket p, int protocol, int at) {
    return switch (protocol) {
      case IPV4 -> ip(p, at, 4);
      case IPV6 -> ip(p, at, 6);
      case ETHERNET -> EtherTypes.innerEthernet(p, at);
      case NSH -> decode(p, at);
      case MPLS -> Mpls.decode(p, at);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }
}
