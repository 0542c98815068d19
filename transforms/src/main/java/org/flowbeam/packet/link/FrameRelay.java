package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/**
 * Frame Relay (ITU-T Q.922): an address of two to four bytes, then either the header of RFC 2427 or
 * Cisco's, a bare EtherType.
 */
final class FrameRelay {
  private static final int MIN_ADDRESS_BYTES = 2;
  private static final int MAX_ADDRESS_BYTES = 4;
  private static final int LAST_ADDRESS_BYTE = 1;
  private static final int UNNUMBERED_INFORMATION = 0x03;

  private static final int MULTILINK_BYTES = 2;
  private static final int MULTILINK_BEGIN_END_CONTROL = 0xe0;
  private static final int MULTILINK_WHOLE = 0xc0;

  private static final int NLPID_PADDING = 0x00;
  private static final int NLPID_SNAP = 0x80;
  static final int NLPID_IPV6 = 0x8e;
  static final int NLPID_IPV4 = 0xcc;
  private static final int NLPID_PPP = 0xcf;

  /** SNAP of organisation 00-80-C2: an Ethernet frame with (1) or without (7) FCS follows. */
  private static final int ORGANISATION_8021 = 0x0080c2;

  private FrameRelay() {}

  static int decode(DecodedPacket p, int offset) {
    int length = 1;
    while (length <= MAX_ADDRESS_BYTES && !isLast(p, offset + length - 1)) {
      if (cut(p, offset, length)) {
        return none(p, Unkeyed.TRUNCATED_HEADER);
      }
      length++;
    }
    if (length < MIN_ADDRESS_BYTES || length > MAX_ADDRESS_BYTES) {
      return none(p, Unkeyed.BAD_HEADER);
    }
    int at = offset + length;
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return Bits.u8(p.bytes, at) == UNNUMBERED_INFORMATION
        ? multiprotocol(p, at + 1)
        : EtherTypes.payload(p, Bits.u16(p.bytes, at), at + 2);
  }

  /** A first byte of 0 says that the frame was received, any other that it was sent. */
  static int withDirection(DecodedPacket p, int at) {
    return Ppp.direction(p, at) ? decode(p, at + 1) : none(p, Unkeyed.TRUNCATED_HEADER);
  }

  /** Behind an address that was taken off: control, then the NLPID. */
  static int unnumbered(DecodedPacket p, int at) {
    if (cut(p, at, 2)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return Bits.u8(p.bytes, at) == UNNUMBERED_INFORMATION
        ? multiprotocol(p, at + 1)
        : none(p, Unkeyed.NOT_IP);
  }

  /**
   * FRF.16: begin, end, control and sequence number in two bytes. Only a frame that is both begin
   * and end of a packet can be read.
   */
  static int multilink(DecodedPacket p, int at) {
    if (cut(p, at, MULTILINK_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return (p.bytes[at] & MULTILINK_BEGIN_END_CONTROL) == MULTILINK_WHOLE
        ? decode(p, at + MULTILINK_BYTES)
        : none(p, Unkeyed.NOT_IP);
  }

  private static boolean isLast(DecodedPacket p, int at) {
    return !cut(p, at, 1) && (p.bytes[at] & LAST_ADDRESS_BYTE) != 0;
  }

  /** RFC 2427 section 4: an optional byte of padding, then the NLPID. */
  private static int multiprotocol(DecodedPacket p, int offset) {
    return nlpid(p, Bits.u8(p.bytes, offset) == NLPID_PADDING ? offset + 1 : offset);
  }

  /** What a network layer protocol identifier (ISO/IEC TR 9577) announces. */
  static int nlpid(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return switch (Bits.u8(p.bytes, at)) {
      case NLPID_IPV4 -> ip(p, at + 1, 4);
      case NLPID_IPV6 -> ip(p, at + 1, 6);
      case NLPID_PPP -> Ppp.payload(p, at + 1);
      case NLPID_SNAP -> snap(p, at + 1);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  private static int snap(DecodedPacket p, int at) {
    if (cut(p, at, 5)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int organisation = Bits.u16(p.bytes, at) << 8 | Bits.u8(p.bytes, at + 2);
    int protocol = Bits.u16(p.bytes, at + 3);
    boolean bridged = organisation == ORGANISATION_8021 && (protocol == 1 || protocol == 7);
    return bridged ? EtherTypes.ethernet(p, at + 5) : EtherTypes.snap(p, at);
  }
}
