package org.flowbeam.packet;

/**
 * Which ICMP and ICMPv6 messages answer each other: the request and reply pairs of the Community ID
 * specification, which took them from Zeek. All other types go one way.
 */
public final class IcmpTypes {
  static final int ONE_WAY = -1;

  private IcmpTypes() {}

  /** The type that answers, or is answered by, this one, or {@link #ONE_WAY}. */
  static int counterpart(int protocol, int type) {
    return protocol == IpProtocol.ICMP ? counterpart4(type) : counterpart6(type);
  }

  /** Echo, timestamp, information and mask messages carry an identifier at bytes 4 and 5. */
  public static boolean hasIdentifier(int protocol, int type) {
    return protocol == IpProtocol.ICMP
        ? type == 0 || type == 8 || (type >= 13 && type <= 18)
        : type == 128 || type == 129;
  }

  private static int counterpart4(int type) {
    return switch (type) {
      case 0 -> 8; // echo reply, echo
      case 8 -> 0;
      case 9 -> 10; // router advertisement, solicitation
      case 10 -> 9;
      case 13 -> 14; // timestamp, reply
      case 14 -> 13;
      case 15 -> 16; // information request, reply
      case 16 -> 15;
      case 17 -> 18; // address mask request, reply
      case 18 -> 17;
      default -> ONE_WAY;
    };
  }

  private static int counterpart6(int type) {
    return switch (type) {
      case 128 -> 129; // echo request, reply
      case 129 -> 128;
      case 130 -> 131; // multicast listener query, report
      case 131 -> 130;
      case 133 -> 134; // router solicitation, advertisement
      case 134 -> 133;
      case 135 -> 136; // neighbour solicitation, advertisement
      case 136 -> 135;
      case 139 -> 140; // node information query, response
      case 140 -> 139;
      case 144 -> 145; // home agent address discovery request, reply
      case 145 -> 144;
      default -> ONE_WAY;
    };
  }
}
