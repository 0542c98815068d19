package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/** Ethernet frames and what an EtherType announces, through tags, shims and LLC. */
public final class EtherTypes {
  static final int IPV4 = 0x0800;
  static final int IPV6 = 0x86dd;

  /** At most this is a length, and LLC follows (IEEE 802.3). */
  public static final int MAX_8023_LENGTH = 1500;

  static final int ETHERNET_BYTES = 14;

  private static final int PPPOE_SESSION = 0x8864;
  public static final int MPLS_UNICAST = 0x8847;
  private static final int MPLS_MULTICAST = 0x8848;
  private static final int NSH = 0x894f;

  private static final int LLC_SNAP = 0xaaaa03;
  private static final int LLC_IP = 0x060603;
  private static final int LLC_NETWORK = 0xfefe03;

  private EtherTypes() {}

  /** A frame from its destination address on. */
  static int ethernet(DecodedPacket p, int at) {
    if (cut(p, at, ETHERNET_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    p.destinationMacOffset = at;
    p.sourceMacOffset = at + 6;
    return tagged(p, Bits.u16(p.bytes, at + 12), at + ETHERNET_BYTES);
  }

  /**
   * A frame inside a tunnel. Its addresses replace those of the frame around it, and so do its VLAN
   * ids if it has any. Ends at {@link DecodedPacket#capturedEnd}, without an FCS.
   */
  public static int innerEthernet(DecodedPacket p, int offset) {
    int outerVlans = p.vlanCount;
    p.vlanCount = 0;
    int version = ethernet(p, offset);
    if (p.vlanCount == 0) {
      p.vlanCount = outerVlans;
    }
    return version;
  }

  /** What an EtherType announces, through any number of tags. */
  public static int tagged(DecodedPacket p, int etherType, int at) {
    return etherType == IPV4 ? ip(p, at, 4) : behindTags(p, etherType, at);
  }

  private static int behindTags(DecodedPacket p, int etherType, int offset) {
    int type = etherType;
    int at = offset;
    for (int length; (length = Tags.length(p, type, at)) > 0; at += length) {
      if (cut(p, at, length)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      if (Tags.isVlan(type)) {
        addVlan(p, Bits.u16(p.bytes, at) & 0x0fff);
      } else if (Tags.wrapsFrame(type)) {
        p.destinationMacOffset = at + length - ETHERNET_BYTES;
        p.sourceMacOffset = p.destinationMacOffset + 6;
      }
      type = Bits.u16(p.bytes, at + length - 2);
    }
    return type <= MAX_8023_LENGTH ? llc(p, at) : payload(p, type, at);
  }

  static void addVlan(DecodedPacket p, int id) {
    if (p.vlanCount < DecodedPacket.MAX_VLANS) {
      p.vlanIds[p.vlanCount++] = id;
    }
  }

  /** What an EtherType other than a tag's announces. */
  public static int payload(DecodedPacket p, int etherType, int at) {
    return switch (etherType) {
      case IPV4 -> ip(p, at, 4);
      case IPV6 -> ip(p, at, 6);
      case PPPOE_SESSION -> Ppp.overEthernet(p, at);
      case MPLS_UNICAST, MPLS_MULTICAST -> Mpls.decode(p, at);
      case NSH -> Nsh.decode(p, at);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /** Whether {@link #tagged} looks into this. */
  static boolean isOpened(int etherType) {
    return switch (etherType) {
      case IPV4, IPV6, PPPOE_SESSION, MPLS_UNICAST, MPLS_MULTICAST, NSH -> true;
      default -> Tags.isTag(etherType);
    };
  }

  /**
   * IEEE 802.2: with a SNAP header it carries what an EtherType names (RFC 1042), with the service
   * access points of IP or of network layers an IP packet.
   */
  static int llc(DecodedPacket p, int at) {
    if (cut(p, at, 3)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int sapsAndControl = Bits.u16(p.bytes, at) << 8 | Bits.u8(p.bytes, at + 2);
    return switch (sapsAndControl) {
      case LLC_SNAP -> snap(p, at + 3);
      case LLC_IP -> ip(p, at + 3, 4);
      case LLC_NETWORK -> networkLayer(p, at + 3);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /** RFC 2684: a network layer protocol identifier, then the packet. */
  private static int networkLayer(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return switch (Bits.u8(p.bytes, at)) {
      case FrameRelay.NLPID_IPV4 -> ip(p, at + 1, 4);
      case FrameRelay.NLPID_IPV6 -> ip(p, at + 1, 6);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /** Organisation 3, protocol 2: an EtherType where the organisation is 0. */
  static int snap(DecodedPacket p, int at) {
    if (cut(p, at, 5)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    boolean etherTypeFollows = Bits.u16(p.bytes, at) == 0 && Bits.u8(p.bytes, at + 2) == 0;
    return etherTypeFollows
        ? payload(p, Bits.u16(p.bytes, at + 3), at + 5)
        : none(p, Unkeyed.NOT_IP);
  }
}
