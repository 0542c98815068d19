package org.flowbeam.packet.tunnel;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.link.EtherTypes;
import org.flowbeam.packet.link.Ieee80211;
import org.flowbeam.packet.link.LinkLayer;

/**
 * TaZmen Sniffer Protocol, in which routers and access points send what they capture to somebody
 * who watches: version 1, type 1, encapsulation 2, tags, and the frame.
 */
final class TzspTunnel {
  private static final int HEADER = 4;
  private static final int VERSION = 1;

  private static final int RECEIVED = 0;
  private static final int TRANSMITTED = 1;

  private static final int ETHERNET = 1;
  private static final int IEEE_80211 = 18;

  /** The two tags of one byte; all others have a length of one byte, and as many bytes. */
  private static final int PADDING = 0;

  private static final int END = 1;

  private TzspTunnel() {}

  /** The IP version that the headers at {@code at} promise, or {@link LinkLayer#NONE}. */
  static int open(DecodedPacket p, int at) {
    if (p.capturedEnd() - at < HEADER || p.bytes[at] != VERSION || !hasFrame(p.bytes[at + 1])) {
      return LinkLayer.NONE;
    }
    int frame = behindTags(p, at + HEADER);
    if (frame < 0 || !p.tunnels.push(Tunnel.TZSP, 0)) {
      return LinkLayer.NONE;
    }
    return switch (Bits.u16(p.bytes, at + 2)) {
      case ETHERNET -> EtherTypes.innerEthernet(p, frame);
      case IEEE_80211 -> Ieee80211.frame(p, frame, false);
      default -> LinkLayer.NONE;
    };
  }

  private static boolean hasFrame(int type) {
    return type == RECEIVED || type == TRANSMITTED;
  }

  /** Returns the offset behind the last tag, or -1 if there is none. */
  private static int behindTags(DecodedPacket p, int tags) {
    int at = tags;
    while (p.capturedEnd() - at >= 1) {
      switch (Bits.u8(p.bytes, at)) {
        case END -> {
          return at + 1;
        }
        case PADDING -> at++;
        default -> {
          if (p.capturedEnd() - at < 2) {
            return -1;
          }
          at += 2 + Bits.u8(p.bytes, at + 1);
        }
      }
    }
    return -1;
  }
}
