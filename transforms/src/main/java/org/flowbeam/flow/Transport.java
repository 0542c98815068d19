package org.flowbeam.flow;

import org.flowbeam.packet.IpProtocol;

/** The transport protocols of flows: their names in {@code flows.proto}, and what they have. */
public final class Transport {
  private static final int DCCP = 33;

  private Transport() {}

  /** Lower-case name; {@code ip-} and the number for protocols without a name here. */
  public static String name(int protocol) {
    return switch (protocol) {
      case IpProtocol.ICMP -> "icmp";
      case IpProtocol.IGMP -> "igmp";
      case 4 -> "ipip";
      case IpProtocol.TCP -> "tcp";
      case IpProtocol.UDP -> "udp";
      case DCCP -> "dccp";
      case 41 -> "ipv6";
      case 46 -> "rsvp";
      case IpProtocol.GRE -> "gre";
      case IpProtocol.ESP -> "esp";
      case IpProtocol.AH -> "ah";
      case IpProtocol.ICMP6 -> "icmp6";
      case 88 -> "eigrp";
      case 89 -> "ospf";
      case 103 -> "pim";
      case 112 -> "vrrp";
      case 115 -> "l2tp";
      case IpProtocol.SCTP -> "sctp";
      case IpProtocol.UDP_LITE -> "udplite";
      default -> "ip-" + protocol;
    };
  }

  public static boolean isIcmp(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMP6;
  }

  /** Whether the flow key's port fields hold ports. */
  public static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, IpProtocol.UDP_LITE -> true;
      default -> false;
    };
  }
}
