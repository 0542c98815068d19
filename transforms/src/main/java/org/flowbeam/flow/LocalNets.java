package org.flowbeam.flow;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bits;

/**
 * Networks that count as local. Addresses are 128 bits in two halves, IPv4 as ::ffff:a.b.c.d, as in
 * the flow key.
 */
public final class LocalNets implements Serializable {
  /**
   * Private (RFC 1918), shared (RFC 6598), loopback and link-local IPv4; loopback, link-local and
   * unique local (RFC 4193) IPv6.
   */
  public static final LocalNets PRIVATE =
      parse(
          List.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "::1/128",
              "fe80::/10",
              "fc00::/7"));

  private static final int WORDS = 4;

  /** Per network: high and low half of the address, high and low half of the mask. */
  private final long[] networks;

  private LocalNets(long[] networks) {
    this.networks = networks;
  }

  /**
   * Parses networks such as 10.0.0.0/8 or fd00::/8; a bare address is one host.
   *
   * @throws IllegalArgumentException naming the text that is no network
   */
  public static LocalNets parse(List<String> cidrs) {
    long[] networks = new long[cidrs.size() * WORDS];
    int at = 0;
    for (String cidr : cidrs) {
      parse(cidr.trim(), networks, at);
      at += WORDS;
    }
    return new LocalNets(networks);
  }

  public boolean contains(long high, long low) {
    for (int i = 0; i < networks.length; i += WORDS) {
      if ((high & networks[i + 2]) == networks[i] && (low & networks[i + 3]) == networks[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private static void parse(String cidr, long[] networks, int at) {
    int slash = cidr.indexOf('/');
    byte[] address = address(slash < 0 ? cidr : cidr.substring(0, slash), cidr);
    boolean ipv4 = address.length == 4;
    int bits = slash < 0 ? 8 * address.length : prefix(cidr.substring(slash + 1), cidr);
    if (bits < 0 || bits > 8 * address.length) {
      throw notANetwork(cidr);
    }
    int length = ipv4 ? bits + 96 : bits;
    long maskHigh = mask(Math.min(64, length));
    long maskLow = mask(Math.max(0, length - 64));
    long high = ipv4 ? 0 : Bits.i64(address, 0);
    long low = ipv4 ? 0xffff_0000_0000L | Bits.u32(address, 0) : Bits.i64(address, 8);
    networks[at] = high & maskHigh;
    networks[at + 1] = low & maskLow;
    networks[at + 2] = maskHigh;
    networks[at + 3] = maskLow;
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  /** A literal address only: names must not be looked up. */
  private static byte[] address(String text, String cidr) {
    boolean ipv6 = text.indexOf(':') >= 0;
    if (!(ipv6 ? text.matches("[0-9a-fA-F:.]+") : text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+"))) {
      throw notANetwork(cidr);
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw notANetwork(cidr);
    }
  }

  private static int prefix(String text, String cidr) {
    if (!text.matches("\\d{1,3}")) {
      throw notANetwork(cidr);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException notANetwork(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a network such as 10.0.0.0/8 or fd00::/8");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalNets nets && Arrays.equals(networks, nets.networks);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(networks);
  }
}
