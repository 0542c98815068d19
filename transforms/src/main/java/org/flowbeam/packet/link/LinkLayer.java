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
  public static final int AX25 = 3;
  public static final int IEEE802_5 = 6;
  public static final int ARCNET_BSD = 7;
  public static final int SLIP = 8;
  public static final int PPP = 9;
  public static final int FDDI = 10;

  /** DLT_ATM_RFC1483 of most systems, written by programs that store DLT_ values. */
  public static final int ATM_RFC1483_11 = 11;

  /** DLT_RAW of most systems, written by programs that store DLT_ values. */
  public static final int RAW_12 = 12;

  /** DLT_RAW of OpenBSD. */
  public static final int RAW_14 = 14;

  /** DLT_ATM_CLIP of Linux. */
  public static final int ATM_CLIP_19 = 19;

  public static final int PPP_HDLC = 50;
  public static final int PPP_ETHER = 51;
  public static final int SYMANTEC_FIREWALL = 99;
  public static final int ATM_RFC1483 = 100;
  public static final int RAW = 101;
  public static final int C_HDLC = 104;
  public static final int IEEE802_11 = 105;
  public static final int ATM_CLIP = 106;
  public static final int FRELAY = 107;
  public static final int LOOP = 108;
  public static final int ENC = 109;
  public static final int LINUX_SLL = 113;
  public static final int PFLOG = 117;
  public static final int IEEE802_11_PRISM = 119;
  public static final int IP_OVER_FC = 122;
  public static final int SUNATM = 123;
  public static final int IEEE802_11_RADIOTAP = 127;
  public static final int ARCNET_LINUX = 129;
  public static final int JUNIPER_MLPPP = 130;
  public static final int JUNIPER_MLFR = 131;
  public static final int JUNIPER_ES = 132;
  public static final int JUNIPER_GGSN = 133;
  public static final int JUNIPER_MFR = 134;
  public static final int JUNIPER_ATM2 = 135;
  public static final int JUNIPER_SERVICES = 136;
  public static final int JUNIPER_ATM1 = 137;
  public static final int APPLE_IP_OVER_IEEE1394 = 138;
  public static final int DOCSIS = 143;

  /** Of the numbers for private use, the one under which Darwin wrote PKTAP. */
  public static final int USER2 = 149;

  public static final int IEEE802_11_AVS = 163;
  public static final int JUNIPER_MONITOR = 164;
  public static final int PPP_PPPD = 166;
  public static final int JUNIPER_PPPOE = 167;
  public static final int JUNIPER_PPPOE_ATM = 168;
  public static final int JUNIPER_ETHER = 178;
  public static final int JUNIPER_PPP = 179;
  public static final int JUNIPER_FRELAY = 180;
  public static final int JUNIPER_CHDLC = 181;
  public static final int MFR = 182;
  public static final int PPI = 192;
  public static final int ERF = 197;
  public static final int AX25_KISS = 202;
  public static final int PPP_WITH_DIR = 204;
  public static final int C_HDLC_WITH_DIR = 205;
  public static final int FRELAY_WITH_DIR = 206;
  public static final int MPLS = 219;
  public static final int IPNET = 226;
  public static final int IPV4 = 228;
  public static final int IPV6 = 229;
  public static final int NFLOG = 239;
  public static final int NETANALYZER = 240;
  public static final int NETANALYZER_TRANSPARENT = 241;
  public static final int IPOIB = 242;
  public static final int PKTAP = 258;
  public static final int EPON = 259;
  public static final int ETHERNET_MPACKET = 274;
  public static final int LINUX_SLL2 = 276;
  public static final int DSA_TAG_BRCM = 281;
  public static final int DSA_TAG_BRCM_PREPEND = 282;
  public static final int DSA_TAG_DSA = 284;
  public static final int DSA_TAG_EDSA = 285;

  private static final int[] DECODED = {
    NULL,
    ETHERNET,
    AX25,
    IEEE802_5,
    ARCNET_BSD,
    SLIP,
    PPP,
    FDDI,
    ATM_RFC1483_11,
    RAW_12,
    RAW_14,
    ATM_CLIP_19,
    PPP_HDLC,
    PPP_ETHER,
    SYMANTEC_FIREWALL,
    ATM_RFC1483,
    RAW,
    C_HDLC,
    IEEE802_11,
    ATM_CLIP,
    FRELAY,
    LOOP,
    ENC,
    LINUX_SLL,
    PFLOG,
    IEEE802_11_PRISM,
    IP_OVER_FC,
    SUNATM,
    IEEE802_11_RADIOTAP,
    ARCNET_LINUX,
    JUNIPER_MLPPP,
    JUNIPER_MLFR,
    JUNIPER_ES,
    JUNIPER_GGSN,
    JUNIPER_MFR,
    JUNIPER_ATM2,
    JUNIPER_SERVICES,
    JUNIPER_ATM1,
    APPLE_IP_OVER_IEEE1394,
    DOCSIS,
    IEEE802_11_AVS,
    JUNIPER_MONITOR,
    PPP_PPPD,
    JUNIPER_PPPOE,
    JUNIPER_PPPOE_ATM,
    JUNIPER_ETHER,
    JUNIPER_PPP,
    JUNIPER_FRELAY,
    JUNIPER_CHDLC,
    MFR,
    PPI,
    ERF,
    AX25_KISS,
    PPP_WITH_DIR,
    C_HDLC_WITH_DIR,
    FRELAY_WITH_DIR,
    MPLS,
    IPNET,
    IPV4,
    IPV6,
    NFLOG,
    NETANALYZER,
    NETANALYZER_TRANSPARENT,
    IPOIB,
    PKTAP,
    EPON,
    ETHERNET_MPACKET,
    LINUX_SLL2,
    DSA_TAG_BRCM,
    DSA_TAG_BRCM_PREPEND,
    DSA_TAG_DSA,
    DSA_TAG_EDSA
  };

  /** Address family 4, SPI 4, flags 4. */
  private static final int ENC_BYTES = 12;

  /** Version 1, family 1, hook 2, length 4, interfaces 8, zones 8. */
  private static final int IPNET_BYTES = 24;

  /** {@link #decode} found no IP packet and said why. */
  public static final int NONE = -1;

  /** The link header does not say which IP version follows. */
  public static final int ANY_VERSION = 0;

  private LinkLayer() {}

  /**
   * The link types that are decoded; a packet of any other is UNKNOWN_LINK_TYPE, unless it is one
   * of {@link #USER2} that is PKTAP's.
   */
  public static int[] decodedTypes() {
    return DECODED.clone();
  }

  /**
   * Sets the link fields and {@link DecodedPacket#ipOffset}.
   *
   * @return the IP version that the link header promises, {@link #ANY_VERSION} or {@link #NONE}
   */
  public static int decode(DecodedPacket p, int linkType) {
    return decode(p, linkType, p.frameOffset);
  }

  private static int decode(DecodedPacket p, int linkType, int at) {
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
      case NFLOG -> Nflog.decode(p, at);
      default -> rare(p, linkType, at);
    };
  }

  private static int rare(DecodedPacket p, int linkType, int at) {
    return switch (linkType) {
      case ENC -> ip(p, at + ENC_BYTES, ANY_VERSION);
      case IPNET -> ip(p, at + IPNET_BYTES, ANY_VERSION);
      case SLIP -> HostLink.slip(p, at);
      case PFLOG -> HostLink.pflog(p, at);
      case SYMANTEC_FIREWALL -> HostLink.symantec(p, at);
      case AX25 -> HostLink.ax25(p, at);
      case AX25_KISS -> HostLink.kiss(p, at);
      case FDDI -> Lan.fddi(p, at);
      case IEEE802_5 -> Lan.tokenRing(p, at);
      case ARCNET_BSD -> Lan.arcnet(p, at);
      case ARCNET_LINUX -> Lan.linuxArcnet(p, at);
      case IP_OVER_FC -> Lan.fibreChannel(p, at);
      case APPLE_IP_OVER_IEEE1394 -> Lan.ieee1394(p, at);
      case IPOIB -> Lan.infiniband(p, at);
      case ATM_RFC1483, ATM_RFC1483_11 -> Atm.llc(p, at);
      case ATM_CLIP, ATM_CLIP_19 -> Atm.classicalIp(p, at);
      case SUNATM -> Atm.sun(p, at);
      case PPP_PPPD -> Ppp.pppd(p, at);
      case C_HDLC_WITH_DIR -> Ppp.ciscoHdlcWithDirection(p, at);
      case FRELAY_WITH_DIR -> FrameRelay.withDirection(p, at);
      case MFR -> FrameRelay.multilink(p, at);
      case MPLS -> Mpls.decode(p, at);
      default -> wrapped(p, linkType, at);
    };
  }

  private static int wrapped(DecodedPacket p, int linkType, int at) {
    return switch (linkType) {
      case DSA_TAG_BRCM -> SwitchTags.broadcom(p, at);
      case DSA_TAG_BRCM_PREPEND -> SwitchTags.broadcomInFront(p, at);
      case DSA_TAG_DSA -> SwitchTags.marvell(p, at);
      case DSA_TAG_EDSA -> SwitchTags.marvellWithEtherType(p, at);
      case NETANALYZER -> WrappedEthernet.netAnalyzer(p, at);
      case NETANALYZER_TRANSPARENT -> WrappedEthernet.netAnalyzerWithPreamble(p, at);
      case EPON -> WrappedEthernet.epon(p, at);
      case ETHERNET_MPACKET -> WrappedEthernet.mpacket(p, at);
      case DOCSIS -> WrappedEthernet.docsis(p, at);
      case PPI -> WrappedLink.ppi(p, at);
      case PKTAP -> WrappedLink.pktap(p, at);
      case USER2 -> WrappedLink.maybePktap(p, at);
      case ERF -> WrappedLink.erf(p, at);
      default ->
          isJuniper(linkType)
              ? Juniper.decode(p, linkType, at)
              : none(p, Unkeyed.UNKNOWN_LINK_TYPE);
    };
  }

  private static boolean isJuniper(int linkType) {
    return (linkType >= JUNIPER_MLPPP && linkType <= JUNIPER_ATM1)
        || linkType == JUNIPER_MONITOR
        || linkType == JUNIPER_PPPOE
        || linkType == JUNIPER_PPPOE_ATM
        || (linkType >= JUNIPER_ETHER && linkType <= JUNIPER_CHDLC);
  }

  /** A frame behind a header that named its link type; such headers are not nested. */
  static int inside(DecodedPacket p, int linkType, int at) {
    boolean nested = linkType == PPI || linkType == PKTAP || linkType == USER2 || linkType == ERF;
    return nested ? none(p, Unkeyed.UNKNOWN_LINK_TYPE) : decode(p, linkType, at);
  }

  /** For headers that do not say what follows. */
  static int ipIfItLooksSo(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int version = Bits.u8(p.bytes, at) >>> 4;
    return version == 4 || version == 6 ? ip(p, at, version) : none(p, Unkeyed.NOT_IP);
  }

  /** An IP packet of this version lies at {@code at}, if that is not behind what was captured. */
  public static int ip(DecodedPacket p, int at, int version) {
    if (at > p.capturedEnd()) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
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
      default -> EtherTypes.payload(p, family, at + 4); // some write an EtherType instead
    };
  }
}
