package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;

/**
 * A packet as the byte string that is sorted, shuffled and merged: what it says. {@link
 * PacketLayout} has the bytes, {@link PacketRecordWriter} makes them.
 *
 * <p>An instance is a flyweight over one record: {@link #wrap} it, then read. Not thread-safe.
 */
public final class PacketRecord {
  public static final int DIRECTION_UNKNOWN = 0;
  public static final int DIRECTION_IN = 1;
  public static final int DIRECTION_OUT = 2;

  public static final int SNAPPED = 1;
  public static final int BAD_IP_CHECKSUM = 1 << 1;
  public static final int BAD_TRANSPORT_CHECKSUM = 1 << 2;
  public static final int OFFLOADED_CHECKSUM = 1 << 3;
  public static final int IS_FRAGMENT = 1 << 4;
  public static final int HAS_MACS = 1 << 5;

  /**
   * The record of a tunnel's own flow beside that of what it carries: it counts in its flow, but
   * not as a packet of its source, which is counted once, in the innermost flow.
   */
  public static final int OUTER = 1 << 6;

  /**
   * A fragment that counts as a packet; its data is in the record with {@link #REBUILT}. The
   * highest flag, so that of equal fragments with one time and tie index the one with the data
   * comes first.
   */
  public static final int FRAGMENT_PART = 1 << 15;

  /**
   * The fragment that completed a datagram: the IP bytes are those of the rebuilt datagram, while
   * {@link #wireLength}, {@link #capturedLength} and, unless a tunnel was opened in the datagram,
   * {@link #ipLength} are the fragment's own.
   */
  public static final int REBUILT = 1 << 8;

  /** A copy that was removed before: it is counted and indexed, and nothing else. */
  public static final int DUPLICATE = 1 << 9;

  /** A fragment whose bytes, or whose end, contradict where another one of its datagram lies. */
  public static final int FRAGMENT_OVERLAP = 1 << 10;

  /** A fragment that brings no byte which others had not brought, and is no copy: a teardrop. */
  public static final int FRAGMENT_INSIDE = 1 << 11;

  /** A fragment that makes its datagram longer than an IP packet can be: a ping of death. */
  public static final int FRAGMENT_OVERSIZE = 1 << 12;

  private byte[] bytes = new byte[0];
  private int start;
  private int length;

  /** Lets this flyweight stand for the record at {@code bytes[offset, offset + length)}. */
  public PacketRecord wrap(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.start = offset;
    this.length = length;
    return this;
  }

  /** The array that holds the record; offsets of the getters below are absolute in it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the record, and so its {@link FlowKey}, starts in {@link #bytes}. */
  public int keyOffset() {
    return start;
  }

  /** Length of the record in bytes. */
  public int length() {
    return length;
  }

  public int kind() {
    return Bits.u8(bytes, start + FlowKey.KIND);
  }

  public long timeNanos() {
    return Bits.i64(bytes, start + PacketLayout.TIME) ^ Long.MIN_VALUE;
  }

  /** How many records of the source before this one share its time stamp. */
  public int tieIndex() {
    return Bits.i32(bytes, start + PacketLayout.TIE);
  }

  public boolean fromB() {
    return bytes[start + PacketLayout.DIRECTION] != 0;
  }

  public boolean has(int flag) {
    return (Bits.u16(bytes, start + PacketLayout.FLAGS) & flag) != 0;
  }

  /** All flags. */
  int flags() {
    return Bits.u16(bytes, start + PacketLayout.FLAGS);
  }

  public int captureDirection() {
    return Bits.u8(bytes, start + PacketLayout.CAPTURE_DIRECTION);
  }

  public long contentHashHigh() {
    return Bits.i64(bytes, start + PacketLayout.CONTENT_HASH);
  }

  public long contentHashLow() {
    return Bits.i64(bytes, start + PacketLayout.CONTENT_HASH + 8);
  }

  public int hashedLength() {
    return Bits.i32(bytes, start + PacketLayout.HASHED_LENGTH);
  }

  public int wireLength() {
    return Bits.i32(bytes, start + PacketLayout.WIRE_LENGTH);
  }

  /** Captured length of the whole frame. */
  public int capturedLength() {
    return Bits.i32(bytes, start + PacketLayout.CAPTURED_LENGTH);
  }

  /**
   * Absolute offset of the sender's six MAC bytes; the receiver's follow. See {@link #HAS_MACS}.
   */
  public int macOffset() {
    return start + PacketLayout.MACS;
  }

  public int ipVersion() {
    return Bits.u8(bytes, start + PacketLayout.IP_VERSION);
  }

  public int protocol() {
    return Bits.u8(bytes, start + PacketLayout.TRANSPORT_PROTOCOL);
  }

  public int ipLength() {
    return Bits.i32(bytes, start + PacketLayout.IP_LENGTH);
  }

  public int payloadLength() {
    return Bits.i32(bytes, start + PacketLayout.PAYLOAD_LENGTH);
  }

  public int payloadCaptured() {
    return Bits.i32(bytes, start + PacketLayout.PAYLOAD_CAPTURED);
  }

  public int vlanCount() {
    return Bits.u8(bytes, start + PacketLayout.VLANS);
  }

  public int vlanId(int index) {
    return Bits.u16(bytes, start + PacketLayout.VLAN_IDS + 2 * index);
  }

  /** Number of tunnel headers around the IP packet. */
  public int tunnelCount() {
    return Bits.u8(bytes, start + PacketLayout.TUNNELS);
  }

  /** Absolute offset of the encoded {@link TunnelStack}; only when there are tunnels. */
  public int tunnelsOffset() {
    return start + PacketLayout.VLAN_IDS + 2 * vlanCount();
  }

  public int ipOffset() {
    return tunnelsOffset() + TunnelStack.encodedLength(tunnelCount());
  }

  public int transportOffset() {
    return ipOffset() + Bits.u16(bytes, start + PacketLayout.TRANSPORT);
  }

  public int payloadOffset() {
    return ipOffset() + Bits.u16(bytes, start + PacketLayout.PAYLOAD);
  }

  /** How many IP bytes the record carries from {@link #ipOffset} on. */
  public int carried() {
    return Bits.i32(bytes, start + PacketLayout.CARRIED);
  }

  /** Payload bytes that the record carries from {@link #payloadOffset} on. */
  public int payloadCarried() {
    int behindHeaders = carried() - Bits.u16(bytes, start + PacketLayout.PAYLOAD);
    return Math.max(0, Math.min(behindHeaders, payloadCaptured()));
  }

  /** File ordinal in the high half, member index in the low half. */
  public long source() {
    return Bits.i64(bytes, start + length - PacketLayout.PLACE_BYTES);
  }

  /** Byte offset of the record in its decompressed capture. */
  public long place() {
    return Bits.i64(bytes, start + length - 8);
  }
}
