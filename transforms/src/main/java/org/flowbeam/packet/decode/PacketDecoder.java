package org.flowbeam.packet.decode;

import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.ip.IpLayer;
import org.flowbeam.packet.ip.TransportLayer;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.packet.tunnel.Decapsulation;

/**
 * Finds the headers of one captured frame: link, IP, transport, and those of tunnels down to the
 * innermost IP packet. One instance per thread; it keeps nothing between packets and allocates
 * nothing per packet.
 *
 * <p>Captured bytes are hostile: whatever they say, {@link #decode} returns normally, reads only
 * {@code bytes[offset, offset + capturedLength)} and leaves either a packet that can be keyed, a
 * fragment, or a reason in {@link DecodedPacket#unkeyed}.
 */
public final class PacketDecoder {
  private final TransportLayer transport = new TransportLayer();
  private final Decapsulation decapsulation;
  private final int maxIpLayers;

  /** Opens all tunnels; VXLAN on its own port. */
  public PacketDecoder() {
    this(DecodeOptions.DEFAULT);
  }

  public PacketDecoder(DecodeOptions options) {
    decapsulation = new Decapsulation(options.vxlanPorts());
    maxIpLayers = options.tunnels() == DecodeOptions.Tunnels.OUTER ? 0 : TunnelStack.MAX_DEPTH;
  }

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
    decode(bytes, offset, capturedLength, wireLength, linkType, captureDirection, maxIpLayers, out);
  }

  /**
   * As {@link #decode(byte[], int, int, int, int, int, DecodedPacket)}, but opens at most {@code
   * maxIpLayers} IP packets: with less than {@link DecodedPacket#ipLayers} of the whole packet, the
   * result is one around it.
   */
  public void decode(
      byte[] bytes,
      int offset,
      int capturedLength,
      int wireLength,
      int linkType,
      int captureDirection,
      int maxIpLayers,
      DecodedPacket out) {
    out.reset(bytes, offset, capturedLength, wireLength, captureDirection);
    int version = LinkLayer.decode(out, linkType);
    if (version >= 0) {
      decodeLayers(out, version, Math.min(maxIpLayers, this.maxIpLayers));
    }
  }

  /**
   * Decodes an IP packet that was rebuilt, and the tunnels in it. VLANs, tunnels and overlay that
   * {@code out} has are taken for those around it and added to. {@code out} then describes {@code
   * bytes}: offsets of MACs must be offsets in them, and frame lengths are those given here.
   *
   * @param offset where the IP header starts
   */
  public void decodeIp(
      byte[] bytes, int offset, int capturedLength, int wireLength, DecodedPacket out) {
    out.bytes = bytes;
    out.frameOffset = offset;
    out.capturedLength = capturedLength;
    out.wireLength = wireLength;
    out.snapped = capturedLength < wireLength;
    out.within(offset, offset + capturedLength, offset + Math.max(wireLength, capturedLength));
    decodeLayers(out, LinkLayer.ANY_VERSION, maxIpLayers);
  }

  private void decodeLayers(DecodedPacket p, int version, int maxLayers) {
    if (!IpLayer.decode(p, version)) {
      return;
    }
    transport.decode(p);
    while (decapsulation.isCandidate(p) && p.ipLayers < maxLayers && decapsulation.open(p)) {
      if (p.fragment) {
        return;
      }
      transport.decode(p);
    }
  }
}
