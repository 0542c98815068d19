package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.ip;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/** Frames of ATM's adaptation layer 5 (RFC 2684), with what capture programs put before them. */
final class Atm {
  /** A bare control byte, as routers of Cisco send it; then an NLPID. */
  private static final int UNNUMBERED_INFORMATION = 0x03;

  /** LLC and SNAP of organisation 00-80-C2, protocol 2, padding 2, then a frame of Ethernet. */
  private static final int BRIDGED_BYTES = 10;

  private static final int BRIDGED_FIRST = 0xaaaa0300;
  private static final int BRIDGED_SECOND = 0x80c2;
  private static final int BRIDGED_WITH_FCS = 1;
  private static final int BRIDGED = 7;

  /** Direction and traffic type 1, path 1, channel 2. */
  private static final int SUN_BYTES = 4;

  private static final int SUN_SENT = 0x80;
  private static final int SUN_TYPE = 0x0f;
  private static final int SUN_LANE = 1;
  private static final int LANE_BYTES = 2;

  /** Signalling and management have the channels below this of path 0. */
  private static final int FIRST_USER_CHANNEL = 32;

  private Atm() {}

  /** RFC 2684 with LLC, or Cisco's NLPID without. */
  static int llc(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    if (p.bytes[at] == UNNUMBERED_INFORMATION) {
      return FrameRelay.nlpid(p, at + 1);
    }
    return isBridged(p, at) ? EtherTypes.ethernet(p, at + BRIDGED_BYTES) : EtherTypes.llc(p, at);
  }

  private static boolean isBridged(DecodedPacket p, int at) {
    if (cut(p, at, BRIDGED_BYTES)) {
      return false;
    }
    int protocol = Bits.u16(p.bytes, at + 6);
    return Bits.i32(p.bytes, at) == BRIDGED_FIRST
        && Bits.u16(p.bytes, at + 4) == BRIDGED_SECOND
        && (protocol == BRIDGED_WITH_FCS || protocol == BRIDGED);
  }

  /** Linux: LLC, or IPv4 alone (RFC 1577). */
  static int classicalIp(DecodedPacket p, int at) {
    if (cut(p, at, 1)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    return Bits.u8(p.bytes, at) >>> 4 == 4 ? ip(p, at, 4) : EtherTypes.llc(p, at);
  }

  /** Solaris: direction and type of the traffic, circuit, then LLC or an emulated LAN's frame. */
  static int sun(DecodedPacket p, int at) {
    if (cut(p, at, SUN_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    int first = Bits.u8(p.bytes, at);
    p.captureDirection =
        (first & SUN_SENT) != 0 ? PacketRecord.DIRECTION_OUT : PacketRecord.DIRECTION_IN;
    boolean path0 = p.bytes[at + 1] == 0;
    if (path0 && Bits.u16(p.bytes, at + 2) < FIRST_USER_CHANNEL) {
      return none(p, Unkeyed.NOT_IP);
    }
    return (first & SUN_TYPE) == SUN_LANE
        ? EtherTypes.ethernet(p, at + SUN_BYTES + LANE_BYTES)
        : llc(p, at + SUN_BYTES);
  }
}
