package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.Unkeyed;

/**
 * MPLS label stacks (RFC 3032). Nothing says what is below the last label; as routers do, the first
 * nibble is taken for the IP version (RFC 4928), and what is not IP for an Ethernet pseudowire (RFC
 * 4448).
 */
final class Mpls {
  private static final int ENTRY_BYTES = 4;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int LABEL_SHIFT = 12;

  /** RFC 4385: a first nibble of 0 and a sequence number, or of 1 for an associated channel. */
  private static final int CONTROL_WORD_BYTES = 4;

  private static final int ETHERTYPE_OFFSET = 12;

  private Mpls() {}

  /** Every label is a tunnel; those beyond {@link TunnelStack#MAX_DEPTH} are not recorded. */
  static int decode(DecodedPacket p, int offset) {
    int at = offset;
    int entry;
    do {
      if (cut(p, at, ENTRY_BYTES)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      entry = Bits.i32(p.bytes, at);
      p.tunnels.push(Tunnel.MPLS, entry >>> LABEL_SHIFT);
      at += ENTRY_BYTES;
    } while ((entry & BOTTOM_OF_STACK) == 0);
    return payload(p, at);
  }

  private static int payload(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return switch (Bits.u8(p.bytes, at) >>> 4) {
      case 4 -> ip(p, at, 4);
      case 6 -> ip(p, at, 6);
      case 1 -> none(p, Unkeyed.NOT_IP);
      default -> pseudowire(p, at);
    };
  }

  /** Not below {@link TunnelStack#MAX_DEPTH} tunnels, which bounds the recursion. */
  private static int pseudowire(DecodedPacket p, int at) {
    return p.tunnels.push(Tunnel.PSEUDOWIRE, 0)
        ? EtherTypes.innerEthernet(p, hasControlWord(p, at) ? at + CONTROL_WORD_BYTES : at)
        : none(p, Unkeyed.NOT_IP);
  }

  /**
   * A first nibble of 0 is a control word's, unless only without one does an EtherType come that is
   * known: many hardware addresses start with that nibble too.
   */
  private static boolean hasControlWord(DecodedPacket p, int at) {
    boolean nibble = Bits.u8(p.bytes, at) >>> 4 == 0;
    return nibble && (opens(p, at + CONTROL_WORD_BYTES) || !opens(p, at));
  }

  private static boolean opens(DecodedPacket p, int frame) {
    return !cut(p, frame, EtherTypes.ETHERNET_BYTES)
        && EtherTypes.isOpened(Bits.u16(p.bytes, frame + ETHERTYPE_OFFSET));
  }
}
