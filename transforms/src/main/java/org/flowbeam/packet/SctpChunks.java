package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;

/** The chunks by which an SCTP association begins (RFC 9260, section 5.1). */
public final class SctpChunks {
  /** The first one, by the side that opens. */
  public static final int INIT = 1;

  /** The answer. */
  public static final int INIT_ACK = 2;

  /** By the side that opens. */
  public static final int COOKIE_ECHO = 10;

  /** The answer. */
  public static final int COOKIE_ACK = 11;

  private SctpChunks() {}

  /** The type of the first chunk of an SCTP packet, or -1; these four are never behind another. */
  public static int first(PacketRecord packet) {
    boolean readable = packet.protocol() == IpProtocol.SCTP && packet.payloadCarried() > 0;
    return readable ? Bits.u8(packet.bytes(), packet.payloadOffset()) : -1;
  }
}
