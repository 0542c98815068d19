package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.link.Nsh;

/** Which tunnel a UDP port may hold, and the tunnels that are little more than a header. */
final class UdpTunnels {
  private static final int L2TP = 1701;
  private static final int GTP_U = 2152;
  private static final int TEREDO = 3544;
  private static final int GRE = 4754; // RFC 8086
  private static final int VXLAN_GPE = 4790;
  private static final int AYIYA = 5072;
  private static final int CAPWAP_DATA = 5247;
  private static final int GENEVE = 6081;
  private static final int MPLS = 6635; // RFC 7510
  private static final int TZSP = 37008;

  private static final int VXLAN_HEADER = 8;

  /** Without it there is no network; the other flags are reserved (RFC 7348). */
  private static final int VXLAN_HAS_VNI = 0x08;

  /** Flags and next protocols of draft-ietf-nvo3-vxlan-gpe. */
  private static final int GPE_VERSION = 0x30;

  private static final int GPE_HAS_PROTOCOL = 0x04;
  private static final int GPE_IPV4 = 1;
  private static final int GPE_IPV6 = 2;
  private static final int GPE_ETHERNET = 3;

  private static final int GENEVE_HEADER = 8;
  private static final int AYIYA_HEADER = 8;
  private static final int AYIYA_FORWARD = 1;
  private static final int TRANSPARENT_ETHERNET = 0x6558;

  private static final int[] PORTS = {
    L2TP, GTP_U, TEREDO, GRE, VXLAN_GPE, AYIYA, CAPWAP_DATA, GENEVE, MPLS, TZSP
  };

  /** A bit per port: one look for the packets that are no tunnels. */
  private final long[] ports = new long[0x10000 / Long.SIZE];

  private final int[] vxlanPorts;

  UdpTunnels(int[] vxlanPorts) {
    this.vxlanPorts = vxlanPorts.clone();
    for (int port : PORTS) {
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
    if (port != VXLAN_GPE && isVxlan(port)) {
      return vxlan(p, at);
    }
    return switch (port) {
      case L2TP -> L2tpTunnel.openUdp(p, at);
      case GTP_U -> GtpTunnel.open(p, at);
      case TEREDO -> TeredoTunnel.open(p, at);
      case GRE -> GreTunnel.open(p, at);
      case VXLAN_GPE -> vxlanGpe(p, at);
      case AYIYA -> ayiya(p, at);
      case CAPWAP_DATA -> CapwapTunnel.open(p, at);
      case GENEVE -> geneve(p, at);
      case MPLS -> EtherTypes.payload(p, EtherTypes.MPLS_UNICAST, at);
      case TZSP -> TzspTunnel.open(p, at);
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

  /**
   * RFC 7348: flags 1, reserved 3, VNI 3, reserved 1, Ethernet. Reserved bits are ignored, so that
   * the header of VXLAN-GPE, which uses some, counts here only where the IP packet that it
   * announces is there.
   */
  private static int vxlan(DecodedPacket p, int at) {
    if (!hasNetwork(p, at)) {
      return LinkLayer.NONE;
    }
    int inside = at + VXLAN_HEADER;
    int announced =
        switch (nextProtocol(p, at)) {
          case GPE_IPV4 -> 4;
          case GPE_IPV6 -> 6;
          default -> 0;
        };
    return announced != 0 && L2tpTunnel.isIp(p, inside, announced)
        ? LinkLayer.ip(p, inside, announced)
        : EtherTypes.innerEthernet(p, inside);
  }

  /** The fourth byte says what follows, if a flag says so; of the version there is only 0. */
  private static int vxlanGpe(DecodedPacket p, int at) {
    return hasNetwork(p, at) && (p.bytes[at] & GPE_VERSION) == 0
        ? Nsh.payload(p, nextProtocol(p, at), at + VXLAN_HEADER)
        : LinkLayer.NONE;
  }

  private static int nextProtocol(DecodedPacket p, int at) {
    return (p.bytes[at] & GPE_HAS_PROTOCOL) == 0 ? GPE_ETHERNET : Bits.u8(p.bytes, at + 3);
  }

  private static boolean hasNetwork(DecodedPacket p, int at) {
    return p.capturedEnd() - at >= VXLAN_HEADER
        && (p.bytes[at] & VXLAN_HAS_VNI) != 0
        && overlay(p, Tunnel.VXLAN, Bits.i32(p.bytes, at + 4) >>> 8);
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
