package org.flowbeam.protocol.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.packet.Address;
import org.flowbeam.protocol.Match;
import org.jspecify.annotations.Nullable;

/**
 * A header of the PROXY protocol, version 1 (a line) or 2 (binary), of haproxy's
 * proxy-protocol.txt.
 *
 * @param lengthBytes of all of it
 * @param endpoints of the connection that is passed on; null when it names none
 */
record ProxyHeader(int lengthBytes, @Nullable Endpoints endpoints) {
  /** Addresses as RFC 5952 writes them. */
  record Endpoints(String srcIp, int srcPort, String dstIp, int dstPort) {}

  /** The longest there is: of version 2, whose length has two bytes. */
  static final int MAX_BYTES = 16 + 0xffff;

  private static final String LINE = "PROXY ";
  private static final int MAX_LINE_BYTES = 107;
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);
  private static final int FIXED_BYTES = 16;
  private static final int LOCAL = 0x20;
  private static final int PROXIED = 0x21;
  private static final int MAX_FAMILY = 3;
  private static final int MAX_TRANSPORT = 2;

  /** Whether these first bytes are one; a prefix never decides otherwise than the whole. */
  static Match probe(Bytes start) {
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    return start.u8(0) == SIGNATURE[0] ? probeBinary(start) : probeLine(start);
  }

  private static Match probeLine(Bytes start) {
    for (int i = 0; i < LINE.length(); i++) {
      if (i == start.length()) {
        return Match.NEED_MORE;
      }
      if (start.u8(i) != LINE.charAt(i)) {
        return Match.NO;
      }
    }
    int lineFeed = start.indexOf('\n', 0);
    if (lineFeed < 0) {
      return start.length() < MAX_LINE_BYTES ? Match.NEED_MORE : Match.NO;
    }
    return line(start, lineFeed) == null ? Match.NO : Match.CLIENT;
  }

  private static Match probeBinary(Bytes start) {
    for (int i = 0; i < SIGNATURE.length && i < start.length(); i++) {
      if (start.u8(i) != SIGNATURE[i]) {
        return Match.NO;
      }
    }
    if (start.length() < FIXED_BYTES) {
      return Match.NEED_MORE;
    }
    int command = start.u8(12);
    int family = start.u8(13) >> 4;
    int transport = start.u8(13) & 0xf;
    boolean known =
        (command == LOCAL || command == PROXIED)
            && family <= MAX_FAMILY
            && transport <= MAX_TRANSPORT;
    return known ? Match.CLIENT : Match.NO;
  }

  /** The header that {@link #probe} found here; null as long as its end is not there. */
  static @Nullable ProxyHeader read(Bytes start) {
    if (start.u8(0) != SIGNATURE[0]) {
      return line(start, start.indexOf('\n', 0));
    }
    if (start.length() < FIXED_BYTES || start.length() < FIXED_BYTES + start.u16(14)) {
      return null;
    }
    int length = start.u16(14);
    int addressBytes =
        start.u8(12) == LOCAL ? 0 : start.u8(13) >> 4 == 1 ? 4 : start.u8(13) >> 4 == 2 ? 16 : 0;
    boolean named = addressBytes > 0 && length >= 2 * addressBytes + 4;
    return new ProxyHeader(FIXED_BYTES + length, named ? endpoints(start, addressBytes) : null);
  }

  private static Endpoints endpoints(Bytes start, int addressBytes) {
    int ports = FIXED_BYTES + 2 * addressBytes;
    return new Endpoints(
        address(start.copy(FIXED_BYTES, addressBytes)),
        start.u16(ports),
        address(start.copy(FIXED_BYTES + addressBytes, addressBytes)),
        start.u16(ports + 2));
  }

  private static String address(byte[] bytes) {
    byte[] all = new byte[Address.BYTES];
    if (bytes.length < Address.BYTES) {
      all[10] = -1;
      all[11] = -1;
    }
    System.arraycopy(bytes, 0, all, Address.BYTES - bytes.length, bytes.length);
    return Address.text(all, 0);
  }

  private static @Nullable ProxyHeader line(Bytes start, int lineFeed) {
    if (lineFeed < 1 || lineFeed >= MAX_LINE_BYTES || start.u8(lineFeed - 1) != '\r') {
      return null;
    }
    List<String> parts = List.of(start.latin1(0, lineFeed - 1).split(" ", -1));
    int length = lineFeed + 1;
    if (parts.get(1).equals("UNKNOWN")) {
      return new ProxyHeader(length, null);
    }
    boolean known = parts.get(1).equals("TCP4") || parts.get(1).equals("TCP6");
    if (!known || parts.size() != 6) {
      return null;
    }
    String src = parts.get(2);
    String dst = parts.get(3);
    int srcPort = port(parts.get(4));
    int dstPort = port(parts.get(5));
    boolean valid =
        InetAddresses.isInetAddress(src)
            && InetAddresses.isInetAddress(dst)
            && srcPort >= 0
            && dstPort >= 0;
    return valid
        ? new ProxyHeader(length, new Endpoints(address(src), srcPort, address(dst), dstPort))
        : null;
  }

  private static String address(String literal) {
    return address(InetAddresses.forString(literal).getAddress());
  }

  private static int port(String text) {
    boolean number =
        text.length() <= 5 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(text) : -1;
    return port <= 0xffff ? port : -1;
  }
}
