package org.flowbeam.packet.decode;

import org.flowbeam.packet.Address;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.link.LinkLayer;

/** Decodes frames that were captured whole. */
public final class Decode {
  private Decode() {}

  public static DecodedPacket ethernet(byte[] frame) {
    return frame(frame, LinkLayer.ETHERNET);
  }

  public static DecodedPacket raw(byte[] packet) {
    return frame(packet, LinkLayer.RAW);
  }

  public static DecodedPacket frame(byte[] frame, int linkType) {
    return snapped(frame, frame.length, linkType);
  }

  public static DecodedPacket snapped(byte[] frame, int capturedLength, int linkType) {
    DecodedPacket packet = new DecodedPacket();
    new PacketDecoder()
        .decode(
            frame,
            0,
            capturedLength,
            frame.length,
            linkType,
            PacketRecord.DIRECTION_UNKNOWN,
            packet);
    return packet;
  }

  public static String source(DecodedPacket packet) {
    return address(packet, packet.sourceAddressOffset);
  }

  public static String destination(DecodedPacket packet) {
    return address(packet, packet.destinationAddressOffset);
  }

  private static String address(DecodedPacket packet, int offset) {
    byte[] address = new byte[16];
    if (packet.ipVersion == 4) {
      address[10] = -1;
      address[11] = -1;
      System.arraycopy(packet.bytes, offset, address, 12, 4);
    } else {
      System.arraycopy(packet.bytes, offset, address, 0, 16);
    }
    return Address.text(address, 0);
  }
}
