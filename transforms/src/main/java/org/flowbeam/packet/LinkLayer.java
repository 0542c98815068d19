package org.flowbeam.packet;

/**
 * Link headers: where the IP packet starts, who sent the frame, which VLANs it crossed. Values and
 * layouts are those of the tcpdump.org LINKTYPE registry.
 */
public final class LinkLayer {
  public static final int NULL = 0;
  public static final int ETHERNET = 1;
  public static final int PPP = 9;

  /** DLT_RAW of most systems, written by programs that store DLT_ values. */
  public static final int RAW_12 = 12;

  /** DLT_RAW of OpenBSD. */
  public static final int RAW_14 = 14;

  public static final int PPP_HDLC = 50;
  public static final int RAW = 101;
  public static final int LOOP = 108;
  public static final int LINUX_SLL = 113;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int LINUX_SLL2 = 276;

  private static final int[] DECODED = {
    NULL, ETHERNET, PPP, RAW_12, RAW_14, PPP_HDLC, RAW, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2
  };

  /** {@link #decode} found no IP packet and said why. */
  static final int NONE = -1;

  /** The link header does not say which IP version follows. */
  static final int ANY_VERSION = 0;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86dd;

  /** Cisco FabricPath: addresses of switches 12, EtherType 2, tag 2, then the hosts' frame. */
  private static final int ETHERTYPE_FABRICPATH = 0x8903;

  private static final int FABRICPATH_BYTES = 16;

  private static final int ETHERTYPE_PPPOE_SESSION = 0x8864;
  private static final int PPPOE_SESSION_DATA = 0x1100;
  private static final int MAX_8023_LENGTH = 1500;
  private static final int LLC_SNAP = 0xaaaa03;
  private static final int SLL_LLC = 4;
  private static final int PACKET_OUTGOING = 4;
  private static final int ARPHRD_IEEE80211_RADIOTAP = 803;
  private static final int ARPHRD_NETLINK = 824;

  private LinkLayer() {}

  /** The link types that are decoded; a packet of any other is UNKNOWN_LINK_TYPE. */
  public static int[] decodedTypes() {
    return DECODED.clone();
  }

  /**
   * Sets the link fields and {@link DecodedPacket#ipOffset}.
   *
   * @return the IP version that the link header promises, {@link #ANY_VERSION} or {@link #NONE}
   */
  static int decode(DecodedPacket p, int linkType) {
    int at = p.frameOffset;
    return switch (linkType) {
      case ETHERNET -> ethernet(p, at);
      case LINUX_SLL -> sll(p, at);
      case LINUX_SLL2 -> sll2(p, at);
      case RAW, RAW_12, RAW_14 -> ip(p, at, ANY_VERSION);
      case IPV4 -> ip(p, at, 4);
      case IPV6 -> ip(p, at, 6);
      case NULL, LOOP -> bsdLoopback(p, at);
      case PPP, PPP_HDLC -> ppp(p, at);
      default -> none(p, Unkeyed.UNKNOWN_LINK_TYPE);
    };
  }

  private static int ip(DecodedPacket p, int at, int version) {
    p.ipOffset = at;
    return version;
  }

  private static int none(DecodedPacket p, Unkeyed reason) {
    p.unkeyed = reason;
    return NONE;
  }

  private static boolean cut(DecodedPacket p, int at, int lengthBytes) {
    return p.capturedEnd() - at < lengthBytes;
  }

  /**
   * An Ethernet frame inside a tunnel. Its addresses replace those of the frame around it, and so
   * do its VLAN ids if it has any. Ends at {@link DecodedPacket#capturedEnd}, without an FCS.
   */
  static int innerEthernet(DecodedPacket p, int offset) {
    int outerVlans = p.vlanCount;
    p.vlanCount = 0;
    int version = ethernet(p, offset);
    if (p.vlanCount == 0) {
      p.vlanCount = outerVlans;
    }
    return version;
  }

  private static int ethernet(DecodedPacket p, int offset) {
    int at = offset;
    if (!cut(p, at, 14) && Bits.u16(p.bytes, at + 12) == ETHERTYPE_FABRICPATH) {
      at += FABRICPATH_BYTES;
    }
    if (cut(p, at, 14)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    p.destinationMacOffset = at;
    p.sourceMacOffset = at + 6;
    return tagged(p, Bits.u16(p.bytes, at + 12), at + 14);
  }

  /** What an EtherType announces, through any number of VLAN tags. */
  private static int tagged(DecodedPacket p, int etherType, int offset) {
    int type = etherType;
    int at = offset;
    while (isVlan(type)) {
      if (cut(p, at, 4)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      if (p.vlanCount < DecodedPacket.MAX_VLANS) {
        p.vlanIds[p.vlanCount++] = Bits.u16(p.bytes, at) & 0x0fff;
      }
      type = Bits.u16(p.bytes, at + 2);
      at += 4;
    }
    return type <= MAX_8023_LENGTH ? llc(p, at) : payload(p, type, at);
  }

  /** What an EtherType other than a VLAN's announces. */
  static int payload(DecodedPacket p, int etherType, int at) {
    return switch (etherType) {
      case ETHERTYPE_IPV4 -> ip(p, at, 4);
      case ETHERTYPE_IPV6 -> ip(p, at, 6);
      case ETHERTYPE_PPPOE_SESSION -> pppoe(p, at);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /**
   * RFC 2516: version and type 1, code 0, session id 2, length 2, then PPP without HDLC framing.
   */
  private static int pppoe(DecodedPacket p, int at) {
    if (cut(p, at, 6)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return Bits.u16(p.bytes, at) == PPPOE_SESSION_DATA
        ? pppPayload(p, at + 6)
        : none(p, Unkeyed.NOT_IP);
  }

  /** IEEE 802.1Q and 802.1ad, and what vendors used for stacked tags before the latter. */
  private static boolean isVlan(int etherType) {
    return etherType == 0x8100
        || etherType == 0x88a8
        || etherType == 0x9100
        || etherType == 0x9200
        || etherType == 0x9300;
  }

  /** IEEE 802.2 with a SNAP header whose organisation is 0: an EtherType follows (RFC 1042). */
  private static int llc(DecodedPacket p, int at) {
    if (cut(p, at, 3)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int sapsAndControl = Bits.u16(p.bytes, at) << 8 | Bits.u8(p.bytes, at + 2);
    if (sapsAndControl != LLC_SNAP) {
      return none(p, Unkeyed.NOT_IP);
    }
    if (cut(p, at, 8)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    boolean etherTypeFollows = Bits.u16(p.bytes, at + 3) == 0 && Bits.u8(p.bytes, at + 5) == 0;
    return etherTypeFollows
        ? payload(p, Bits.u16(p.bytes, at + 6), at + 8)
        : none(p, Unkeyed.NOT_IP);
  }

  /** Packet type 2, ARPHRD 2, address length 2, address 8, protocol 2. */
  private static int sll(DecodedPacket p, int at) {
    if (cut(p, at, 16)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    cookedSender(p, Bits.u16(p.bytes, at), Bits.u16(p.bytes, at + 4), at + 6);
    return cooked(p, Bits.u16(p.bytes, at + 2), Bits.u16(p.bytes, at + 14), at + 16);
  }

  /** Protocol 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8. */
  private static int sll2(DecodedPacket p, int at) {
    if (cut(p, at, 20)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    cookedSender(p, Bits.u8(p.bytes, at + 10), Bits.u8(p.bytes, at + 11), at + 12);
    return cooked(p, Bits.u16(p.bytes, at + 8), Bits.u16(p.bytes, at), at + 20);
  }

  private static void cookedSender(DecodedPacket p, int packetType, int addressLength, int at) {
    if (packetType <= PACKET_OUTGOING) {
      p.captureDirection =
          packetType == PACKET_OUTGOING ? PacketRecord.DIRECTION_OUT : PacketRecord.DIRECTION_IN;
    }
    if (addressLength == 6) {
      p.sourceMacOffset = at;
    }
  }

  /** The protocol is an EtherType except on the two device kinds that give it another meaning. */
  private static int cooked(DecodedPacket p, int arphrd, int protocol, int at) {
    if (arphrd == ARPHRD_NETLINK || arphrd == ARPHRD_IEEE80211_RADIOTAP) {
      return none(p, Unkeyed.NOT_IP);
    }
    if (protocol == SLL_LLC) {
      return llc(p, at);
    }
    return protocol <= MAX_8023_LENGTH ? none(p, Unkeyed.NOT_IP) : tagged(p, protocol, at);
  }

  /**
   * An address family in the byte order of the machine that captured (NULL) or in network order
   * (LOOP); only one order gives a small number. AF_INET6 differs between systems.
   */
  private static int bsdLoopback(DecodedPacket p, int at) {
    if (cut(p, at, 4)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int raw = Bits.i32(p.bytes, at);
    int family = (raw & 0xffff_0000) == 0 ? raw : Integer.reverseBytes(raw);
    return switch (family) {
      case 2 -> ip(p, at + 4, 4);
      case 10, 24, 28, 30 -> ip(p, at + 4, 6); // Linux; NetBSD and OpenBSD; FreeBSD; Darwin
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /**
   * RFC 1661 and 1662: address and control bytes may be left out, and so may the zero high byte of
   * the protocol. Cisco's HDLC (address 0x0f or 0x8f) carries an EtherType instead.
   */
  private static int ppp(DecodedPacket p, int at) {
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u16(p.bytes, at);
    if (first == 0x0f00 || first == 0x8f00) {
      return cut(p, at, 4)
          ? none(p, Unkeyed.TRUNCATED_HEADER)
          : payload(p, Bits.u16(p.bytes, at + 2), at + 4);
    }
    return pppPayload(p, first == 0xff03 ? at + 2 : at);
  }

  private static int pppPayload(DecodedPacket p, int offset) {
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
      case 0x0021 -> ip(p, at, 4);
      case 0x0057 -> ip(p, at, 6);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }
}
