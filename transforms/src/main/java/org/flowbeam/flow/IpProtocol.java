package org.flowbeam.flow;

/** IP protocol numbers (IANA) that flows are treated by, and their names in {@code flows.proto}. */
public final class IpProtocol {
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMP6 = 58;
  public static final int SCTP = 132;
  public static final int UDP_LITE = 136;

  private static final int DCCP = 33;

  private IpProtocol() {}

  /** Lower-case name; {@code ip-} and the number for protocols without a name here. */
  public static String name(int protocol) {
    return switch (protocol) {
      case ICMP -> "icmp";
      case 2 -> "igmp";
      case 4 -> "ipip";
      case TCP -> "tcp";
      case UDP -> "udp";
      case DCCP -> "dccp";
      case 41 -> "ipv6";
      case 46 -> "rsvp";
      case 47 -> "gre";
      case 50 -> "esp";
      case 51 -> "ah";
      case ICMP6 -> "icmp6";
      case 88 -> "eigrp";
      case 89 -> "ospf";
      case 103 -> "pim";
      case 112 -> "vrrp";
      case 115 -> "l2tp";
      case SCTP -> "sctp";
      case UDP_LITE -> "udplite";
      default -> "ip-" + protocol;
    };
  }

  public static boolean isIcmp(int protocol) {
    return protocol == ICMP || protocol == ICMP6;
  }

  /** Whether the flow key's port fields hold ports. */
  public static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
      default -> false;
    };
  }
}
