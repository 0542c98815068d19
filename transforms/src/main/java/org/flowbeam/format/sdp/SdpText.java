package org.flowbeam.format.sdp;

import com.google.common.net.InetAddresses;

/** Numbers in SDP. */
final class SdpText {
  private SdpText() {}

  /** A number of at most nine digits; 0 for anything else. */
  static int number(String text) {
    String digits = text.strip();
    if (digits.isEmpty() || digits.length() > 9) {
      return 0;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return 0;
      }
    }
    return Integer.parseInt(digits);
  }

  /**
   * The address of {@code IN IP4 address/ttl/count}, as RFC 5952 writes it; empty when there is
   * none.
   */
  static String address(String connection) {
    String[] parts = connection.strip().split(" +", 4);
    if (parts.length < 3) {
      return "";
    }
    int slash = parts[2].indexOf('/');
    return canonical(slash < 0 ? parts[2] : parts[2].substring(0, slash));
  }

  /** An address of IPv6 as tables write it; any other text as it is. */
  static String canonical(String address) {
    boolean ipv6 = address.indexOf(':') >= 0 && InetAddresses.isInetAddress(address);
    return ipv6 ? InetAddresses.toAddrString(InetAddresses.forString(address)) : address;
  }
}
