package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.Ieee80211;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.link.Ppp;

/**
 * GRE (RFC 2784, 2890) and what is built on it: NVGRE (RFC 7637), ERSPAN (draft-foschiano-erspan),
 * PPTP (RFC 2637), WCCP redirection.
 */
final class GreTunnel {
  private static final int CHECKSUM = 0x8000;
  private static final int ROUTING = 0x4000;
  private static final int KEY = 0x2000;
  private static final int SEQUENCE = 0x1000;
  private static final int PPTP_ACKNOWLEDGEMENT = 0x0080;
  private static final int VERSION = 0x0007;

  private static final int WCCP = 0x883e;
  private static final int ARUBA = 0x8200;
  private static final int ARUBA_MASK = 0xfe0f;
  private static final int CISCO_METADATA = 0x8909;
  private static final int PPP = 0x880b;
  private static final int TRANSPARENT_ETHERNET = 0x6558;
  private static final int ERSPAN_1_OR_2 = 0x88be;
  private static final int ERSPAN_3 = 0x22eb;

  private static final int ERSPAN_2_HEADER = 8;
  private static final int ERSPAN_3_HEADER = 12;
  private static final int ERSPAN_3_SUBHEADER = 8;
  private static final int ERSPAN_SESSION_ID = 0x03ff;

  /** RFC 7637: 0 to 0xfff and 0xffffff are reserved, so that such a key is a GRE key. */
  private static final int MIN_VSID = 0x1000;

  private static final int MAX_VSID = 0xfffffe;

  private GreTunnel() {}

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  static int open(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < 4) {
      return LinkLayer.NONE;
    }
    int flags = Bits.u16(p.bytes, at);
    int type = Bits.u16(p.bytes, at + 2);
    return switch (flags & VERSION) {
      case 0 -> version0(p, at, flags, type);
      case 1 -> pptp(p, at, flags, type);
      default -> LinkLayer.NONE;
    };
  }

  private static int version0(DecodedPacket p, int at, int flags, int type) {
    int keyAt = at + 4 + ((flags & CHECKSUM) != 0 ? 4 : 0);
    int inside = keyAt + ((flags & KEY) != 0 ? 4 : 0) + ((flags & SEQUENCE) != 0 ? 4 : 0);
    if ((flags & ROUTING) != 0 || p.capturedEnd() < inside) {
      return LinkLayer.NONE;
    }
    switch (type) {
      case ERSPAN_1_OR_2 -> {
        return (flags & SEQUENCE) == 0 ? erspan1(p, inside) : erspan2(p, inside);
      }
      case ERSPAN_3 -> {
        return erspan3(p, inside);
      }
      default -> {
        int key = (flags & KEY) != 0 ? Bits.i32(p.bytes, keyAt) : 0;
        return push(p, flags, type, key) ? payload(p, type, inside) : LinkLayer.NONE;
      }
    }
  }

  private static boolean push(DecodedPacket p, int flags, int type, int key) {
    if ((flags & KEY) == 0) {
      return p.tunnels.push(Tunnel.GRE, 0);
    }
    int vsid = key >>> 8;
    boolean onlyKey = (flags & (CHECKSUM | SEQUENCE)) == 0;
    if (type == TRANSPARENT_ETHERNET && onlyKey && vsid >= MIN_VSID && vsid <= MAX_VSID) {
      p.overlay = 1 + vsid;
      return p.tunnels.push(Tunnel.NVGRE, vsid);
    }
    return p.tunnels.push(Tunnel.GRE_KEY, key);
  }

  private static int payload(DecodedPacket p, int type, int at) {
    return switch (type) {
      case TRANSPARENT_ETHERNET -> EtherTypes.innerEthernet(p, at);
      case WCCP -> wccp(p, at);
      case CISCO_METADATA -> metadata(p, at);
      case PPP -> p.tunnels.push(Tunnel.PPP, 0) ? Ppp.framed(p, at) : LinkLayer.NONE;
      default -> isAruba(type) ? Ieee80211.frame(p, at, false) : tagged(p, type, at);
    };
  }

  /** Version 1 has no header of its own, version 2 one of four bytes that no IPv4 header begins. */
  private static int wccp(DecodedPacket p, int at) {
    boolean bare = p.capturedEnd() > at && Bits.u8(p.bytes, at) >>> 4 == 4;
    return LinkLayer.ip(p, bare ? at : at + 4, 4);
  }

  /** Access points of Aruba carry the 802.11 frames of their stations, one type per queue. */
  private static boolean isAruba(int type) {
    return (type & ARUBA_MASK) == ARUBA;
  }

  private static int tagged(DecodedPacket p, int type, int at) {
    return type > EtherTypes.MAX_8023_LENGTH ? EtherTypes.tagged(p, type, at) : LinkLayer.NONE;
  }

  /**
   * Unlike the tag in frames: EtherType 2, version 1, length of the options in words 1, options.
   */
  private static int metadata(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < 4) {
      return LinkLayer.NONE;
    }
    int inside = at + 4 + 4 * Bits.u8(p.bytes, at + 3);
    return EtherTypes.payload(p, Bits.u16(p.bytes, at), inside);
  }

  private static int erspan1(DecodedPacket p, int at) {
    return p.tunnels.push(Tunnel.ERSPAN, 0) ? EtherTypes.innerEthernet(p, at) : LinkLayer.NONE;
  }

  /**
   * Version 4 bits, VLAN 12, priority 3, encapsulation 2, truncated 1, session 10, index 4 bytes.
   */
  private static int erspan2(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < ERSPAN_2_HEADER || Bits.u8(p.bytes, at) >>> 4 != 1) {
      return LinkLayer.NONE;
    }
    return erspanSession(p, at)
        ? EtherTypes.innerEthernet(p, at + ERSPAN_2_HEADER)
        : LinkLayer.NONE;
  }

  /**
   * As type II, then a time of 4 bytes, a group of 2, and in the last two bytes: P 1 bit, frame
   * type 5 (0 Ethernet, 2 IP), hardware 6, direction 1, granularity 2, whether a subheader follows
   * 1.
   */
  private static int erspan3(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < ERSPAN_3_HEADER || Bits.u8(p.bytes, at) >>> 4 != 2) {
      return LinkLayer.NONE;
    }
    int last = Bits.u16(p.bytes, at + 10);
    int inside = at + ERSPAN_3_HEADER + ((last & 1) != 0 ? ERSPAN_3_SUBHEADER : 0);
    if (!erspanSession(p, at)) {
      return LinkLayer.NONE;
    }
    return switch (last >>> 10 & 0x1f) {
      case 0 -> EtherTypes.innerEthernet(p, inside);
      case 2 -> LinkLayer.ip(p, inside, LinkLayer.ANY_VERSION);
      default -> LinkLayer.NONE;
    };
  }

  private static boolean erspanSession(DecodedPacket p, int at) {
    return p.tunnels.push(Tunnel.ERSPAN_SESSION, Bits.u16(p.bytes, at + 2) & ERSPAN_SESSION_ID);
  }

  /** RFC 2637: payload length 2, call 2, then a sequence number where there is payload. */
  private static int pptp(DecodedPacket p, int at, int flags, int type) {
    int inside = at + 12 + ((flags & PPTP_ACKNOWLEDGEMENT) != 0 ? 4 : 0);
    int refused = CHECKSUM | ROUTING;
    if (type != PPP
        || (flags & (refused | KEY | SEQUENCE)) != (KEY | SEQUENCE)
        || p.capturedEnd() < inside
        || !p.tunnels.push(Tunnel.PPTP, Bits.u16(p.bytes, at + 6))) {
      return LinkLayer.NONE;
    }
    p.narrow(inside, Bits.u16(p.bytes, at + 4));
    return Ppp.framed(p, inside);
  }
}
