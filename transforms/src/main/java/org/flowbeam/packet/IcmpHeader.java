package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;
import org.jspecify.annotations.Nullable;

/** Type, code and identifier of the first packet of a flow of ICMP or ICMPv6. */
public final class IcmpHeader {
  private int type = -1;
  private int code = -1;
  private int identifier = -1;

  /** Reads the header of the first packet of a flow of any protocol. */
  public void take(PacketRecord first) {
    int protocol = first.protocol();
    int at = first.transportOffset();
    boolean icmp = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMP6;
    boolean readable = icmp && first.ipOffset() + first.carried() - at >= 2;
    type = readable ? Bits.u8(first.bytes(), at) : -1;
    code = readable ? Bits.u8(first.bytes(), at + 1) : -1;
    boolean identified = readable && hasIdentifier(protocol, type);
    identifier = identified ? Bits.u16(first.bytes(), first.keyOffset() + FlowKey.IDENTIFIER) : -1;
  }

  private static boolean hasIdentifier(int protocol, int type) {
    return protocol == IpProtocol.ICMP
        ? type == 0 || type == 8 || (type >= 13 && type <= 18)
        : type == 128 || type == 129;
  }

  /** Or -1. */
  public int type() {
    return type;
  }

  /** Or -1. */
  public int code() {
    return code;
  }

  /** Of echo, time stamp, information and mask messages, else null. */
  public @Nullable Integer identifier() {
    return identifier < 0 ? null : identifier;
  }
}
