package org.flowbeam.packet.ip;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.link.LinkLayer;

/**
 * IPv4 (RFC 791) and IPv6 (RFC 8200) headers, extension headers included.
 *
 * <p>The endpoints are those of the transport checksum: the last address of an IPv6 routing header
 * that still has segments left, or of an unfinished IPv4 source route, replaces the destination, a
 * Home Address option (RFC 6275) the source; so a flow keeps its key on both sides of an
 * intermediate node. Zeek does so for IPv6, Wireshark for source routes. An authentication header
 * ends the chain, in IPv4 as in IPv6: it is keyed by its SPI.
 */
public final class IpLayer {
  /**
   * A longer chain of extension headers is a BAD_HEADER; no sane packet has a third of it. At 2,048
   * bytes per header this also keeps the offsets of transport header and payload below 64 KiB.
   */
  static final int MAX_EXTENSION_HEADERS = 32;

  /**
   * Only a frame longer than the shortest Ethernet frame can be an offloaded segment; a zero length
   * in a shorter one is a damaged header.
   */
  static final int MIN_OFFLOADED_FRAME = 60;

  private static final int IPV4_HEADER = 20;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV6_HEADER = 40;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1fff;
  private static final int IPV4_END_OF_OPTIONS = 0;
  private static final int IPV4_NO_OPERATION = 1;
  private static final int IPV4_LOOSE_ROUTE = 131;
  private static final int IPV4_STRICT_ROUTE = 137;
  private static final int OPTION_JUMBO = 0xc2;
  private static final int OPTION_HOME_ADDRESS = 0xc9;
  private static final int SEGMENT_ROUTING = 4;

  private IpLayer() {}

  /**
   * Decodes the IP header at {@link DecodedPacket#ipOffset}.
   *
   * @return false when no transport header follows: {@link DecodedPacket#unkeyed} or {@link
   *     DecodedPacket#fragment} is set
   */
  public static boolean decode(DecodedPacket p, int expectedVersion) {
    int at = p.ipOffset;
    if (p.capturedEnd() - at < 1) {
      return fail(p, Unkeyed.TRUNCATED_HEADER);
    }
    int version = Bits.u8(p.bytes, at) >>> 4;
    if (version != expectedVersion && expectedVersion != LinkLayer.ANY_VERSION) {
      return fail(p, Unkeyed.BAD_HEADER);
    }
    boolean transportFollows =
        switch (version) {
          case 4 -> ipv4(p, at);
          case 6 -> ipv6(p, at);
          default -> fail(p, Unkeyed.BAD_HEADER);
        };
    p.payloadOffset = p.transportOffset;
    return transportFollows;
  }

  private static boolean fail(DecodedPacket p, Unkeyed reason) {
    p.unkeyed = reason;
    return false;
  }

  private static boolean ipv4(DecodedPacket p, int at) {
    int captured = p.capturedEnd() - at;
    if (captured < IPV4_HEADER) {
      return fail(p, Unkeyed.TRUNCATED_HEADER);
    }
    byte[] b = p.bytes;
    int headerLength = (b[at] & 0x0f) * 4;
    int totalLength = Bits.u16(b, at + 2);
    boolean offloaded = totalLength == 0 && mayBeOffloaded(p);
    if (headerLength < IPV4_HEADER || (totalLength < headerLength && !offloaded)) {
      return fail(p, Unkeyed.BAD_HEADER);
    }
    if (captured < headerLength) {
      return fail(p, Unkeyed.TRUNCATED_HEADER);
    }
    int fragmentWord = Bits.u16(b, at + 6);
    p.ipVersion = 4;
    p.sourceAddressOffset = at + 12;
    p.destinationAddressOffset = at + 16;
    p.protocol = Bits.u8(b, at + 9);
    p.fragmentId = Bits.u16(b, at + 4);
    p.fragment = (fragmentWord & (FRAGMENT_OFFSET | MORE_FRAGMENTS)) != 0;
    p.transportOffset = at + headerLength;
    if (headerLength > IPV4_HEADER) {
      sourceRoute(p, at + IPV4_HEADER, at + headerLength);
    }
    setLength(p, offloaded, totalLength);
    if (!offloaded && Checksum.fold(Checksum.sum(b, at, headerLength)) != 0xffff) {
      judgeChecksum(p, Bits.u16(b, at + IPV4_CHECKSUM));
    }
    return !p.fragment;
  }

  /**
   * A host that leaves checksums to its network card hands it 0 in the header of IPv4. Damage gives
   * 0 once in 65,536 times, and no judgement by other packets of the host: which of them a card
   * fills in differs by protocol and size, and a second tap sees them filled in.
   */
  private static void judgeChecksum(DecodedPacket p, int field) {
    p.offloadedChecksum = field == 0;
    p.badIpChecksum = field != 0;
  }

  /**
   * Loose and strict source routes (RFC 791): type, length, pointer to the next address, addresses.
   */
  private static void sourceRoute(DecodedPacket p, int from, int end) {
    byte[] b = p.bytes;
    int at = from;
    while (end - at >= 3 && b[at] != IPV4_END_OF_OPTIONS) {
      int type = Bits.u8(b, at);
      int length = type == IPV4_NO_OPERATION ? 1 : Bits.u8(b, at + 1);
      if (length == 0 || length > end - at) {
        return;
      }
      boolean route = type == IPV4_LOOSE_ROUTE || type == IPV4_STRICT_ROUTE;
      if (route && length >= 3 + 4 && Bits.u8(b, at + 2) <= length - 3) {
        p.destinationAddressOffset = at + 3 + (length - 3) / 4 * 4 - 4;
        return;
      }
      at += length;
    }
  }

  private static boolean mayBeOffloaded(DecodedPacket p) {
    return p.wireEnd() - p.frameOffset > MIN_OFFLOADED_FRAME;
  }

  private static void setLength(DecodedPacket p, boolean offloaded, long statedLength) {
    int onWire = p.wireEnd() - p.ipOffset;
    int captured = p.capturedEnd() - p.ipOffset;
    p.lengthOffloaded = offloaded;
    p.ipLength = offloaded ? onWire : (int) Math.min(statedLength, onWire);
    p.ipCaptured = Math.min(p.ipLength, captured);
    p.cutOnWire = !offloaded && statedLength > onWire;
    p.whole = !p.fragment && (offloaded ? onWire : statedLength) <= captured;
  }

  private static boolean ipv6(DecodedPacket p, int at) {
    int captured = p.capturedEnd() - at;
    if (captured < IPV6_HEADER) {
      return fail(p, Unkeyed.TRUNCATED_HEADER);
    }
    int payloadLength = Bits.u16(p.bytes, at + 4);
    int next = Bits.u8(p.bytes, at + 6);
    boolean offloaded = payloadLength == 0 && next == IpProtocol.TCP && mayBeOffloaded(p);
    p.ipVersion = 6;
    p.sourceAddressOffset = at + 8;
    p.destinationAddressOffset = at + 24;
    p.protocol = next;
    p.transportOffset = at + IPV6_HEADER;
    long stated = IPV6_HEADER + (long) payloadLength;
    if (payloadLength == 0 && next == IpProtocol.HOP_BY_HOP) {
      long jumbo = jumboLength(p, at + IPV6_HEADER);
      if (jumbo >= 0 && jumbo <= 0xffff) { // RFC 2675 section 3
        setLength(p, false, stated);
        return fail(p, Unkeyed.BAD_HEADER);
      }
      stated += Math.max(jumbo, 0);
    }
    setLength(p, offloaded, stated);
    return extensionHeaders(p);
  }

  /** Walks the chain: {@link DecodedPacket#transportOffset} and protocol move to its end. */
  private static boolean extensionHeaders(DecodedPacket p) {
    byte[] b = p.bytes;
    int before = -1;
    for (int i = 0; i < MAX_EXTENSION_HEADERS; i++) {
      int header = p.protocol;
      int at = p.transportOffset;
      if (!isExtension(header)) {
        if (header == IpProtocol.NO_NEXT_HEADER && isMessage(before)) {
          p.protocol = before;
        }
        return true;
      }
      int left = p.ipCapturedEnd() - at;
      if (left < 8) {
        return fail(p, Unkeyed.TRUNCATED_HEADER);
      }
      int length = header == IpProtocol.FRAGMENT ? 8 : (Bits.u8(b, at + 1) + 1) * 8;
      if (left < length) {
        boolean cut = p.ipEnd() - at >= length;
        return fail(p, cut || !p.whole ? Unkeyed.TRUNCATED_HEADER : Unkeyed.BAD_HEADER);
      }
      p.protocol = Bits.u8(b, at);
      p.transportOffset = at + length;
      switch (header) {
        case IpProtocol.FRAGMENT -> fragment(p, at);
        case IpProtocol.ROUTING -> routing(p, at, length);
        case IpProtocol.DESTINATION_OPTIONS -> homeAddress(p, at, length);
        default -> {}
      }
      if (p.fragment) {
        return false;
      }
      before = header;
    }
    return fail(p, Unkeyed.BAD_HEADER);
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.FRAGMENT,
          IpProtocol.DESTINATION_OPTIONS,
          IpProtocol.MOBILITY,
          IpProtocol.HIP,
          IpProtocol.SHIM6 ->
          true;
      default -> false;
    };
  }

  /** These are extension headers by form, but a message in its own right when nothing follows. */
  private static boolean isMessage(int protocol) {
    return protocol == IpProtocol.MOBILITY
        || protocol == IpProtocol.HIP
        || protocol == IpProtocol.SHIM6;
  }

  /** An atomic fragment (RFC 6946), offset 0 and nothing to follow, is a whole packet. */
  private static void fragment(DecodedPacket p, int at) {
    int word = Bits.u16(p.bytes, at + 2);
    if ((word & 0xfff9) != 0) {
      p.fragment = true;
      p.whole = false;
    }
    p.fragmentId = Bits.i32(p.bytes, at + 4);
  }

  /** RFC 8200 section 4.4 and RFC 6275 section 6.4: last address; RFC 8754: first of the list. */
  private static void routing(DecodedPacket p, int at, int length) {
    int type = Bits.u8(p.bytes, at + 2);
    int segmentsLeft = Bits.u8(p.bytes, at + 3);
    if (segmentsLeft == 0 || length < 8 + 16) {
      return;
    }
    if (type == SEGMENT_ROUTING) {
      p.destinationAddressOffset = at + 8;
    } else if (type == 0 || type == 2) {
      p.destinationAddressOffset = at + 8 + (length - 8) / 16 * 16 - 16;
    }
  }

  private static void homeAddress(DecodedPacket p, int at, int length) {
    int option = option(p.bytes, at + 2, at + length, OPTION_HOME_ADDRESS, 16);
    if (option >= 0) {
      p.sourceAddressOffset = option;
    }
  }

  /** The value of the jumbo payload option of the hop-by-hop header at {@code at}, or -1. */
  private static long jumboLength(DecodedPacket p, int at) {
    int left = p.capturedEnd() - at;
    if (left < 8) {
      return -1;
    }
    int length = Math.min(left, (Bits.u8(p.bytes, at + 1) + 1) * 8);
    int option = option(p.bytes, at + 2, at + length, OPTION_JUMBO, 4);
    return option >= 0 ? Bits.u32(p.bytes, option) : -1;
  }

  /** Offset of the data of the first option of this type and data length, or -1. */
  private static int option(byte[] b, int from, int end, int type, int dataLength) {
    int at = from;
    while (at < end) {
      if (b[at] == 0) { // Pad1 has no length
        at++;
        continue;
      }
      if (end - at < 2) {
        return -1;
      }
      int length = Bits.u8(b, at + 1);
      if (Bits.u8(b, at) == type && length == dataLength && end - at >= 2 + length) {
        return at + 2;
      }
      at += 2 + length;
    }
    return -1;
  }
}
