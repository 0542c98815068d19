package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.LinkLayer;

/** Which tunnel a UDP port may hold, and the tunnels that are little more than a header. */
final class UdpTunnels {
  private static final int L2TP = 1701;
  private static final int GTP_U = 2152;
  private static final int TEREDO = 3544;
  private static final int GRE = 4754; // RFC 8086
  private static final int AYIYA = 5072;
  private static final int GENEVE = 6081;

  private static final int VXLAN_HEADER = 8;

  /** The I bit of RFC 7348, which must be set: the others but two must not. */
  private static final int VXLAN_HAS_VNI = 0x08;

  /** A group policy (draft-smith-vxlan-group-policy): only the header's reserved bits change. */
  private static final int VXLAN_GROUP = 0x80;

  /** The fourth byte says what follows (draft-ietf-nvo3-vxlan-gpe). */
  private static final int VXLAN_HAS_PROTOCOL = 0x04;

  private static final int GENEVE_HEADER = 8;
  private static final int AYIYA_HEADER = 8;
  private static final int AYIYA_FORWARD = 1;
  private static final int TRANSPARENT_ETHERNET = 0x6558;

  /** A bit per port: one look for the packets that are no tunnels. */
  private final long[] ports = new long[0x10000 / Long.SIZE];

  private final int[] vxlanPorts;

  UdpTunnels(int[] vxlanPorts) {
    this.vxlanPorts = vxlanPorts.clone();
    for (int port : new int[] {L2TP, GTP_U, TEREDO, GRE, AYIYA, GENEVE}) {
      add(port);
    }
    for (int port : vxlanPorts) {
      add(port);
    }
  }

  private void add(int port) {
    ports[port >>> 6] |= 1L << port;
  }

  boolean hasPort(int port) {
    return (ports[port >>> 6] >>> port & 1) != 0;
  }

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  int open(DecodedPacket p, int at, int sourcePort, int destinationPort) {
    int port = hasPort(destinationPort) ? destinationPort : sourcePort;
    if (isVxlan(port)) {
      return vxlan(p, at);
    }
    return switch (port) {
      case L2TP -> L2tpTunnel.openUdp(p, at);
      case GTP_U -> GtpTunnel.open(p, at);
      case TEREDO -> TeredoTunnel.open(p, at);
      case GRE -> GreTunnel.open(p, at);
      case AYIYA -> ayiya(p, at);
      case GENEVE -> geneve(p, at);
      default -> TeredoTunnel.openOnAnyPort(p, at);
    };
  }

  private boolean isVxlan(int port) {
    for (int vxlan : vxlanPorts) {
      if (vxlan == port) {
        return true;
      }
    }
    return false;
  }

  /** RFC 7348: flags 1, reserved 3, VNI 3, reserved 1, Ethernet. */
  private static int vxlan(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < VXLAN_HEADER) {
      return LinkLayer.NONE;
    }
    int flags = Bits.u8(p.bytes, at);
    int inside = at + VXLAN_HEADER;
    if ((flags & ~(VXLAN_GROUP | VXLAN_HAS_PROTOCOL)) != VXLAN_HAS_VNI
        || !overlay(p, Tunnel.VXLAN, Bits.i32(p.bytes, at + 4) >>> 8)) {
      return LinkLayer.NONE;
    }
    return switch ((flags & VXLAN_HAS_PROTOCOL) == 0 ? 3 : Bits.u8(p.bytes, at + 3)) {
      case 1 -> LinkLayer.ip(p, inside, 4);
      case 2 -> LinkLayer.ip(p, inside, 6);
      case 3 -> EtherTypes.innerEthernet(p, inside);
      default -> LinkLayer.NONE;
    };
  }

  /** RFC 8926: version and words of options 1, flags 1, EtherType 2, VNI 3, reserved 1. */
  private static int geneve(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < GENEVE_HEADER || (p.bytes[at] & 0xc0) != 0) {
      return LinkLayer.NONE;
    }
    int header = GENEVE_HEADER + (p.bytes[at] & 0x3f) * 4;
    if (p.capturedEnd() - at < header
        || !overlay(p, Tunnel.GENEVE, Bits.i32(p.bytes, at + 4) >>> 8)) {
      return LinkLayer.NONE;
    }
    int etherType = Bits.u16(p.bytes, at + 2);
    return etherType == TRANSPARENT_ETHERNET
        ? EtherTypes.innerEthernet(p, at + header)
        : EtherTypes.payload(p, etherType, at + header);
  }

  private static boolean overlay(DecodedPacket p, Tunnel tunnel, int network) {
    p.overlay = 1 + network;
    return p.tunnels.push(tunnel, network);
  }

  /**
   * Identity length (a power of two) and type, signature words and hash, authentication and
   * operation, next header: one byte each; then a time of 4 bytes, the identity, the signature.
   */
  private static int ayiya(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < AYIYA_HEADER
        || (p.bytes[at + 2] & 0x0f) != AYIYA_FORWARD
        || !p.tunnels.push(Tunnel.AYIYA, 0)) {
      return LinkLayer.NONE;
    }
    int identity = 1 << (Bits.u8(p.bytes, at) >>> 4);
    int signature = (Bits.u8(p.bytes, at + 1) >>> 4) * 4;
    int inside = at + AYIYA_HEADER + identity + signature;
    return switch (Bits.u8(p.bytes, at + 3)) {
      case IpProtocol.IPV4 -> LinkLayer.ip(p, inside, 4);
      case IpProtocol.IPV6 -> LinkLayer.ip(p, inside, 6);
      default -> LinkLayer.NONE;
    };
  }
}
