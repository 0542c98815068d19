package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;
import org.jspecify.annotations.Nullable;

/**
 * What {@code PacketDecoder} found in one packet. One mutable object per thread, overwritten by
 * every decode; offsets are absolute in {@link #bytes}, which belongs to the caller and is valid
 * during the call only.
 *
 * <p>Fields are filled as far as decoding came: all link fields always; the IP fields when {@link
 * #ipVersion} is not 0; the transport fields when in addition {@link #unkeyed} is null and {@link
 * #fragment} is false.
 */
public final class DecodedPacket {
  public static final int MAX_VLANS = 8;

  /** The captured frame: {@code bytes[frameOffset, frameOffset + capturedLength)}. */
  public byte[] bytes = new byte[0];

  public int frameOffset;
  public int capturedLength;

  /** Length of the frame on the wire, as the capture states it. */
  public int wireLength;

  /**
   * Why the packet has no flow. The decoder leaves null when there is a flow key, and for
   * fragments; whoever drops a packet for its time or by a filter sets the reason before encoding.
   */
  public @Nullable Unkeyed unkeyed;

  /**
   * True for a part of a datagram, the first part included: it has addresses, but its transport
   * header is looked for only when the datagram is whole ({@code FragmentAssembler}).
   */
  public boolean fragment;

  /** 4 or 6; 0 when the packet is not IP. */
  public int ipVersion;

  public int ipOffset;

  /**
   * The IP packet's length by its own header, never beyond the end of the frame on the wire; up to
   * that end for packets whose header leaves the length to segmentation offload.
   */
  public int ipLength;

  /** How many of the {@link #ipLength} bytes were captured. */
  public int ipCaptured;

  /** Offset of the endpoints' 4 or 16 address bytes: see {@code IpLayer} on routing headers. */
  public int sourceAddressOffset;

  public int destinationAddressOffset;

  /** IPv4 identification, or the identification of the IPv6 fragment header. */
  public int fragmentId;

  /**
   * The protocol of the transport header (after IPv6 extension headers); for IPv6 fragments what
   * the fragment header names, which may be an extension header.
   */
  public int protocol;

  /** Where the transport header starts; for fragments, where the fragment's data does. */
  public int transportOffset;

  /** Ports of TCP, UDP, UDP-Lite and SCTP; for ICMP and ICMPv6 the type and the code; else 0. */
  public int sourcePort;

  public int destinationPort;

  /**
   * Transport payload: where it starts, how long its headers say it is, how much of that was
   * captured. The start lies beyond the captured bytes when TCP options were cut, and is that of
   * the transport header in packets without one, whose lengths are 0.
   */
  public int payloadOffset;

  public int payloadLength;
  public int payloadCaptured;

  /** Offset of the six source MAC bytes, or -1. */
  public int sourceMacOffset;

  public int destinationMacOffset;

  public int vlanCount;
  public final int[] vlanIds = new int[MAX_VLANS];

  /** The tunnel headers between the frame and the IP packet, outermost first. */
  public final TunnelStack tunnels = new TunnelStack();

  /** {@link PacketRecord#DIRECTION_UNKNOWN}, {@code _IN} or {@code _OUT}: what the capture says. */
  public int captureDirection;

  /** The captured length is less than the wire length. */
  public boolean snapped;

  /** The whole IP packet that its header promises was captured, and it is no fragment. */
  public boolean whole;

  /** The IP header promises more bytes than the frame had on the wire. */
  public boolean cutOnWire;

  /** The header leaves the IP length to segmentation offload. */
  public boolean lengthOffloaded;

  public boolean badIpChecksum;
  public boolean badTransportChecksum;

  /** The checksum of IPv4 or of the transport is not computed yet but left to the network card. */
  public boolean offloadedChecksum;

  /** 0 outside overlay networks, else 1 + VNI or VSID of the innermost one. */
  public int overlay;

  /** How many IP packets lie around this one and were opened. */
  public int ipLayers;

  /** See {@link PacketRecord#OUTER}; the decoder leaves false. */
  public boolean outer;

  private int capturedEnd;
  private int wireEnd;

  public void reset(
      byte[] bytes, int offset, int capturedLength, int wireLength, int captureDirection) {
    this.bytes = bytes;
    frameOffset = offset;
    this.capturedLength = capturedLength;
    this.wireLength = wireLength;
    this.captureDirection = captureDirection;
    snapped = capturedLength < wireLength;
    sourceMacOffset = -1;
    destinationMacOffset = -1;
    vlanCount = 0;
    tunnels.clear();
    overlay = 0;
    ipLayers = 0;
    outer = false;
    within(offset, offset + capturedLength, offset + Math.max(wireLength, capturedLength));
  }

  /**
   * Forgets the IP packet, if any, and lets what follows lie between these offsets: in a frame or
   * in the payload of a tunnel. Link fields and tunnels stay.
   */
  public void within(int offset, int capturedEnd, int wireEnd) {
    this.capturedEnd = capturedEnd;
    this.wireEnd = wireEnd;
    unkeyed = null;
    fragment = false;
    ipVersion = 0;
    ipOffset = offset;
    ipLength = 0;
    ipCaptured = 0;
    sourceAddressOffset = -1;
    destinationAddressOffset = -1;
    fragmentId = 0;
    protocol = 0;
    transportOffset = offset;
    sourcePort = 0;
    destinationPort = 0;
    payloadOffset = offset;
    payloadLength = 0;
    payloadCaptured = 0;
    whole = false;
    cutOnWire = false;
    lengthOffloaded = false;
    badIpChecksum = false;
    badTransportChecksum = false;
    offloadedChecksum = false;
  }

  /** Ends what can follow {@code lengthBytes} behind an offset, if that is not beyond its end. */
  public void narrow(int offset, int lengthBytes) {
    wireEnd = Math.min(wireEnd, offset + lengthBytes);
    capturedEnd = Math.min(capturedEnd, wireEnd);
  }

  /** Makes this the same as the other packet, of the same bytes. */
  public void copyFrom(DecodedPacket other) {
    bytes = other.bytes;
    frameOffset = other.frameOffset;
    capturedLength = other.capturedLength;
    wireLength = other.wireLength;
    captureDirection = other.captureDirection;
    snapped = other.snapped;
    sourceMacOffset = other.sourceMacOffset;
    destinationMacOffset = other.destinationMacOffset;
    vlanCount = other.vlanCount;
    System.arraycopy(other.vlanIds, 0, vlanIds, 0, vlanIds.length);
    tunnels.copyFrom(other.tunnels);
    overlay = other.overlay;
    ipLayers = other.ipLayers;
    outer = other.outer;
    copyIpFrom(other);
  }

  private void copyIpFrom(DecodedPacket other) {
    capturedEnd = other.capturedEnd;
    wireEnd = other.wireEnd;
    unkeyed = other.unkeyed;
    fragment = other.fragment;
    ipVersion = other.ipVersion;
    ipOffset = other.ipOffset;
    ipLength = other.ipLength;
    ipCaptured = other.ipCaptured;
    sourceAddressOffset = other.sourceAddressOffset;
    destinationAddressOffset = other.destinationAddressOffset;
    fragmentId = other.fragmentId;
    protocol = other.protocol;
    transportOffset = other.transportOffset;
    sourcePort = other.sourcePort;
    destinationPort = other.destinationPort;
    payloadOffset = other.payloadOffset;
    payloadLength = other.payloadLength;
    payloadCaptured = other.payloadCaptured;
    whole = other.whole;
    cutOnWire = other.cutOnWire;
    lengthOffloaded = other.lengthOffloaded;
    badIpChecksum = other.badIpChecksum;
    badTransportChecksum = other.badTransportChecksum;
    offloadedChecksum = other.offloadedChecksum;
  }

  /**
   * Begins with what surrounds an IP packet that did not come in one frame: link, tunnels and
   * overlay are those of {@code around}.
   *
   * @param bytes the array that will hold the packet; the MAC addresses, if there are any, are at
   *     its start
   */
  public void resume(byte[] bytes, PacketRecord around) {
    reset(bytes, 0, 0, 0, around.captureDirection());
    boolean macs = around.has(PacketRecord.HAS_MACS);
    sourceMacOffset = macs ? 0 : -1;
    destinationMacOffset = macs ? 6 : -1;
    vlanCount = around.vlanCount();
    for (int i = 0; i < vlanCount; i++) {
      vlanIds[i] = around.vlanId(i);
    }
    tunnels.load(around);
    overlay = Bits.i32(around.bytes(), around.keyOffset() + FlowKey.OVERLAY);
  }

  /** End of the captured bytes that can hold what follows, absolute: of the frame or a tunnel. */
  public int capturedEnd() {
    return capturedEnd;
  }

  /**
   * End of the frame, or of the tunnel's payload, on the wire, absolute; a capture that states less
   * than it holds is overruled.
   */
  public int wireEnd() {
    return wireEnd;
  }

  /** End of the IP packet on the wire, absolute. */
  public int ipEnd() {
    return ipOffset + ipLength;
  }

  /** End of the captured part of the IP packet, absolute. */
  public int ipCapturedEnd() {
    return ipOffset + ipCaptured;
  }
}
