package org.flowbeam.packet.ip;

import java.util.zip.CRC32C;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IcmpTypes;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.Unkeyed;

/**
 * Transport headers and their checksums.
 *
 * <p>A header must lie inside the IP packet and inside the capture, else TRUNCATED_HEADER: TCP 20
 * bytes, UDP 8, UDP-Lite 8, SCTP 12, ICMP 4 (8 where the key has its identifier), ESP 8, AH 12.
 * Options may be cut by the capture: the packet keeps its flow. A TCP data offset below 5 or beyond
 * the IP packet is a BAD_HEADER (Zeek ignores such packets too, as bad_TCP_header_len and
 * truncated_header).
 *
 * <p>UDP payload is what the UDP length says if that lies inside the IP packet (a trailer behind it
 * is no payload), else what the IP length says: Zeek counts the UDP length in either case, but a
 * length beyond the packet is a claim, not data. ICMP payload starts behind 8 bytes, as in Zeek.
 * Everything without a header known here is payload from its first byte.
 */
public final class TransportLayer {
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int SCTP_HEADER = 12;
  private static final int ICMP_HEADER = 8;
  private static final int ICMP_MIN_HEADER = 4;
  private static final int ESP_HEADER = 8;
  private static final int AH_HEADER = 12;

  private final CRC32C crc32c = new CRC32C();
  private final byte[] zeros = new byte[4];

  /** Decodes the header at {@link DecodedPacket#transportOffset}. */
  public void decode(DecodedPacket p) {
    switch (p.protocol) {
      case IpProtocol.TCP -> tcp(p);
      case IpProtocol.UDP -> udp(p);
      case IpProtocol.UDP_LITE -> udpLite(p);
      case IpProtocol.SCTP -> sctp(p);
      case IpProtocol.ICMP, IpProtocol.ICMP6 -> icmp(p);
      case IpProtocol.ESP -> esp(p);
      case IpProtocol.AH -> ah(p);
      default -> payload(p, 0);
    }
  }

  /** True, and the packet unkeyed, when the header does not lie in the IP packet as captured. */
  private static boolean cut(DecodedPacket p, int headerLength) {
    if (p.ipCapturedEnd() - p.transportOffset >= headerLength) {
      return false;
    }
    p.unkeyed = Unkeyed.TRUNCATED_HEADER;
    return true;
  }

  private static void payload(DecodedPacket p, int headerLength) {
    payload(p, headerLength, p.ipEnd());
  }

  private static void payload(DecodedPacket p, int headerLength, int end) {
    p.payloadOffset = p.transportOffset + headerLength;
    p.payloadLength = Math.max(0, end - p.payloadOffset);
    p.payloadCaptured = Math.max(0, Math.min(p.payloadLength, p.ipCapturedEnd() - p.payloadOffset));
  }

  private static void ports(DecodedPacket p) {
    p.sourcePort = Bits.u16(p.bytes, p.transportOffset);
    p.destinationPort = Bits.u16(p.bytes, p.transportOffset + 2);
  }

  private static void tcp(DecodedPacket p) {
    if (cut(p, TCP_HEADER)) {
      return;
    }
    int headerLength = (p.bytes[p.transportOffset + 12] >>> 4 & 0x0f) * 4;
    boolean outside = headerLength > p.ipEnd() - p.transportOffset;
    if (headerLength < TCP_HEADER || (outside && !p.cutOnWire)) {
      p.unkeyed = Unkeyed.BAD_HEADER;
      return;
    }
    ports(p);
    payload(p, headerLength);
    if (p.whole) {
      int length = p.ipEnd() - p.transportOffset;
      judge(p, pseudoHeader(p, length), length, 16);
    }
  }

  private static void udp(DecodedPacket p) {
    if (cut(p, UDP_HEADER)) {
      return;
    }
    ports(p);
    int ipPayload = p.ipEnd() - p.transportOffset;
    int udpLength = Bits.u16(p.bytes, p.transportOffset + 4);
    boolean sane = udpLength >= UDP_HEADER && udpLength <= ipPayload && !p.lengthOffloaded;
    int length = sane ? udpLength : ipPayload;
    payload(p, UDP_HEADER, p.transportOffset + length);
    // A jumbogram's UDP length is 0 (RFC 2675); any other odd length leaves nothing to verify.
    boolean known = sane || (udpLength == 0 && ipPayload > 0xffff) || p.lengthOffloaded;
    boolean none = p.ipVersion == 4 && Bits.u16(p.bytes, p.transportOffset + 6) == 0;
    if (p.whole && known && !none) {
      judge(p, pseudoHeader(p, length), length, 6);
    }
  }

  /** RFC 3828: the length field says how many bytes the checksum covers, 0 meaning all. */
  private static void udpLite(DecodedPacket p) {
    if (cut(p, UDP_HEADER)) {
      return;
    }
    ports(p);
    payload(p, UDP_HEADER);
    int length = p.ipEnd() - p.transportOffset;
    int stated = Bits.u16(p.bytes, p.transportOffset + 4);
    int coverage = stated == 0 ? length : stated;
    if (p.whole && coverage >= UDP_HEADER && coverage <= length) {
      judge(p, pseudoHeader(p, length), coverage, 6);
    }
  }

  private static void icmp(DecodedPacket p) {
    if (cut(p, ICMP_MIN_HEADER)) {
      return;
    }
    p.sourcePort = Bits.u8(p.bytes, p.transportOffset);
    p.destinationPort = Bits.u8(p.bytes, p.transportOffset + 1);
    if (IcmpTypes.hasIdentifier(p.protocol, p.sourcePort) && cut(p, ICMP_HEADER)) {
      return;
    }
    payload(p, Math.min(ICMP_HEADER, p.ipEnd() - p.transportOffset));
    boolean icmp6 = p.protocol == IpProtocol.ICMP6;
    if (p.whole && icmp6 == (p.ipVersion == 6)) {
      int length = p.ipEnd() - p.transportOffset;
      long pseudo = icmp6 ? pseudoHeader(p, length) : 0;
      int sum = Checksum.fold(pseudo + Checksum.sum(p.bytes, p.transportOffset, length));
      boolean left = p.lengthOffloaded || isLeftToo(p, Bits.u16(p.bytes, p.transportOffset + 2));
      p.badTransportChecksum = sum != 0xffff && !left;
    }
  }

  /** CRC32c, stored low byte first (RFC 9260); 0 where it is left to the card (or RFC 9653). */
  private void sctp(DecodedPacket p) {
    if (cut(p, SCTP_HEADER)) {
      return;
    }
    ports(p);
    payload(p, SCTP_HEADER);
    if (!p.whole) {
      return;
    }
    int at = p.transportOffset;
    int stored = Integer.reverseBytes(Bits.i32(p.bytes, at + 8));
    crc32c.reset();
    crc32c.update(p.bytes, at, 8);
    crc32c.update(zeros, 0, 4);
    crc32c.update(p.bytes, at + SCTP_HEADER, p.ipEnd() - at - SCTP_HEADER);
    boolean right = (int) crc32c.getValue() == stored;
    p.offloadedChecksum |= !right && stored == 0;
    p.badTransportChecksum = !right && stored != 0;
  }

  private static void esp(DecodedPacket p) {
    if (!cut(p, ESP_HEADER)) {
      payload(p, ESP_HEADER);
    }
  }

  private static void ah(DecodedPacket p) {
    if (cut(p, AH_HEADER)) {
      return;
    }
    int headerLength = (Bits.u8(p.bytes, p.transportOffset + 1) + 2) * 4;
    if (headerLength < AH_HEADER || headerLength > p.ipEnd() - p.transportOffset) {
      p.unkeyed = Unkeyed.BAD_HEADER;
      return;
    }
    payload(p, headerLength);
  }

  /** The sum of the pseudo-header of RFC 793, 768, 8200: addresses, protocol, length. */
  private static long pseudoHeader(DecodedPacket p, int length) {
    int addressLength = p.ipVersion == 4 ? 4 : 16;
    return Checksum.sum(p.bytes, p.sourceAddressOffset, addressLength)
        + Checksum.sum(p.bytes, p.destinationAddressOffset, addressLength)
        + Checksum.sum16(p.protocol)
        + Checksum.sum16(length)
        + Checksum.sum16(length >>> 16);
  }

  /**
   * Sets the checksum flags. A sending host leaves the pseudo-header's sum in the field when the
   * card is to do the rest; a segment whose length is left to the card cannot be bad.
   */
  private static void judge(DecodedPacket p, long pseudoHeader, int coverage, int fieldOffset) {
    int sum = Checksum.fold(pseudoHeader + Checksum.sum(p.bytes, p.transportOffset, coverage));
    if (sum == 0xffff) {
      return;
    }
    int field = Bits.u16(p.bytes, p.transportOffset + fieldOffset);
    boolean left = p.lengthOffloaded || field == Checksum.fold(pseudoHeader) || isLeftToo(p, field);
    p.offloadedChecksum |= left;
    p.badTransportChecksum = !left;
  }

  /** Some drivers leave 0 in the transport header as well when the card does that of IPv4. */
  private static boolean isLeftToo(DecodedPacket p, int field) {
    return field == 0 && p.offloadedChecksum;
  }
}
