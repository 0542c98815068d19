package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.Unkeyed;

/**
 * PPP (RFC 1661) in its framings. Multilink fragments and compressed headers are not put together
 * again and carry no IP.
 */
public final class Ppp {
  private static final int IPV4 = 0x0021;
  private static final int IPV6 = 0x0057;
  private static final int MPLS_UNICAST = 0x0281;
  private static final int MPLS_MULTICAST = 0x0283;

  private static final int ALL_STATIONS_UNNUMBERED = 0xff03;
  private static final int UNNUMBERED = 0x03;
  private static final int CISCO_UNICAST = 0x0f00;
  private static final int CISCO_MULTICAST = 0x8f00;
  private static final int CISCO_BYTES = 4;

  /** Version 1, type 1, code 0: session data. */
  private static final int PPPOE_SESSION_DATA = 0x1100;

  private static final int PPPOE_BYTES = 6;

  private Ppp() {}

  /**
   * RFC 1662: address and control bytes, which may be left out. Cisco's HDLC is told by its own
   * address.
   */
  public static int framed(DecodedPacket p, int at) {
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u16(p.bytes, at);
    if (first == CISCO_UNICAST || first == CISCO_MULTICAST) {
      return ciscoHdlc(p, at);
    }
    return payload(p, first == ALL_STATIONS_UNNUMBERED ? at + 2 : at);
  }

  /** A first byte of 0 says that the frame was received, any other that it was sent. */
  static int withDirection(DecodedPacket p, int at) {
    return direction(p, at) ? framed(p, at + 1) : none(p, Unkeyed.TRUNCATED_HEADER);
  }

  /** As pppd of Linux logs it: the direction, 1 for sent, takes the place of the address. */
  static int pppd(DecodedPacket p, int at) {
    if (cut(p, at, 2) || !direction(p, at)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return payload(p, p.bytes[at + 1] == UNNUMBERED ? at + 2 : at + 1);
  }

  static int ciscoHdlcWithDirection(DecodedPacket p, int at) {
    return direction(p, at) ? ciscoHdlc(p, at + 1) : none(p, Unkeyed.TRUNCATED_HEADER);
  }

  /** Takes the direction from a byte; false when it was not captured. */
  static boolean direction(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return false;
    }
    p.captureDirection = p.bytes[at] == 0 ? PacketRecord.DIRECTION_IN : PacketRecord.DIRECTION_OUT;
    return true;
  }

  /** RFC 2516: version and type 1, code 1, session 2, length 2, then PPP without a framing. */
  static int overEthernet(DecodedPacket p, int at) {
    if (cut(p, at, PPPOE_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    boolean opened =
        Bits.u16(p.bytes, at) == PPPOE_SESSION_DATA
            && p.tunnels.push(Tunnel.PPPOE, Bits.u16(p.bytes, at + 2));
    return opened ? payload(p, at + PPPOE_BYTES) : none(p, Unkeyed.NOT_IP);
  }

  /** Address 1, control 1, EtherType 2. */
  static int ciscoHdlc(DecodedPacket p, int at) {
    return cut(p, at, CISCO_BYTES)
        ? none(p, Unkeyed.TRUNCATED_HEADER)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at + 2), at + CISCO_BYTES);
  }

  /** From the protocol on, whose high byte may be left out when it is 0. */
  static int payload(DecodedPacket p, int offset) {
    int at = offset;
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int protocol = Bits.u8(p.bytes, at++);
    if ((protocol & 1) == 0) {
      if (cut(p, at, 1)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      protocol = protocol << 8 | Bits.u8(p.bytes, at++);
    }
    return switch (protocol) {
      case IPV4 -> ip(p, at, 4);
      case IPV6 -> ip(p, at, 6);
      case MPLS_UNICAST, MPLS_MULTICAST -> Mpls.decode(p, at);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }
}
