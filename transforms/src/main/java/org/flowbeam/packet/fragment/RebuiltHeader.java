package org.flowbeam.packet.fragment;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.ip.Checksum;

/** Makes the IP header of a datagram's first fragment the header of the datagram. */
public final class RebuiltHeader {
  private static final int IPV4_TOTAL_LENGTH = 2;
  private static final int IPV4_FRAGMENT_WORD = 6;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV4_DONT_FRAGMENT = 0x4000;
  private static final int IPV6_PAYLOAD_LENGTH = 4;
  private static final int IPV6_NEXT_HEADER = 6;

  private RebuiltHeader() {}

  /** Length and fragment fields of the header at {@code b[at, at + length)}; a right checksum. */
  public static void ipv4(byte[] b, int at, int length, int dataLength) {
    Bits.put16(b, at + IPV4_TOTAL_LENGTH, length + dataLength);
    int word = Bits.u16(b, at + IPV4_FRAGMENT_WORD);
    Bits.put16(b, at + IPV4_FRAGMENT_WORD, word & IPV4_DONT_FRAGMENT);
    Bits.put16(b, at + IPV4_CHECKSUM, 0);
    Bits.put16(b, at + IPV4_CHECKSUM, ~Checksum.fold(Checksum.sum(b, at, length)));
  }

  /**
   * Takes the fragment header, the last 8 bytes of {@code b[at, at + length)}, out of the chain:
   * the caller puts the data in its place.
   *
   * @return the new length of the headers
   */
  static int ipv6(byte[] b, int at, int length, int dataLength) {
    int fragmentHeader = at + length - FragmentHeader.IPV6_FRAGMENT_HEADER;
    b[lastNextHeader(b, at, fragmentHeader)] = b[fragmentHeader];
    int newLength = length - FragmentHeader.IPV6_FRAGMENT_HEADER;
    Bits.put16(b, at + IPV6_PAYLOAD_LENGTH, newLength - FragmentHeader.IPV6_HEADER + dataLength);
    return newLength;
  }

  /** Where the chain of an IPv6 packet at {@code at} names the header at {@code end}. */
  public static int lastNextHeader(byte[] b, int at, int end) {
    int pointer = at + IPV6_NEXT_HEADER;
    int header = at + FragmentHeader.IPV6_HEADER;
    while (header < end) {
      boolean fragment = Bits.u8(b, pointer) == IpProtocol.FRAGMENT; // its second byte is no length
      pointer = header;
      header += fragment ? 8 : (Bits.u8(b, header + 1) + 1) * 8;
    }
    return pointer;
  }
}
