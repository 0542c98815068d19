package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.Ieee80211;
import org.flowbeam.packet.link.LinkLayer;

/**
 * The data channel of CAPWAP (RFC 5415, RFC 5416) between access points and their controller. What
 * is encrypted, fragments of frames and keep-alives are no tunnel.
 */
final class CapwapTunnel {
  /** Preamble 8, words of the header 5, radio 5, binding 5, flags 9; fragment 4 bytes. */
  private static final int MIN_HEADER = 8;

  private static final int HEADER_WORDS_SHIFT = 19;
  private static final int BINDING_SHIFT = 9;
  private static final int FIVE_BITS = 0x1f;
  private static final int IEEE_80211 = 1;

  /** Of the preamble: version 0, in clear text. */
  private static final int CLEAR_TEXT = 0;

  private static final int NATIVE_FRAME = 0x100;
  private static final int FRAGMENT = 0x80;
  private static final int KEEP_ALIVE = 0x08;

  private CapwapTunnel() {}

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  static int open(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < MIN_HEADER || p.bytes[at] != CLEAR_TEXT) {
      return LinkLayer.NONE;
    }
    int word = Bits.i32(p.bytes, at);
    int header = (word >>> HEADER_WORDS_SHIFT & FIVE_BITS) * 4;
    if (header < MIN_HEADER
        || p.capturedEnd() - at < header
        || (word & (FRAGMENT | KEEP_ALIVE)) != 0
        || !p.tunnels.push(Tunnel.CAPWAP, 0)) {
      return LinkLayer.NONE;
    }
    if ((word & NATIVE_FRAME) == 0) {
      return EtherTypes.innerEthernet(p, at + header);
    }
    return (word >>> BINDING_SHIFT & FIVE_BITS) == IEEE_80211
        ? Ieee80211.ofController(p, at + header)
        : LinkLayer.NONE;
  }
}
