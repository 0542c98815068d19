package org.flowbeam.packet.link;

import static org.flowbeam.packet.link.LinkLayer.cut;
import static org.flowbeam.packet.link.LinkLayer.none;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;

/** The header that Linux gives the packets of its "any" device, versions 1 and 2. */
final class LinuxCooked {
  private static final int SLL_BYTES = 16;
  private static final int SLL2_BYTES = 20;
  private static final int PROTOCOL_ETHERNET = 3;
  private static final int PROTOCOL_LLC = 4;
  private static final int PROTOCOL_PPP = 7;
  private static final int PACKET_OUTGOING = 4;
  private static final int ARPHRD_IEEE80211_RADIOTAP = 803;
  private static final int ARPHRD_NETLINK = 824;

  private LinuxCooked() {}

  /** Packet type 2, ARPHRD 2, address length 2, address 8, protocol 2. */
  static int sll(DecodedPacket p, int at) {
    if (cut(p, at, SLL_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    sender(p, Bits.u16(p.bytes, at), Bits.u16(p.bytes, at + 4), at + 6);
    return payload(p, Bits.u16(p.bytes, at + 2), Bits.u16(p.bytes, at + 14), at + SLL_BYTES);
  }

  /** Protocol 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8. */
  static int sll2(DecodedPacket p, int at) {
    if (cut(p, at, SLL2_BYTES)) {
      return none(p, Unkeyed.TRUNCATED_HEADER);
    }
    sender(p, Bits.u8(p.bytes, at + 10), Bits.u8(p.bytes, at + 11), at + 12);
    return payload(p, Bits.u16(p.bytes, at + 8), Bits.u16(p.bytes, at), at + SLL2_BYTES);
  }

  private static void sender(DecodedPacket p, int packetType, int addressLength, int at) {
    if (packetType <= PACKET_OUTGOING) {
      p.captureDirection =
          packetType == PACKET_OUTGOING ? PacketRecord.DIRECTION_OUT : PacketRecord.DIRECTION_IN;
    }
    if (addressLength == 6) {
      p.sourceMacOffset = at;
    }
  }

  /** The protocol is an EtherType except on the two device kinds that give it another meaning. */
  private static int payload(DecodedPacket p, int arphrd, int protocol, int at) {
    return switch (arphrd) {
      case ARPHRD_NETLINK -> none(p, Unkeyed.NOT_IP);
      case ARPHRD_IEEE80211_RADIOTAP -> RadioHeader.radiotap(p, at);
      default -> payload(p, protocol, at);
    };
  }

  private static int payload(DecodedPacket p, int protocol, int at) {
    if (protocol > EtherTypes.MAX_8023_LENGTH) {
      return EtherTypes.tagged(p, protocol, at);
    }
    return switch (protocol) {
      case PROTOCOL_ETHERNET -> EtherTypes.ethernet(p, at);
      case PROTOCOL_LLC -> EtherTypes.llc(p, at);
      case PROTOCOL_PPP -> Ppp.framed(p, at);
      default -> none(p, Unkeyed.NOT_IP);
    };
  }
}
