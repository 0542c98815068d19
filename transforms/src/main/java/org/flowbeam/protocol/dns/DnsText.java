package org.flowbeam.protocol.dns;

import org.flowbeam.io.bytes.EscapedText;

/**
 * Names as {@link EscapedText}. A dot inside a label is escaped as well, {@code \x2e}, so that two
 * names never look alike; inside a decoded NetBIOS name, which is one label, it stays.
 */
final class DnsText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Of the thread that owns this object; holds a name with dots. */
  private final byte[] dotted = new byte[DnsName.MAX_BYTES];

  private final byte[] decoded = new byte[DnsName.MAX_BYTES];

  /** A name in wire format as text: labels joined with dots, without a final one; root is "". */
  String name(byte[] wire, int length) {
    for (int at = 0; at < length && wire[at] != 0; at += wire[at] + 1) {
      if (hasDot(wire, at + 1, at + 1 + wire[at])) {
        return withEscapedDots(wire, length);
      }
    }
    return joined(wire, length);
  }

  private static boolean hasDot(byte[] wire, int from, int to) {
    for (int i = from; i < to; i++) {
      if (wire[i] == '.') {
        return true;
      }
    }
    return false;
  }

  private static String withEscapedDots(byte[] wire, int length) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < length && wire[at] != 0; at += wire[at] + 1) {
      text.append(at == 0 ? "" : ".");
      label(text, wire, at + 1, at + 1 + wire[at]);
    }
    return text.toString();
  }

  private static void label(StringBuilder text, byte[] wire, int from, int to) {
    int begin = from;
    for (int i = from; i < to; i++) {
      if (wire[i] == '.') {
        EscapedText.append(text, wire, begin, i);
        for (int j = i; j > begin && wire[j - 1] == '\\'; j--) {
          text.append('\\'); // before an escape they are doubled
        }
        text.append("\\x2e");
        begin = i + 1;
      }
    }
    EscapedText.append(text, wire, begin, to);
  }

  private String joined(byte[] wire, int length) {
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
    return length > 0 ? joined(decoded, length) : name(name.lower, name.length);
  }

  /** The same of a name that was decoded, in wire format. */
  String netbiosName(byte[] decodedName, int length) {
    return joined(decodedName, length);
  }

  static void hex(StringBuilder text, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      text.append(HEX[(bytes[i] >> 4) & 0xf]).append(HEX[bytes[i] & 0xf]);
    }
  }
}
