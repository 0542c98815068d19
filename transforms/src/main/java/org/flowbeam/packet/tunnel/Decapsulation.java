package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.ip.IpLayer;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.LinkLayer;

/**
 * Opens the tunnel that an IP packet carries, one layer at a time.
 *
 * <p>What only looks like a tunnel stays what it was. A UDP port proves nothing, nor does a session
 * id: there the tunnel header must be sane and an IP header must follow that fits in what carries
 * it and, for IPv4, has the right checksum. Where the IP protocol says what follows (GRE, IP in IP)
 * the inner header must be one that decodes and fits. Fragments are not opened, and an ESP that may
 * be in clear text is none of this class's business.
 *
 * <p>Not thread-safe; allocates nothing per packet.
 */
public final class Decapsulation {
  private static final int ETHERIP_VERSION = 3;

  private final UdpTunnels udp;
  private final DecodedPacket before = new DecodedPacket();

  public Decapsulation(int[] vxlanPorts) {
    udp = new UdpTunnels(vxlanPorts);
  }

  /** Whether it is worth a look: cheap, for every packet. */
  public boolean isCandidate(DecodedPacket p) {
    return switch (p.protocol) {
      case IpProtocol.UDP ->
          udp.hasPort(p.sourcePort)
              || udp.hasPort(p.destinationPort)
              || TeredoTunnel.mayBegin(p, p.payloadOffset, p.payloadCaptured);
      case IpProtocol.GRE,
          IpProtocol.IPV4,
          IpProtocol.IPV6,
          IpProtocol.ETHERIP,
          IpProtocol.L2TPV3,
          IpProtocol.MPLS ->
          true;
      default -> false;
    };
  }

  /**
   * Opens the tunnel in a packet whose transport header is decoded.
   *
   * @return true if the packet now is the one inside, its IP header decoded; false, and the packet
   *     unchanged, if there is no tunnel or no IP packet in it
   */
  public boolean open(DecodedPacket p) {
    if (p.unkeyed != null || p.fragment) {
      return false;
    }
    before.copyFrom(p);
    int version = tunnelHeaders(p);
    if (version != LinkLayer.NONE && innerIp(p, version)) {
      p.ipLayers++;
      return true;
    }
    p.copyFrom(before);
    return false;
  }

  private int tunnelHeaders(DecodedPacket p) {
    int protocol = p.protocol;
    int outerVersion = p.ipVersion;
    int at = p.payloadOffset;
    p.tunnels.setOuterEndpoints(p, protocol == IpProtocol.UDP);
    p.within(at, at + p.payloadCaptured, at + p.payloadLength);
    return switch (protocol) {
      case IpProtocol.UDP -> udp.open(p, at, before.sourcePort, before.destinationPort);
      case IpProtocol.GRE -> GreTunnel.open(p, at);
      case IpProtocol.ETHERIP -> etherIp(p, at);
      case IpProtocol.L2TPV3 -> L2tpTunnel.openV3(p, at);
      case IpProtocol.MPLS -> EtherTypes.payload(p, EtherTypes.MPLS_UNICAST, at); // RFC 4023
      case IpProtocol.IPV4 -> ip(p, at, outerVersion == 4 ? Tunnel.IPIP : Tunnel.FOUR_IN_SIX, 4);
      default -> ip(p, at, outerVersion == 4 ? Tunnel.SIX_IN_FOUR : Tunnel.SIX_IN_SIX, 6);
    };
  }

  private static int ip(DecodedPacket p, int at, Tunnel tunnel, int version) {
    return p.tunnels.push(tunnel, 0) ? LinkLayer.ip(p, at, version) : LinkLayer.NONE;
  }

  /** RFC 3378: two bytes, of which the first four bits are the version. */
  private static int etherIp(DecodedPacket p, int at) {
    boolean header = p.capturedEnd() - at >= 2 && Bits.u16(p.bytes, at) == ETHERIP_VERSION << 12;
    return header && p.tunnels.push(Tunnel.ETHERIP, 0)
        ? EtherTypes.innerEthernet(p, at + 2)
        : LinkLayer.NONE;
  }

  private boolean innerIp(DecodedPacket p, int version) {
    IpLayer.decode(p, version);
    return p.unkeyed == null && fits(p) && (isAnnounced() || !p.badIpChecksum);
  }

  /** Who mirrors may cut what is mirrored; and a cut carrier explains a cut packet. */
  private boolean fits(DecodedPacket p) {
    return !p.lengthOffloaded && (!p.cutOnWire || before.cutOnWire || isMirrored(p));
  }

  private static boolean isMirrored(DecodedPacket p) {
    Tunnel last = p.tunnels.last();
    return last == Tunnel.ERSPAN || last == Tunnel.ERSPAN_SESSION || last == Tunnel.TZSP;
  }

  private boolean isAnnounced() {
    return before.protocol != IpProtocol.UDP && before.protocol != IpProtocol.L2TPV3;
  }
}
