package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.LinkLayer;

/**
 * Teredo (RFC 4380): IPv6 in UDP, perhaps behind an authentication and an origin indication. The
 * packet must fill the datagram; only bubbles, which carry nothing, may have trailers (RFC 6081).
 *
 * <p>Only servers have a port of their own; relays and clients talk on any. There a Teredo address
 * (2001::/32) is wanted besides, and no indications.
 */
final class TeredoTunnel {
  private static final int IPV6_HEADER = 40;
  private static final int AUTHENTICATION = 0x0001;
  private static final int ORIGIN = 0x0000;
  private static final int ORIGIN_BYTES = 8;

  /** Indicator 2, lengths of the client and of the value 1 each; then these, nonce 8, verdict 1. */
  private static final int AUTHENTICATION_BYTES = 13;

  private static final int PREFIX = 0x2001_0000;
  private static final int SOURCE = 8;
  private static final int DESTINATION = 24;

  private TeredoTunnel() {}

  /** Whether a payload may be Teredo on any port: cheap, for every datagram. */
  static boolean mayBegin(DecodedPacket p, int at, int capturedBytes) {
    return capturedBytes >= IPV6_HEADER && (p.bytes[at] & 0xf0) == 0x60;
  }

  /** 6, or {@link LinkLayer#NONE}. */
  static int openOnAnyPort(DecodedPacket p, int at) {
    boolean teredo =
        mayBegin(p, at, p.capturedEnd() - at)
            && (Bits.i32(p.bytes, at + SOURCE) == PREFIX
                || Bits.i32(p.bytes, at + DESTINATION) == PREFIX);
    return teredo ? ipv6(p, at) : LinkLayer.NONE;
  }

  /** 6, or {@link LinkLayer#NONE}. */
  static int open(DecodedPacket p, int at) {
    return ipv6(p, behindOrigin(p, behindAuthentication(p, at)));
  }

  private static int ipv6(DecodedPacket p, int inside) {
    if (p.capturedEnd() - inside < IPV6_HEADER || !p.tunnels.push(Tunnel.TEREDO, 0)) {
      return LinkLayer.NONE;
    }
    int payload = Bits.u16(p.bytes, inside + 4);
    boolean bubble = payload == 0 && Bits.u8(p.bytes, inside + 6) == IpProtocol.NO_NEXT_HEADER;
    boolean fills = inside + IPV6_HEADER + payload == p.wireEnd();
    return fills || bubble ? LinkLayer.ip(p, inside, 6) : LinkLayer.NONE;
  }

  private static int behindAuthentication(DecodedPacket p, int at) {
    if (!begins(p, at, AUTHENTICATION)) {
      return at;
    }
    return at + AUTHENTICATION_BYTES + Bits.u8(p.bytes, at + 2) + Bits.u8(p.bytes, at + 3);
  }

  private static int behindOrigin(DecodedPacket p, int at) {
    return begins(p, at, ORIGIN) ? at + ORIGIN_BYTES : at;
  }

  private static boolean begins(DecodedPacket p, int at, int indicator) {
    return p.capturedEnd() - at >= 4 && Bits.u16(p.bytes, at) == indicator;
  }
}
