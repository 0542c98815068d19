package org.flowbeam.format.sdp;

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

  /** The address of {@code IN IP4 address/ttl/count}; empty when there is none. */
  static String address(String connection) {
    String[] parts = connection.strip().split(" +", 4);
    if (parts.length < 3) {
      return "";
    }
    int slash = parts[2].indexOf('/');
    return slash < 0 ? parts[2] : parts[2].substring(0, slash);
  }
}
