package org.flowbeam.packet;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;

/**
 * Writes {@link FlowKey}s: of decoded packets, and of packets that have no flow. An IPv6 packet
 * between IPv4-mapped addresses gets the key of the IPv4 packet, as in Zeek.
 */
public final class FlowKeys {
  private FlowKeys() {}

  /**
   * Writes the sealed key of a packet that has addresses: {@link FlowKey#FRAGMENT} for a fragment,
   * else the key of its flow.
   *
   * @param packet one whose {@link DecodedPacket#ipVersion} is not 0 and that decoding left keyed
   * @param overlayInKey whether flows of different overlay networks are kept apart
   * @param vlanInKey whether packets outside overlay networks are kept apart by their VLANs
   * @return 0 if endpoint a sent the packet, 1 if b did
   */
  public static int encode(
      DecodedPacket packet, boolean overlayInKey, boolean vlanInKey, byte[] out, int offset) {
    Bits.put32(out, offset + FlowKey.OVERLAY, network(packet, overlayInKey, vlanInKey));
    Bits.put16(out, offset + FlowKey.IDENTIFIER, 0);
    int direction = endpoints(packet, out, offset);
    FlowKey.seal(out, offset);
    return direction;
  }

  /** Fragments of one datagram may have crossed different VLANs, but not different overlays. */
  private static int network(DecodedPacket p, boolean overlayInKey, boolean vlanInKey) {
    if (p.overlay != 0 && (overlayInKey || p.fragment)) {
      return p.overlay;
    }
    return vlanInKey && p.vlanCount > 0 && !p.fragment ? vlans(p) : 0;
  }

  /** The count of VLAN ids and the innermost two: two stacks that agree in these share a key. */
  private static int vlans(DecodedPacket p) {
    int last = p.vlanIds[p.vlanCount - 1];
    int before = p.vlanCount > 1 ? p.vlanIds[p.vlanCount - 2] : 0;
    return FlowKey.OF_VLANS | p.vlanCount << 24 | before << 12 | last;
  }

  private static int endpoints(DecodedPacket p, byte[] out, int offset) {
    out[offset + FlowKey.PROTOCOL] = (byte) p.protocol;
    if (p.fragment) {
      return fragment(p, out, offset);
    }
    switch (p.protocol) {
      case IpProtocol.ICMP, IpProtocol.ICMP6 -> {
        return icmp(p, out, offset);
      }
      case IpProtocol.ESP -> {
        return oneWay(p, Bits.i32(p.bytes, p.transportOffset), out, offset);
      }
      case IpProtocol.AH -> {
        return oneWay(p, Bits.i32(p.bytes, p.transportOffset + 4), out, offset);
      }
      default -> {
        return twoWay(p, p.sourcePort, p.destinationPort, out, offset);
      }
    }
  }

  private static int icmp(DecodedPacket p, byte[] out, int offset) {
    int type = p.sourcePort;
    int counterpart = IcmpTypes.counterpart(p.protocol, type);
    if (counterpart == IcmpTypes.ONE_WAY) {
      return oneWay(p, type << 16 | p.destinationPort, out, offset);
    }
    if (IcmpTypes.hasIdentifier(p.protocol, type)) {
      Bits.put16(out, offset + FlowKey.IDENTIFIER, Bits.u16(p.bytes, p.transportOffset + 4));
    }
    return twoWay(p, type, counterpart, out, offset);
  }

  /**
   * The fragments of a datagram share addresses, identification and, in IPv4, the protocol (RFC
   * 791); in IPv6 (RFC 8200) only the first fragment's next header counts, so the key has none.
   */
  private static int fragment(DecodedPacket p, byte[] out, int offset) {
    oneWay(p, p.fragmentId, out, offset);
    out[offset + FlowKey.KIND] = FlowKey.FRAGMENT;
    if (p.ipVersion == 6) {
      out[offset + FlowKey.PROTOCOL] = IpProtocol.FRAGMENT;
    }
    return 0;
  }

  /**
   * Makes the key of a fragment one that all fragments between its hosts share: for those that
   * belong to no flow.
   */
  public static void forgetFragmentId(byte[] key, int offset) {
    Bits.put32(key, offset + FlowKey.A_PORT, 0);
    FlowKey.seal(key, offset);
  }

  private static int oneWay(DecodedPacket p, int ports, byte[] out, int offset) {
    out[offset + FlowKey.KIND] = FlowKey.ONE_WAY;
    address(p, p.sourceAddressOffset, out, offset + FlowKey.A_ADDRESS);
    address(p, p.destinationAddressOffset, out, offset + FlowKey.B_ADDRESS);
    Bits.put32(out, offset + FlowKey.A_PORT, ports);
    return 0;
  }

  private static int twoWay(
      DecodedPacket p, int sourcePort, int destinationPort, byte[] out, int offset) {
    out[offset + FlowKey.KIND] = FlowKey.TWO_WAY;
    boolean fromA = sourceIsLower(p, sourcePort, destinationPort);
    int source = offset + (fromA ? FlowKey.A_ADDRESS : FlowKey.B_ADDRESS);
    int destination = offset + (fromA ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS);
    address(p, p.sourceAddressOffset, out, source);
    address(p, p.destinationAddressOffset, out, destination);
    Bits.put16(out, offset + FlowKey.A_PORT, fromA ? sourcePort : destinationPort);
    Bits.put16(out, offset + FlowKey.B_PORT, fromA ? destinationPort : sourcePort);
    return fromA ? 0 : 1;
  }

  private static boolean sourceIsLower(DecodedPacket p, int sourcePort, int destinationPort) {
    byte[] b = p.bytes;
    int order;
    if (p.ipVersion == 4) {
      order =
          Integer.compareUnsigned(
              Bits.i32(b, p.sourceAddressOffset), Bits.i32(b, p.destinationAddressOffset));
    } else {
      order =
          Long.compareUnsigned(
              Bits.i64(b, p.sourceAddressOffset), Bits.i64(b, p.destinationAddressOffset));
      if (order == 0) {
        order =
            Long.compareUnsigned(
                Bits.i64(b, p.sourceAddressOffset + 8),
                Bits.i64(b, p.destinationAddressOffset + 8));
      }
    }
    return order != 0 ? order < 0 : sourcePort <= destinationPort;
  }

  /** Writes an address of the packet as the 16 bytes of {@link Address}. */
  static void address(DecodedPacket p, int from, byte[] out, int to) {
    if (p.ipVersion == 4) {
      Bits.put64(out, to, 0);
      Bits.put32(out, to + 8, 0xffff);
      Bits.put32(out, to + 12, Bits.i32(p.bytes, from));
    } else {
      Bits.put64(out, to, Bits.i64(p.bytes, from));
      Bits.put64(out, to + 8, Bits.i64(p.bytes, from + 8));
    }
  }

  /**
   * Writes the sealed key of a packet without a flow: the reason and the packet's dedup hash, so
   * that copies lie together.
   */
  public static void encodeNoFlow(
      Unkeyed reason, long hashHigh, long hashLow, byte[] out, int offset) {
    Arrays.fill(out, offset, offset + FlowKey.BYTES, (byte) 0);
    out[offset + FlowKey.KIND] = FlowKey.NO_FLOW;
    out[offset + FlowKey.PROTOCOL] = (byte) reason.code();
    Bits.put64(out, offset + FlowKey.A_ADDRESS, hashHigh);
    Bits.put64(out, offset + FlowKey.A_ADDRESS + 8, hashLow);
    FlowKey.seal(out, offset);
  }
}
