package org.flowbeam.protocol.ftp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.packet.Address;
import org.jspecify.annotations.Nullable;

/** Where a data connection is to be opened, as one side announced it. */
final class DataEndpoint {
  private static final int IPV4_BYTES = 4;

  /** {@code h1,h2,h3,h4,p1,p2} (RFC 959), with or without parentheses around it (RFC 1123). */
  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(?<![0-9,])(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3})(?![0-9,])");

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /** Begins an address of a network of its own, or of the machine itself (RFC 1918, RFC 1122). */
  private static final Pattern INNER =
      Pattern.compile("(10|127|192\\.168|172\\.(1[6-9]|2\\d|3[01]))\\.");

  final boolean passive;

  /** As told. */
  final String address;

  final int port;

  /** When it was announced. */
  long timeNanos;

  /** Whether a transfer has used it. */
  boolean used;

  private DataEndpoint(boolean passive, String address, int port) {
    this.passive = passive;
    this.address = address;
    this.port = port;
  }

  /** Of PORT's argument, or of a 227; null when there is none. */
  static @Nullable DataEndpoint ofNumbers(boolean passive, String text) {
    Matcher numbers = SIX_NUMBERS.matcher(text);
    if (!numbers.find()) {
      return null;
    }
    int[] values = new int[6];
    for (int i = 0; i < values.length; i++) {
      values[i] = Integer.parseInt(numbers.group(i + 1));
      if (values[i] > 255) {
        return null;
      }
    }
    String address = values[0] + "." + values[1] + "." + values[2] + "." + values[3];
    return of(passive, address, values[4] << 8 | values[5]);
  }

  /** Of EPRT's argument (RFC 2428): {@code |1|192.0.2.1|1025|}; null when it is none. */
  static @Nullable DataEndpoint ofEprt(String arg) {
    String[] parts = parts(arg, 0);
    String address = parts.length < 4 ? null : address(parts[2]);
    return address == null ? null : of(false, address, port(parts[3]));
  }

  /** Of a 229: {@code text (|||1025|)}, the address being the server's; null when there is none. */
  static @Nullable DataEndpoint ofEpsv(String text, String server) {
    String[] parts = parts(text, text.indexOf('(') + 1);
    return parts.length < 4 || !parts[1].isEmpty() || text.indexOf('(') < 0
        ? null
        : of(true, server, port(parts[3]));
  }

  /** What lies between delimiters, of which the first character is one. */
  private static String[] parts(String text, int from) {
    if (from >= text.length() || text.charAt(from) <= ' ' || text.charAt(from) > '~') {
      return new String[0];
    }
    return text.substring(from).split(Pattern.quote(text.substring(from, from + 1)), 5);
  }

  private static int port(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  private static @Nullable DataEndpoint of(boolean passive, String address, int port) {
    return port < 1 || port > 0xffff ? null : new DataEndpoint(passive, address, port);
  }

  /** An address in its canonical form, looked up nowhere; null when it is none. */
  private static @Nullable String address(String text) {
    if (text.length() > 45 || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
      return null;
    }
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      byte[] mapped = new byte[Address.BYTES];
      if (bytes.length == IPV4_BYTES) {
        mapped[10] = -1;
        mapped[11] = -1;
      }
      System.arraycopy(bytes, 0, mapped, Address.BYTES - bytes.length, bytes.length);
      return Address.text(mapped, 0);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /**
   * The address to which the connection goes: as told, but that of the peer who told it where what
   * was told is no way to it from outside. Clients take it so, for servers behind NAT do this.
   */
  String reachable(String peer) {
    boolean isNoWay = address.equals("0.0.0.0") || (isInner(address) && !isInner(peer));
    return isNoWay ? peer : address;
  }

  private static boolean isInner(String address) {
    return INNER.matcher(address).lookingAt();
  }
}
