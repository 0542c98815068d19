package org.flowbeam.protocol.rtp;

import org.flowbeam.io.bytes.Bytes;

/** The header of one packet (RFC 3550 5.1). Reused; holds no bytes. */
final class RtpPacket {
  static final int HEADER_BYTES = 12;

  private static final int FIRST_RTCP_TYPE = 192;
  private static final int LAST_RTCP_TYPE = 223;

  int payloadType;
  boolean marker;
  int sequence;
  int timestamp;
  int ssrc;

  /** As sent, padding included. */
  int payloadBytes;

  /** Of a telephone event: its first four bytes; else undefined. */
  int payloadStart;

  /** Whether the first byte is that of RTP or RTCP among what shares its ports (RFC 7983). */
  static boolean isVersion2(Bytes data) {
    return !data.isEmpty() && data.u8(0) >> 6 == 2;
  }

  /** Whether the second byte is a type of RTCP (RFC 5761 4). */
  static boolean isRtcp(Bytes data) {
    return data.length() > 1
        && isVersion2(data)
        && data.u8(1) >= FIRST_RTCP_TYPE
        && data.u8(1) <= LAST_RTCP_TYPE;
  }

  /**
   * Reads a header.
   *
   * @param sentBytes of the datagram, which may be more than is there
   * @return false when it is none
   */
  boolean read(Bytes data, int sentBytes) {
    if (data.length() < HEADER_BYTES || !isVersion2(data) || isRtcp(data)) {
      return false;
    }
    int first = data.u8(0);
    int header = HEADER_BYTES + 4 * (first & 0xf);
    if ((first & 0x10) != 0) {
      header += 4 + (header + 4 <= data.length() ? 4 * data.u16(header + 2) : 0);
    }
    if (header > sentBytes) {
      return false;
    }
    payloadBytes = sentBytes - header;
    if ((first & 0x20) != 0 && data.length() == sentBytes) {
      int padding = data.u8(sentBytes - 1);
      if (padding == 0 || padding > payloadBytes) {
        return false;
      }
    }
    marker = (data.u8(1) & 0x80) != 0;
    payloadType = data.u8(1) & 0x7f;
    sequence = data.u16(2);
    timestamp = (int) data.u32(4);
    ssrc = (int) data.u32(8);
    payloadStart = header + 4 <= data.length() ? (int) data.u32(header) : 0;
    return true;
  }
}
