package org.flowbeam.packet.link;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

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
  public static final int PPP_ETHER = 51;
  public static final int RAW = 101;
  public static final int C_HDLC = 104;
  public static final int IEEE802_11 = 105;
  public static final int FRELAY = 107;
  public static final int LOOP = 108;
  public static final int LINUX_SLL = 113;
  public static final int IEEE802_11_PRISM = 119;
  public static final int IEEE802_11_RADIOTAP = 127;
  public static final int IEEE802_11_AVS = 163;
  public static final int PPI = 192;
  public static final int PPP_WITH_DIR = 204;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int NFLOG = 239;
  public static final int LINUX_SLL2 = 276;

  private static final int[] DECODED = {
    NULL,
    ETHERNET,
    PPP,
    RAW_12,
    RAW_14,
    PPP_HDLC,
    PPP_ETHER,
    RAW,
    C_HDLC,
    IEEE802_11,
    FRELAY,
    LOOP,
    LINUX_SLL,
    IEEE802_11_PRISM,
    IEEE802_11_RADIOTAP,
    IEEE802_11_AVS,
    PPI,
    PPP_WITH_DIR,
    IPV4,
    IPV6,
    NFLOG,
    LINUX_SLL2
  };

  /** {@link #decode} found no IP packet and said why. */
  public static final int NONE = -1;

  /** The link header does not say which IP version follows. */
  public static final int ANY_VERSION = 0;

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
  public static int decode(DecodedPacket p, int linkType) {
    int at = p.frameOffset;
    return linkType == ETHERNET ? EtherTypes.ethernet(p, at) : other(p, linkType, at);
  }

  private static int other(DecodedPacket p, int linkType, int at) {
    return switch (linkType) {
      case LINUX_SLL -> LinuxCooked.sll(p, at);
      case LINUX_SLL2 -> LinuxCooked.sll2(p, at);
      case RAW, RAW_12, RAW_14 -> ip(p, at, ANY_VERSION);
      case IPV4 -> ip(p, at, 4);
      case IPV6 -> ip(p, at, 6);
      case NULL, LOOP -> bsdLoopback(p, at);
      case PPP, PPP_HDLC -> Ppp.framed(p, at);
      case PPP_WITH_DIR -> Ppp.withDirection(p, at);
      case PPP_ETHER -> Ppp.overEthernet(p, at);
      case C_HDLC -> Ppp.ciscoHdlc(p, at);
      case FRELAY -> FrameRelay.decode(p, at);
      case IEEE802_11 -> Ieee80211.frame(p, at, false);
      case IEEE802_11_RADIOTAP -> RadioHeader.radiotap(p, at);
      case IEEE802_11_AVS, IEEE802_11_PRISM -> RadioHeader.avsOrPrism(p, at);
      case PPI -> RadioHeader.ppi(p, at);
      case NFLOG -> Nflog.decode(p, at);
      default -> none(p, Unkeyed.UNKNOWN_LINK_TYPE);
    };
  }

  public static int ip(DecodedPacket p, int at, int version) {
    p.ipOffset = at;
    return version;
  }

  static int none(DecodedPacket p, Unkeyed reason) {
    p.unkeyed = reason;
    return NONE;
  }

  /** Whether fewer than this many bytes were captured from {@code at} on. */
  static boolean cut(DecodedPacket p, int at, int lengthBytes) {
    return p.capturedEnd() - at < lengthBytes;
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
}
