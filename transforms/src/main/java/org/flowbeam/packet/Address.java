package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;

/** Addresses as the 16 bytes of {@link FlowKey}: IPv4 as ::ffff:a.b.c.d. */
public final class Address {
  public static final int BYTES = 16;

  private static final long IPV4_PREFIX = 0x0000_ffff_0000_0000L;

  private Address() {}

  /** The upper 64 bits, as in the {@code *_ip_hi} columns. */
  public static long high(byte[] bytes, int offset) {
    return Bits.i64(bytes, offset);
  }

  /** The lower 64 bits, as in the {@code *_ip_lo} columns. */
  public static long low(byte[] bytes, int offset) {
    return Bits.i64(bytes, offset + 8);
  }

  public static boolean isIpv4(byte[] bytes, int offset) {
    return high(bytes, offset) == 0 && (low(bytes, offset) & ~0xffff_ffffL) == IPV4_PREFIX;
  }

  /** Whether it is multicast, or IPv4's broadcast to the own network. */
  public static boolean isGroup(byte[] bytes, int offset) {
    if (isIpv4(bytes, offset)) {
      int first = Bits.u8(bytes, offset + 12);
      return (first >= 224 && first < 240) || (int) low(bytes, offset) == -1;
    }
    return Bits.u8(bytes, offset) == 0xff;
  }

  /** Canonical text (RFC 5952); IPv4 as a dotted quad. */
  public static String text(byte[] bytes, int offset) {
    StringBuilder text = new StringBuilder(39);
    if (isIpv4(bytes, offset)) {
      ipv4(bytes, offset + 12, text);
    } else {
      ipv6(bytes, offset, text);
    }
    return text.toString();
  }

  private static void ipv4(byte[] bytes, int offset, StringBuilder text) {
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        text.append('.');
      }
      text.append(Bits.u8(bytes, offset + i));
    }
  }

  /** Groups without leading zeros; the first of the longest runs of two or more zeros is "::". */
  private static void ipv6(byte[] bytes, int offset, StringBuilder text) {
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && Bits.u16(bytes, offset + 2 * (i + length)) == 0) {
        length++;
      }
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
        continue;
      }
      if (i > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(Bits.u16(bytes, offset + 2 * i)));
    }
  }
}
