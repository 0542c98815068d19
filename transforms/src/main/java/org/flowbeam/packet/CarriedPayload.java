package org.flowbeam.packet;

import java.io.Serializable;

/**
 * How much of a packet goes on to its flow: its IP and transport headers, and as many bytes of
 * payload as a flow may hand on per side. What lies deeper in one packet is certainly beyond that.
 *
 * @param maxBytes payload bytes that are carried at most, from {@link #MIN_BYTES} on
 */
public record CarriedPayload(int maxBytes) implements Serializable {
  /** As many as {@code src_first_bytes} shows are carried at any stream depth. */
  public static final int MIN_BYTES = 16;

  /** Of datagrams: streams of RTP are counted to their end at any stream depth. */
  public static final int MIN_UDP_BYTES = 64;

  /** More than any packet has. */
  private static final int MAX_BYTES = 1 << 30;

  /** All payload. */
  public static final CarriedPayload ALL = new CarriedPayload(MAX_BYTES);

  public CarriedPayload {
    if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException("payload carried: " + maxBytes);
    }
  }

  /**
   * For flows of this stream depth.
   *
   * @param depthBytes from 0 on
   */
  public static CarriedPayload ofDepth(long depthBytes) {
    return new CarriedPayload((int) Math.min(MAX_BYTES, Math.max(MIN_BYTES, depthBytes)));
  }

  /**
   * How many of the packet's captured IP bytes are carried. Fragments and ESP keep everything: how
   * deep their bytes lie is known when they are rebuilt or opened. Of an outer packet nothing but
   * its first bytes is ever looked at.
   */
  public int ipBytes(DecodedPacket packet) {
    if (keepsEverything(packet)) {
      return packet.ipCaptured;
    }
    int least = packet.protocol == IpProtocol.UDP ? MIN_UDP_BYTES : MIN_BYTES;
    int payload = packet.outer ? MIN_BYTES : Math.max(least, maxBytes);
    return Math.min(packet.ipCaptured, packet.payloadOffset - packet.ipOffset + payload);
  }

  /** The same for a copy of another packet, which is counted and not looked at. */
  public int ipBytesOfCopy(DecodedPacket packet) {
    return keepsEverything(packet) ? packet.ipCaptured : 0;
  }

  private static boolean keepsEverything(DecodedPacket packet) {
    return packet.fragment || packet.protocol == IpProtocol.ESP;
  }
}
