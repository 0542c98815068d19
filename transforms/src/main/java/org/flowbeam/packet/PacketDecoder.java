package org.flowbeam.packet;

/**
 * Finds the headers of one captured frame: link, IP, transport. One instance per thread; it keeps
 * nothing between packets and allocates nothing per packet.
 *
 * <p>Captured bytes are hostile: whatever they say, {@link #decode} returns normally, reads only
 * {@code bytes[offset, offset + capturedLength)} and leaves either a packet that can be keyed, a
 * fragment, or a reason in {@link DecodedPacket#unkeyed}.
 */
public final class PacketDecoder {
  private final TransportLayer transport = new TransportLayer();

  /**
   * Decodes one frame into {@code out}.
   *
   * @param capturedLength how many bytes of the frame are there
   * @param wireLength how long the capture says the frame was
   * @param linkType the capture's LINKTYPE_ value; see {@link LinkLayer}
   * @param captureDirection {@link PacketRecord#DIRECTION_UNKNOWN}, {@code _IN} or {@code _OUT} as
   *     the capture file states it; a direction in the link header overrides it
   */
  public void decode(
      byte[] bytes,
      int offset,
      int capturedLength,
      int wireLength,
      int linkType,
      int captureDirection,
      DecodedPacket out) {
    out.reset(bytes, offset, capturedLength, wireLength, captureDirection);
    int version = LinkLayer.decode(out, linkType);
    if (version >= 0 && IpLayer.decode(out, version)) {
      transport.decode(out);
    }
  }

  /**
   * Decodes an IP packet that did not come in one frame, such as a rebuilt datagram; link and
   * tunnels around it are in {@code out} already.
   */
  void decodeIp(byte[] bytes, int offset, int capturedLength, int wireLength, DecodedPacket out) {
    out.bytes = bytes;
    out.frameOffset = offset;
    out.capturedLength = capturedLength;
    out.wireLength = wireLength;
    out.snapped = capturedLength < wireLength;
    out.ipOffset = offset;
    if (IpLayer.decode(out, LinkLayer.ANY_VERSION)) {
      transport.decode(out);
    }
  }
}
