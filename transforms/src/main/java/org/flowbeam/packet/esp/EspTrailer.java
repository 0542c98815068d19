package org.flowbeam.packet.esp;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.IpProtocol;

/**
 * The end of an ESP packet that is not encrypted (RFC 4303 section 2): payload data, padding bytes
 * 1, 2, 3, ..., their number, the next header, and the integrity check value. {@link #read} it,
 * then ask.
 */
final class EspTrailer {
  /** SPI and sequence number. */
  static final int HEADER_BYTES = 8;

  private static final int TRAILER_BYTES = 2;
  private static final int ALIGNMENT = 4;
  private static final int IPV4_IN_ESP = 4;
  private static final int IPV6_IN_ESP = 41;

  int nextHeader;
  int dataLength;

  /**
   * Reads the ESP packet at {@code b[at, at + length)}; false when it cannot be one with an
   * integrity check value of this length and a packet of a known protocol inside.
   */
  boolean read(byte[] b, int at, int length, int icvBytes) {
    int protectedLength = length - icvBytes;
    if (protectedLength < HEADER_BYTES + TRAILER_BYTES || protectedLength % ALIGNMENT != 0) {
      return false;
    }
    int trailer = at + protectedLength - TRAILER_BYTES;
    int padding = Bits.u8(b, trailer);
    nextHeader = Bits.u8(b, trailer + 1);
    dataLength = protectedLength - HEADER_BYTES - TRAILER_BYTES - padding;
    return dataLength >= 0
        && isPadding(b, trailer - padding, padding)
        && isPlausible(b, at + HEADER_BYTES);
  }

  private static boolean isPadding(byte[] b, int at, int length) {
    for (int i = 0; i < length; i++) {
      if (Bits.u8(b, at + i) != i + 1) {
        return false;
      }
    }
    return true;
  }

  private boolean isPlausible(byte[] b, int at) {
    return switch (nextHeader) {
      case IpProtocol.TCP -> dataLength >= 20 && isTcpHeader(Bits.u8(b, at + 12) >>> 4);
      case IpProtocol.UDP -> dataLength >= 8 && isUdpLength(Bits.u16(b, at + 4));
      case IPV4_IN_ESP ->
          dataLength >= 20 && b[at] >>> 4 == 4 && isIpLength(20, Bits.u16(b, at + 2));
      case IPV6_IN_ESP ->
          dataLength >= 40 && b[at] >>> 4 == 6 && isIpLength(40, 40 + Bits.u16(b, at + 4));
      case IpProtocol.ICMP, IpProtocol.ICMP6 -> dataLength >= 8;
      case IpProtocol.SCTP -> dataLength >= 12;
      default -> false;
    };
  }

  private boolean isTcpHeader(int words) {
    return words >= 5 && words * 4 <= dataLength;
  }

  private boolean isUdpLength(int length) {
    return length >= 8 && length <= dataLength;
  }

  private boolean isIpLength(int header, int length) {
    return length >= header && length <= dataLength;
  }
}
