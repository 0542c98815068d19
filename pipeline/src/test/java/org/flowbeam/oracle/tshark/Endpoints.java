package org.flowbeam.oracle.tshark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.DecodedPacket;
import org.jspecify.annotations.Nullable;

/** What identifies the flow of a packet, as text: {@code udp 10.0.0.1 5000 > 10.0.0.2 53}. */
final class Endpoints {
  /** No IP packet, or one of which too little was captured. */
  static final String NONE = "-";

  /** The protocol of a later fragment, which has no ports. */
  static final String FRAGMENT = "fragment";

  /** Any protocol without ports or types. */
  static final String OTHER = "other";

  private static final Set<String> PORTS = Set.of("tcp", "udp", "udplite", "sctp");

  private Endpoints() {}

  static String of(DecodedPacket p) {
    if (p.unkeyed != null) {
      return NONE;
    }
    String source = address(p, p.sourceAddressOffset);
    String destination = address(p, p.destinationAddressOffset);
    String protocol = p.fragment ? FRAGMENT : name(p.protocol);
    return protocol.equals(FRAGMENT) || protocol.equals(OTHER)
        ? of(protocol, source, destination, null, null)
        : of(
            protocol,
            source,
            destination,
            String.valueOf(p.sourcePort),
            String.valueOf(p.destinationPort));
  }

  /** As tcpdump writes it: {@code 10.0.0.1.5000 > 10.0.0.2.53}, with ports where there are any. */
  static String pair(DecodedPacket p) {
    if (p.unkeyed != null) {
      return NONE;
    }
    boolean ports = !p.fragment && PORTS.contains(name(p.protocol));
    String source = text(p, p.sourceAddressOffset);
    String destination = text(p, p.destinationAddressOffset);
    return ports
        ? source + "." + p.sourcePort + " > " + destination + "." + p.destinationPort
        : source + " > " + destination;
  }

  private static String text(DecodedPacket p, int offset) {
    byte[] address = new byte[16];
    if (p.ipVersion == 4) {
      address[10] = -1;
      address[11] = -1;
      System.arraycopy(p.bytes, offset, address, 12, 4);
    } else {
      System.arraycopy(p.bytes, offset, address, 0, 16);
    }
    return Address.text(address, 0);
  }

  static String of(
      String protocol,
      String source,
      String destination,
      @Nullable String sourcePort,
      @Nullable String destinationPort) {
    return sourcePort == null
        ? protocol + " " + source + " > " + destination
        : protocol + " " + source + " " + sourcePort + " > " + destination + " " + destinationPort;
  }

  private static String name(int protocol) {
    return switch (protocol) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "icmpv6";
      case 132 -> "sctp";
      case 136 -> "udplite";
      default -> OTHER;
    };
  }

  private static String address(DecodedPacket p, int offset) {
    int length = p.ipVersion == 4 ? 4 : 16;
    return canonical(Arrays.copyOfRange(p.bytes, offset, offset + length));
  }

  /** Java's notation of an address that another program wrote. */
  static String canonical(String address) {
    try {
      return canonical(InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }

  private static String canonical(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address of " + address.length + " bytes", e);
    }
  }
}
