package org.flowbeam.packet.link;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;

/**
 * Tags between an EtherType and what it would announce without them. Every tag ends with the
 * EtherType of what follows it.
 */
final class Tags {
  /** IEEE 802.1BR: priority and ids 6, EtherType 2. */
  private static final int ETAG = 0x893f;

  private static final int ETAG_BYTES = 8;

  /** VN-Tag: ids of virtual interfaces 4, EtherType 2. */
  private static final int VN_TAG = 0x8926;

  private static final int VN_TAG_BYTES = 6;

  /** Marvell's switches: reserved 2, ports and VLAN 4, EtherType 2. */
  private static final int MARVELL = 0xdada;

  private static final int MARVELL_BYTES = 8;

  /** TRILL (RFC 6325): flags, length of the options in words and hops 2, bridges 4, options. */
  private static final int TRILL = 0x22f3;

  private static final int TRILL_BYTES = 6 + EtherTypes.ETHERNET_BYTES;
  private static final int TRILL_OPTION_WORDS = 0x07c0;

  /** Cisco MetaData: version 1, length of the options in words 1, options, EtherType 2. */
  private static final int CISCO_METADATA = 0x8909;

  /** IEEE 802.1AE: TCI and AN 1, short length 1, packet number 4, SCI 0 or 8, EtherType 2. */
  private static final int MACSEC = 0x88e5;

  private static final int MACSEC_BYTES = 8;
  private static final int MACSEC_ENCRYPTED_OR_CHANGED = 0x0c;
  private static final int MACSEC_SCI = 0x20;

  /** Arista's time stamps: subtype 2, version 2, time 8 or 6, EtherType 2. */
  private static final int ARISTA = 0xd28b;

  private static final int ARISTA_TIME = 1;

  /** Of the last byte of the version; the rest names the hardware. */
  private static final int ARISTA_FORMAT = 0xf0;

  private static final int ARISTA_64_BITS = 0x10;
  private static final int ARISTA_48_BITS = 0x20;

  /** Cisco FabricPath: tag 2, then the hosts' frame. */
  private static final int FABRICPATH = 0x8903;

  private static final int FABRICPATH_BYTES = 2 + EtherTypes.ETHERNET_BYTES;

  /** IEEE 802.1ah: flags 1, service instance 3, then the customers' frame. */
  private static final int BACKBONE = 0x88e7;

  private static final int BACKBONE_BYTES = 4 + EtherTypes.ETHERNET_BYTES;

  private Tags() {}

  /** IEEE 802.1Q and 802.1ad, and what vendors used for stacked tags before the latter. */
  static boolean isVlan(int etherType) {
    return etherType == 0x8100
        || etherType == 0x88a8
        || etherType == 0x9100
        || etherType == 0x9200
        || etherType == 0x9300;
  }

  /** Whether the tag ends with the Ethernet header of a frame that switches wrapped. */
  static boolean wrapsFrame(int etherType) {
    return etherType == FABRICPATH || etherType == BACKBONE || etherType == TRILL;
  }

  /**
   * How long the tag that {@code etherType} announces is, its own EtherType left out and the next
   * included; where that byte was not captured, at least the captured bytes and one. 0 when {@code
   * etherType} is that of no tag.
   */
  static int length(DecodedPacket p, int etherType, int at) {
    return switch (etherType) {
      case EtherTypes.IPV4, EtherTypes.IPV6 -> 0;
      case 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300 -> 4;
      case ETAG -> ETAG_BYTES;
      case VN_TAG -> VN_TAG_BYTES;
      case MARVELL -> MARVELL_BYTES;
      case TRILL -> LinkLayer.cut(p, at, 2) ? 2 : trill(Bits.u16(p.bytes, at));
      case ARISTA -> LinkLayer.cut(p, at, 4) ? 4 : arista(p.bytes, at);
      case FABRICPATH -> FABRICPATH_BYTES;
      case BACKBONE -> BACKBONE_BYTES;
      case CISCO_METADATA -> LinkLayer.cut(p, at, 2) ? 2 : 4 + 4 * Bits.u8(p.bytes, at + 1);
      case MACSEC -> LinkLayer.cut(p, at, 1) ? 1 : macsec(Bits.u8(p.bytes, at));
      default -> 0;
    };
  }

  /** Whether an EtherType is that of a tag, or may be. */
  static boolean isTag(int etherType) {
    return switch (etherType) {
      case ETAG, VN_TAG, MARVELL, TRILL, ARISTA, FABRICPATH, BACKBONE, CISCO_METADATA, MACSEC ->
          true;
      default -> isVlan(etherType);
    };
  }

  private static int trill(int first) {
    return TRILL_BYTES + ((first & TRILL_OPTION_WORDS) >>> 6) * 4;
  }

  private static int macsec(int control) {
    if ((control & MACSEC_ENCRYPTED_OR_CHANGED) != 0) {
      return 0;
    }
    return (control & MACSEC_SCI) != 0 ? MACSEC_BYTES + 8 : MACSEC_BYTES;
  }

  private static int arista(byte[] b, int at) {
    if (Bits.u16(b, at) != ARISTA_TIME) {
      return 0;
    }
    return switch (Bits.u8(b, at + 3) & ARISTA_FORMAT) {
      case ARISTA_64_BITS -> 4 + 8 + 2;
      case ARISTA_48_BITS -> 4 + 6 + 2;
      default -> 0;
    };
  }
}
