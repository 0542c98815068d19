package org.flowbeam.protocol.dns;

/** First-level encoding of NetBIOS names (RFC 1001, 14.1): two letters from A to P per byte. */
final class NetbiosName {
  private static final int ENCODED_BYTES = 32;
  private static final int NAME_BYTES = 15; // the 16th is its type

  private NetbiosName() {}

  /**
   * Decodes the first label of a name in wire format; spaces and zeros that pad it and the type
   * byte are left out.
   *
   * @param into gets the name in wire format, lower case
   * @return its length, or 0 when the first label is no encoded name
   */
  static int decode(byte[] wire, int length, byte[] into) {
    if (length < ENCODED_BYTES + 2 || wire[0] != ENCODED_BYTES) {
      return 0;
    }
    int size = 0;
    for (int i = 0; i < NAME_BYTES + 1; i++) {
      int high = nibble(wire[1 + 2 * i]);
      int low = nibble(wire[2 + 2 * i]);
      if (high < 0 || low < 0) {
        return 0;
      }
      byte b = (byte) (high << 4 | low);
      into[1 + i] = DnsName.lowerCase(b);
      if (i < NAME_BYTES && b != ' ' && b != 0) {
        size = i + 1;
      }
    }
    if (size == 0) {
      return 0;
    }
    into[0] = (byte) size;
    int scope = length - ENCODED_BYTES - 1;
    for (int i = 0; i < scope; i++) {
      into[1 + size + i] = DnsName.lowerCase(wire[ENCODED_BYTES + 1 + i]);
    }
    return 1 + size + scope;
  }

  private static int nibble(byte letter) {
    int value = (letter & 0xdf) - 'A';
    return value >= 0 && value < 16 ? value : -1;
  }
}
