package org.flowbeam.protocol.dns;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Bytes of names and strings as text. Printable ASCII and valid UTF-8 stay; control characters,
 * backslashes and other bytes become {@code \xNN}, as in Zeek's logs. Dots inside a label stay
 * dots, as there.
 */
final class DnsText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Of the thread that owns this object; holds a name with dots. */
  private final byte[] dotted = new byte[DnsName.MAX_BYTES];

  private final byte[] decoded = new byte[DnsName.MAX_BYTES];
  private final StringBuilder builder = new StringBuilder(4 * DnsName.MAX_BYTES);

  /** A name in wire format as text: labels joined with dots, without a final one; root is "". */
  String name(byte[] wire, int length) {
    int size = 0;
    boolean plain = true;
    for (int at = 0; at < length && wire[at] != 0; at += wire[at] + 1) {
      if (size > 0) {
        dotted[size++] = '.';
      }
      for (int i = at + 1; i <= at + wire[at]; i++) {
        byte b = wire[i];
        plain &= isPlain(b);
        dotted[size++] = b;
      }
    }
    if (plain) {
      return new String(dotted, 0, size, ISO_8859_1);
    }
    builder.setLength(0);
    append(builder, dotted, 0, size);
    return builder.toString();
  }

  /** The decoded NetBIOS name, or the name itself when it is none. */
  String netbiosName(DnsName name) {
    int length = NetbiosName.decode(name.sent, name.length, decoded);
    return length > 0 ? name(decoded, length) : name(name.lower, name.length);
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b < 0x7f && b != '\\';
  }

  /** Appends {@code bytes[from, to)}. */
  static void append(StringBuilder text, byte[] bytes, int from, int to) {
    for (int i = from; i < to; ) {
      byte b = bytes[i];
      int length = isPlain(b) ? 1 : sequence(bytes, i, to);
      if (length == 0) {
        text.append("\\x").append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
        length = 1;
      } else if (length == 1) {
        text.append((char) b);
      } else {
        text.append(new String(bytes, i, length, UTF_8));
      }
      i += length;
    }
  }

  static void hex(StringBuilder text, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      text.append(HEX[(bytes[i] >> 4) & 0xf]).append(HEX[bytes[i] & 0xf]);
    }
  }

  /** Bytes of the character beyond ASCII that begins here; 0 when none does (RFC 3629). */
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int code = lead & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
      code = code << 6 | (bytes[at + i] & 0x3f);
    }
    boolean control = code < 0xa0;
    boolean surrogate = code >= 0xd800 && code < 0xe000;
    boolean tooLong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    return control || surrogate || tooLong || code > 0x10ffff ? 0 : length;
  }
}
