package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Unkeyed;

/** Ethernet frames behind the preamble or the header of another medium. */
final class WrappedEthernet {
  private static final int PREAMBLE_BYTES = 8;
  private static final int NETANALYZER_BYTES = 4;

  /** Frame control 1, parameter 1, length 2, then an extended header, and a check sequence 2. */
  private static final int DOCSIS_BYTES = 6;

  private static final int DOCSIS_FRAME_TYPE = 0xc0;
  private static final int DOCSIS_EXTENDED = 0x01;

  private WrappedEthernet() {}

  /**
   * IEEE 802.3br: the last byte of the preamble says whether a frame begins here (express, or one
   * that may be interrupted), or goes on, or none comes.
   */
  static int mpacket(DecodedPacket p, int at) {
    if (cut(p, at, PREAMBLE_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return switch (Bits.u8(p.bytes, at + PREAMBLE_BYTES - 1)) {
      case 0xd5, 0xe6, 0x4c, 0x7f, 0xb3 -> EtherTypes.ethernet(p, at + PREAMBLE_BYTES);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }

  /** The preamble of a passive optical network names the logical link. */
  static int epon(DecodedPacket p, int at) {
    return EtherTypes.ethernet(p, at + PREAMBLE_BYTES);
  }

  static int netAnalyzer(DecodedPacket p, int at) {
    return EtherTypes.ethernet(p, at + NETANALYZER_BYTES);
  }

  static int netAnalyzerWithPreamble(DecodedPacket p, int at) {
    return EtherTypes.ethernet(p, at + NETANALYZER_BYTES + PREAMBLE_BYTES);
  }

  static int docsis(DecodedPacket p, int at) {
    if (cut(p, at, DOCSIS_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int control = Bits.u8(p.bytes, at);
    int extended = (control & DOCSIS_EXTENDED) != 0 ? Bits.u8(p.bytes, at + 1) : 0;
    return (control & DOCSIS_FRAME_TYPE) == 0
        ? EtherTypes.ethernet(p, at + DOCSIS_BYTES + extended)
        : none(p, Unkeyed.NOT_IP);
  }
}
