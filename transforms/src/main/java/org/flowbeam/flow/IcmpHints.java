package org.flowbeam.flow;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;

/** What the type of an ICMP message says about who sent it. */
final class IcmpHints {
  private IcmpHints() {}

  /** Of the messages that come in pairs, those that ask and those that only answer. */
  static Sender sender(PacketRecord packet) {
    int at = packet.transportOffset();
    if (at >= packet.ipOffset() + packet.carried()) {
      return Sender.UNKNOWN;
    }
    int type = Bits.u8(packet.bytes(), at);
    return packet.protocol() == IpProtocol.ICMP
        ? switch (type) {
          case 8, 13, 15, 17 -> Sender.CLIENT;
          case 0, 14, 16, 18 -> Sender.SERVER;
          default -> Sender.UNKNOWN;
        }
        : switch (type) {
          case 128, 139, 144 -> Sender.CLIENT;
          case 129, 140, 145 -> Sender.SERVER;
          default -> Sender.UNKNOWN;
        };
  }
}
