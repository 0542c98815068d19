package org.flowbeam.protocol.dns;

import org.flowbeam.io.bytes.EscapedText;

/** Names as {@link EscapedText}. Dots inside a label stay dots, as in Zeek's logs. */
final class DnsText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Of the thread that owns this object; holds a name with dots. */
  private final byte[] dotted = new byte[DnsName.MAX_BYTES];

  private final byte[] decoded = new byte[DnsName.MAX_BYTES];

  /** A name in wire format as text: labels joined with dots, without a final one; root is "". */
  String name(byte[] wire, int length) {
    int size = 0;
    for (int at = 0; at < length && wire[at] != 0; at += wire[at] + 1) {
      if (size > 0) {
        dotted[size++] = '.';
      }
      System.arraycopy(wire, at + 1, dotted, size, wire[at]);
      size += wire[at];
    }
    return EscapedText.of(dotted, 0, size);
  }

  /** The decoded NetBIOS name, or the name itself when it is none. */
  String netbiosName(DnsName name) {
    int length = NetbiosName.decode(name.sent, name.length, decoded);
    return length > 0 ? name(decoded, length) : name(name.lower, name.length);
  }

  static void hex(StringBuilder text, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      text.append(HEX[(bytes[i] >> 4) & 0xf]).append(HEX[bytes[i] & 0xf]);
    }
  }
}
