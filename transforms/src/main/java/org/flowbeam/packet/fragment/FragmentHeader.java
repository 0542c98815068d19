package org.flowbeam.packet.fragment;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;

/**
 * Which part of its datagram a fragment is (RFC 791, RFC 8200 section 4.5). A flyweight over one
 * record with a {@link FlowKey#FRAGMENT} key: {@link #read} it, then ask.
 */
public final class FragmentHeader {
  /** Offsets count in units of eight bytes. */
  static final int UNIT_BYTES = 8;

  /** The longest IPv4 packet; the longest IPv6 payload, extension headers included. */
  static final int MAX_LENGTH = 65_535;

  public static final int IPV6_HEADER = 40;
  static final int IPV6_FRAGMENT_HEADER = 8;

  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1fff;

  /** Where the fragment's data lies in its datagram. */
  int offset;

  /** Length of the data as the IP header states it. */
  int length;

  /** How much of the data was captured. */
  int captured;

  /** Whether more fragments follow it. */
  boolean more;

  /** The IP header with its options or extension headers, the fragment header included. */
  int headerLength;

  /** Absolute offset of the data in the record's array. */
  int dataOffset;

  /** Whether the datagram would be longer than one can be. */
  boolean oversize;

  /** Reads a fragment; false when no datagram has such a part. */
  boolean read(PacketRecord fragment) {
    int ip = fragment.ipOffset();
    dataOffset = fragment.transportOffset();
    headerLength = dataOffset - ip;
    int headersOfDatagram;
    if (fragment.ipVersion() == 4) {
      ipv4(fragment, ip);
      headersOfDatagram = headerLength;
    } else {
      ipv6(fragment, ip);
      headersOfDatagram = headerLength - IPV6_HEADER - IPV6_FRAGMENT_HEADER;
    }
    captured = Math.max(0, Math.min(length, fragment.carried() - headerLength));
    oversize = headersOfDatagram + end() > MAX_LENGTH;
    return length > 0 && (!more || length % UNIT_BYTES == 0);
  }

  private void ipv4(PacketRecord fragment, int ip) {
    byte[] b = fragment.bytes();
    int word = Bits.u16(b, ip + 6);
    offset = (word & FRAGMENT_OFFSET) * UNIT_BYTES;
    more = (word & MORE_FRAGMENTS) != 0;
    int stated = Bits.u16(b, ip + 2);
    length = (stated == 0 ? fragment.ipLength() : stated) - headerLength;
  }

  private void ipv6(PacketRecord fragment, int ip) {
    byte[] b = fragment.bytes();
    int word = Bits.u16(b, dataOffset - IPV6_FRAGMENT_HEADER + 2);
    offset = word & ~(UNIT_BYTES - 1);
    more = (word & 1) != 0;
    length = IPV6_HEADER + Bits.u16(b, ip + 4) - headerLength;
  }

  int end() {
    return offset + length;
  }

  int firstUnit() {
    return offset / UNIT_BYTES;
  }

  /** The first unit behind the data. */
  int endUnit() {
    return (end() + UNIT_BYTES - 1) / UNIT_BYTES;
  }
}
