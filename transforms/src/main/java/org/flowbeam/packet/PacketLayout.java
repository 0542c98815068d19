package org.flowbeam.packet;

/**
 * The bytes of a {@link PacketRecord}. The unsigned byte order of whole records is their order
 * within a bucket: flow, time, tie index, content, place.
 *
 * <pre>
 *   0  key            52  {@link FlowKey}
 *  52  time            8  nanoseconds since 1970, sign bit flipped so that bytes sort as numbers
 *  60  tie             4  how many records of the source before this one share its time stamp
 *  64  direction       1  0: sent by endpoint a, 1: by b
 *  65  flags           2  see the constants
 *  67  capture         1  direction by the capture's own word: DIRECTION_UNKNOWN, _IN, _OUT
 *  68  vlans           1  v, number of VLAN ids
 *  69  tunnels         1  t, number of tunnel headers around the IP packet
 *  70  hash           16  of the dedup scope
 *  86  hashedLength    4  captured bytes of the dedup scope
 *  90  wireLength      4  frame length on the wire
 *  94  macs           12  source, destination; zero when HAS_MACS is not set
 * 106  transport       2  offset of the transport header in the IP bytes
 * 108  payload         2  offset of its payload in the IP bytes
 * 110  ipLength        4  by the header
 * 114  payloadLength   4  by the IP length
 * 118  payloadCaptured 4  of these, captured (even where fewer are carried)
 * 122  protocol        1  transport protocol
 * 123  ipVersion       1  4, 6, or 0
 * 124  carried         4  n, number of IP bytes that follow
 * 128  captured        4  captured frame length
 * 132  vlan ids    2 * v  outermost first
 *      tunnels         0, or 36 + 5 * t  {@link TunnelStack}
 *      ip bytes        n  from the IP header on
 *      source          8  file ordinal (4), member index (4)
 *      offset          8  of the record in the decompressed capture
 * </pre>
 *
 * The tie index makes the order total without naming a place: inside a source record order is kept,
 * equal packets of two taps interleave, and the place decides only between byte-equal records.
 */
final class PacketLayout {
  static final int TIME = FlowKey.BYTES;
  static final int TIE = 60;
  static final int DIRECTION = 64;
  static final int FLAGS = 65;
  static final int CAPTURE_DIRECTION = 67;
  static final int VLANS = 68;
  static final int TUNNELS = 69;
  static final int CONTENT_HASH = 70;
  static final int HASHED_LENGTH = 86;
  static final int WIRE_LENGTH = 90;
  static final int MACS = 94;
  static final int TRANSPORT = 106;
  static final int PAYLOAD = 108;
  static final int IP_LENGTH = 110;
  static final int PAYLOAD_LENGTH = 114;
  static final int PAYLOAD_CAPTURED = 118;
  static final int TRANSPORT_PROTOCOL = 122;
  static final int IP_VERSION = 123;
  static final int CARRIED = 124;
  static final int CAPTURED_LENGTH = 128;
  static final int VLAN_IDS = 132;
  static final int PLACE_BYTES = 16;

  private PacketLayout() {}
}
