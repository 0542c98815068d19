package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.LinkLayer;

/**
 * GTP-U (3GPP TS 29.281): the user's packets. Echoes, error indications, end markers and the like
 * are no tunnel.
 */
final class GtpTunnel {
  private static final int HEADER = 8;
  private static final int VERSION_1_AND_PT = 0x30;
  private static final int EXTENSION = 0x04;
  private static final int ANY_OPTION = 0x07;
  private static final int T_PDU = 255;

  private GtpTunnel() {}

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  static int open(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < HEADER) {
      return LinkLayer.NONE;
    }
    int flags = Bits.u8(p.bytes, at);
    int length = Bits.u16(p.bytes, at + 2);
    if ((flags & 0xf0) != VERSION_1_AND_PT
        || Bits.u8(p.bytes, at + 1) != T_PDU
        || length > p.wireEnd() - at - HEADER
        || !p.tunnels.push(Tunnel.GTPU, Bits.i32(p.bytes, at + 4))) {
      return LinkLayer.NONE;
    }
    p.narrow(at + HEADER, length);
    int inside = (flags & ANY_OPTION) == 0 ? at + HEADER : behindOptions(p, flags, at + HEADER);
    return inside < 0 ? LinkLayer.NONE : LinkLayer.ip(p, inside, LinkLayer.ANY_VERSION);
  }

  /**
   * Sequence number 2, N-PDU number 1, type of the next extension header 1; they are there when any
   * of the three flags is set. An extension header has its length in words in its first byte and
   * the next one's type in its last.
   *
   * @return the offset behind the last one, or -1
   */
  private static int behindOptions(DecodedPacket p, int flags, int options) {
    int at = options + 4;
    if (p.capturedEnd() < at) {
      return -1;
    }
    int next = (flags & EXTENSION) != 0 ? Bits.u8(p.bytes, at - 1) : 0;
    while (next != 0) {
      if (p.capturedEnd() - at < 4) {
        return -1;
      }
      int length = Bits.u8(p.bytes, at) * 4;
      if (length == 0 || p.capturedEnd() - at < length) {
        return -1;
      }
      at += length;
      next = Bits.u8(p.bytes, at - 1);
    }
    return at;
  }
}
