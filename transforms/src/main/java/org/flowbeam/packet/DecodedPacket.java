package org.flowbeam.packet;

import org.jspecify.annotations.Nullable;

/**
 * What {@link PacketDecoder} found in one packet. One mutable object per thread, overwritten by
 * every decode; offsets are absolute in {@link #bytes}, which belongs to the caller and is valid
 * during the call only.
 */
public final class DecodedPacket {
  public static final int MAX_VLANS = 8;

  /** The captured frame: {@code bytes[frameOffset, frameOffset + capturedLength)}. */
  public byte[] bytes = new byte[0];

  public int frameOffset;
  public int capturedLength;

  /** Length of the frame on the wire, as the capture states it. */
  public int wireLength;

  /** Null when the packet has a flow key or is a later fragment. */
  public @Nullable Unkeyed unkeyed;

  /** True for a fragment other than the first: it has addresses but no ports. */
  public boolean laterFragment;

  /** True for every fragment, the first included. */
  public boolean fragment;

  /** 4 or 6; 0 when the packet is not IP. */
  public int ipVersion;

  public int ipOffset;

  /**
   * The IP packet's length by its own header, or up to the end of the frame for offloaded packets.
   */
  public int ipLength;

  /** How many of the {@link #ipLength} bytes were captured. */
  public int ipCaptured;

  /** IPv4 identification, or the identification of the IPv6 fragment header. */
  public int fragmentId;

  /** The protocol of the transport header (after IPv6 extension headers). */
  public int protocol;

  public int transportOffset;
  public int sourcePort;
  public int destinationPort;

  /** Transport payload: where it starts, how long IP says it is, how much of that was captured. */
  public int payloadOffset;

  public int payloadLength;
  public int payloadCaptured;

  /** Offset of the six source MAC bytes, or -1. */
  public int sourceMacOffset;

  public int destinationMacOffset;

  public int vlanCount;
  public final int[] vlanIds = new int[MAX_VLANS];

  /** {@link PacketRecord#DIRECTION_UNKNOWN}, {@code _IN} or {@code _OUT}: what the capture says. */
  public int captureDirection;

  /** The captured length is less than the wire length. */
  public boolean snapped;

  public boolean badIpChecksum;
  public boolean badTransportChecksum;

  /** The transport checksum is the bare pseudo-header sum: left to the network card. */
  public boolean offloadedChecksum;

  /** 0 outside overlay networks, else 1 + VNI or VSID. */
  public int overlay;
}
