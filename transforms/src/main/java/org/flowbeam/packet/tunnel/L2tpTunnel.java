package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.ip.Checksum;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.link.Ppp;

/** Data messages of L2TP: version 2 (RFC 2661) in UDP, version 3 (RFC 3931) in UDP or IP. */
final class L2tpTunnel {
  private static final int CONTROL = 0x8000;
  private static final int LENGTH = 0x4000;
  private static final int SEQUENCE = 0x0800;
  private static final int OFFSET = 0x0200;
  private static final int VERSION = 0x000f;
  private static final int RESERVED = 0x34f0;

  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;

  /** Cookies of 0, 4 or 8 bytes and a sublayer of 0 or 4: nothing in the message tells which. */
  private static final int MAX_COOKIE_AND_SUBLAYER = 12;

  private L2tpTunnel() {}

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  static int openUdp(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < 8) {
      return LinkLayer.NONE;
    }
    int flags = Bits.u16(p.bytes, at);
    if ((flags & CONTROL) != 0) {
      return LinkLayer.NONE;
    }
    return switch (flags & VERSION) {
      case 2 -> version2(p, at, flags);
      case 3 -> openV3(p, at + 4); // flags and version 2, reserved 2
      default -> LinkLayer.NONE;
    };
  }

  /** Flags 2, length 2 if L, tunnel 2, session 2, Ns and Nr 4 if S, offset and padding if O. */
  private static int version2(DecodedPacket p, int at, int flags) {
    boolean hasLength = (flags & LENGTH) != 0;
    int session = at + 4 + (hasLength ? 2 : 0);
    int inside = session + 2 + ((flags & SEQUENCE) != 0 ? 4 : 0);
    boolean hasOffset = (flags & OFFSET) != 0;
    if ((flags & RESERVED) != 0 || p.capturedEnd() < inside + (hasOffset ? 2 : 0)) {
      return LinkLayer.NONE;
    }
    if (hasLength) {
      int length = Bits.u16(p.bytes, at + 2);
      if (length > p.wireEnd() - at) {
        return LinkLayer.NONE;
      }
      p.narrow(at, length);
    }
    if (hasOffset) {
      inside += 2 + Bits.u16(p.bytes, inside);
    }
    int id = Bits.u16(p.bytes, session);
    return p.tunnels.push(Tunnel.L2TP, id) ? Ppp.framed(p, inside) : LinkLayer.NONE;
  }

  /** A session other than 0, a cookie and a sublayer that only the content can tell. */
  static int openV3(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < 4 || Bits.i32(p.bytes, at) == 0) {
      return LinkLayer.NONE;
    }
    p.tunnels.push(Tunnel.L2TPV3, Bits.i32(p.bytes, at));
    for (int skip = 0; skip <= MAX_COOKIE_AND_SUBLAYER; skip += 4) {
      int inside = at + 4 + skip;
      if (isEthernet(p, inside)) {
        return EtherTypes.innerEthernet(p, inside);
      }
      if (isPpp(p, inside)) {
        return p.tunnels.push(Tunnel.PPP, 0) ? Ppp.framed(p, inside) : LinkLayer.NONE;
      }
      if (isIp(p, inside, 4) || isIp(p, inside, 6)) {
        return LinkLayer.ip(p, inside, LinkLayer.ANY_VERSION);
      }
    }
    return LinkLayer.NONE;
  }

  private static boolean isEthernet(DecodedPacket p, int at) {
    int type = at + ETHERNET_HEADER - 2;
    while (p.capturedEnd() - type >= 2) {
      switch (Bits.u16(p.bytes, type)) {
        case 0x0800 -> {
          return isIp(p, type + 2, 4);
        }
        case 0x86dd -> {
          return isIp(p, type + 2, 6);
        }
        case 0x8100, 0x88a8 -> type += 4;
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean isPpp(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < 4) {
      return false;
    }
    int protocol = Bits.u16(p.bytes, at) == 0xff03 ? at + 2 : at;
    return switch (Bits.u16(p.bytes, protocol)) {
      case 0x0021 -> isIp(p, protocol + 2, 4);
      case 0x0057 -> isIp(p, protocol + 2, 6);
      default -> false;
    };
  }

  /** Whether a header of this version begins here whose packet fits. */
  static boolean isIp(DecodedPacket p, int at, int version) {
    int headerBytes = version == 4 ? IPV4_HEADER : IPV6_HEADER;
    if (p.capturedEnd() - at < headerBytes || Bits.u8(p.bytes, at) >>> 4 != version) {
      return false;
    }
    int room = p.wireEnd() - at;
    if (version == 6) {
      return IPV6_HEADER + Bits.u16(p.bytes, at + 4) <= room;
    }
    int header = (p.bytes[at] & 0x0f) * 4;
    return header >= IPV4_HEADER
        && p.capturedEnd() - at >= header
        && Bits.u16(p.bytes, at + 2) <= room
        && Checksum.fold(Checksum.sum(p.bytes, at, header)) == 0xffff;
  }
}
