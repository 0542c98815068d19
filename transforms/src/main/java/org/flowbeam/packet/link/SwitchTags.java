package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/**
 * Ethernet frames between a switch and its processor, which carry a tag that names ports: of
 * Broadcom and of Marvell, whose tag takes the place of the frame's own VLAN tag.
 */
final class SwitchTags {
  private static final int ADDRESSES_BYTES = 12;
  private static final int BROADCOM_BYTES = 4;
  private static final int MARVELL_BYTES = 4;

  /** EtherType 2, reserved 2, then the tag. */
  private static final int MARVELL_ETHERTYPE_BYTES = 4;

  /** Of the first byte: the frame had a VLAN tag outside. */
  private static final int MARVELL_TAGGED = 0x20;

  private SwitchTags() {}

  /** The tag behind the addresses. */
  static int broadcom(DecodedPacket p, int at) {
    return behindAddresses(p, at, BROADCOM_BYTES);
  }

  static int broadcomInFront(DecodedPacket p, int at) {
    return EtherTypes.ethernet(p, at + BROADCOM_BYTES);
  }

  static int marvell(DecodedPacket p, int at) {
    return marvell(p, at, 0);
  }

  static int marvellWithEtherType(DecodedPacket p, int at) {
    return marvell(p, at, MARVELL_ETHERTYPE_BYTES);
  }

  private static int marvell(DecodedPacket p, int at, int before) {
    int tag = at + ADDRESSES_BYTES + before;
    if (!cut(p, tag, MARVELL_BYTES) && (p.bytes[tag] & MARVELL_TAGGED) != 0) {
      EtherTypes.addVlan(p, Bits.u16(p.bytes, tag + 2) & 0x0fff);
    }
    return behindAddresses(p, at, before + MARVELL_BYTES);
  }

  private static int behindAddresses(DecodedPacket p, int at, int tagBytes) {
    int etherType = at + ADDRESSES_BYTES + tagBytes;
    if (cut(p, at, etherType + 2 - at)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    p.destinationMacOffset = at;
    p.sourceMacOffset = at + 6;
    return EtherTypes.tagged(p, Bits.u16(p.bytes, etherType), etherType + 2);
  }
}
