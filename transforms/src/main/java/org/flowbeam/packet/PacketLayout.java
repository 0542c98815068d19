package org.flowbeam.packet;

import org.flowbeam.io.bytes.OrderedInts;

/**
 * The bytes of a {@link PacketRecord}. The unsigned byte order of whole records is their order
 * within a bucket: flow, time, tie index, content, place. Numbers without a size here are {@link
 * OrderedInts}.
 *
 * <pre>
 *  0  key            52  {@link FlowKey}
 * 52  time            8  nanoseconds since 1970, sign bit flipped so that bytes sort as numbers
 * 60  tie                how many records of the source before this one share its time stamp
 *     bits            4  from the highest on: direction (1 bit; 0: sent by endpoint a, 1: by b),
 *                        flags (16), direction by the capture's own word (2), number of VLAN ids
 *                        (4), number of tunnel headers around the IP packet (9)
 *     hash           16  of the dedup scope
 *     hashedLength       captured bytes of the dedup scope
 *     wireLength         frame length on the wire
 *     macs           12  source, destination; zero when HAS_MACS is not set
 *     transport          offset of the transport header in the IP bytes
 *     payload            offset of its payload in the IP bytes
 *     ipLength           by the header
 *     payloadLength      by the IP length
 *     payloadCaptured    of these, captured (even where fewer are carried)
 *     protocol        1  transport protocol
 *     ipVersion       1  4, 6, or 0
 *     carried            number of IP bytes that the record stands for
 *     captured           captured frame length
 *     vlan ids    2 * v  outermost first
 *     tunnels            0, or 36 + 5 * t  {@link TunnelStack}
 *     ip bytes           from the IP header on: up to the payload where that stands behind
 *     file               ordinal of the file
 *     member             index in the file
 *     offset             of the record in the decompressed capture
 *     payload            see {@link #isPayloadBehind}: the rest of the IP bytes, or where they are
 * </pre>
 *
 * The tie index makes the order total without naming a place: inside a source record order is kept,
 * equal packets of two taps interleave, and the place decides only between records of equal
 * content. Payload is content, and yet may stand behind the place, where the hash covers it.
 */
final class PacketLayout {
  static final int TIME = FlowKey.BYTES;
  static final int TIE = TIME + Long.BYTES;

  static final int DIRECTION = 31;
  static final int FLAGS = 15;
  static final int CAPTURE_DIRECTION = 13;
  static final int VLANS = 9;
  static final int MAX_VLANS = 0xf;
  static final int MAX_TUNNELS = 0x1ff;

  static final int HASH_BYTES = 16;
  static final int MACS_BYTES = 12;

  /** Room for all but VLAN ids, tunnels and IP bytes. */
  static final int MAX_FIXED_BYTES =
      TIE
          + 4
          + HASH_BYTES
          + MACS_BYTES
          + 2
          + 12 * OrderedInts.MAX_INT_BYTES
          + OrderedInts.MAX_BYTES;

  /**
   * Where the payload lies in the stored capture, in place of the payload: bytes from the place of
   * the record on (4), and a CRC32C (4).
   */
  static final int AWAY_BYTES = 8;

  private PacketLayout() {}

  /**
   * Whether the IP bytes from the payload on stand behind the place. Not those of a rebuilt
   * datagram, whose hash covers one fragment and not the payload.
   */
  static boolean isPayloadBehind(int flags, int protocol, int carriedPayload) {
    return carriedPayload > 0
        && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)
        && (flags & PacketRecord.IS_FRAGMENT) == 0;
  }
}
