package org.flowbeam.packet;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;

/**
 * A packet as the byte string that is sorted, shuffled and merged. The unsigned byte order of whole
 * records is their order within a bucket: flow, time, tie index, content, place.
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

  /** A fragment that counts as a packet; its data is in the record with {@link #REBUILT}. */
  public static final int FRAGMENT_PART = 1 << 7;

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

  static final int TIME = FlowKey.BYTES;
  static final int TIE = 60;
  public static final int DIRECTION = 64;
  static final int FLAGS = 65;
  static final int CAPTURE_DIRECTION = 67;
  static final int VLANS = 68;
  static final int TUNNELS = 69;
  public static final int CONTENT_HASH = 70;
  public static final int HASHED_LENGTH = 86;
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

  /** Room that {@link #encode} needs for this packet when {@code carried} IP bytes are kept. */
  public static int encodedLength(DecodedPacket packet, int carried) {
    return VLAN_IDS + 2 * packet.vlanCount + packet.tunnels.encodedLength() + carried + PLACE_BYTES;
  }

  /**
   * Writes everything but the {@link FlowKey}, the direction and the dedup hash, which their own
   * encoders put at {@code offset}, {@code offset + 64} and {@code offset + 68}.
   *
   * @param carried how many IP bytes to keep, at most {@link DecodedPacket#ipCaptured}; 0 for a
   *     packet that is not IP
   * @return the record's length, {@link #encodedLength}
   */
  public static int encode(
      DecodedPacket p,
      int carried,
      long timeNanos,
      int tie,
      long source,
      long place,
      byte[] out,
      int offset) {
    Bits.put64(out, offset + TIME, timeNanos ^ Long.MIN_VALUE);
    Bits.put32(out, offset + TIE, tie);
    boolean macs = p.sourceMacOffset >= 0;
    Bits.put16(out, offset + FLAGS, flags(p, macs));
    out[offset + CAPTURE_DIRECTION] = (byte) p.captureDirection;
    out[offset + VLANS] = (byte) p.vlanCount;
    out[offset + TUNNELS] = (byte) p.tunnels.count();
    Bits.put32(out, offset + WIRE_LENGTH, p.wireLength);
    if (macs) {
      System.arraycopy(p.bytes, p.sourceMacOffset, out, offset + MACS, 6);
      copyOrClear(p, p.destinationMacOffset, out, offset + MACS + 6);
    } else {
      Arrays.fill(out, offset + MACS, offset + TRANSPORT, (byte) 0);
    }
    boolean ip = p.ipVersion != 0;
    Bits.put16(out, offset + TRANSPORT, ip ? p.transportOffset - p.ipOffset : 0);
    Bits.put16(out, offset + PAYLOAD, ip ? p.payloadOffset - p.ipOffset : 0);
    Bits.put32(out, offset + IP_LENGTH, p.ipLength);
    Bits.put32(out, offset + PAYLOAD_LENGTH, p.payloadLength);
    Bits.put32(out, offset + PAYLOAD_CAPTURED, p.payloadCaptured);
    out[offset + TRANSPORT_PROTOCOL] = (byte) p.protocol;
    out[offset + IP_VERSION] = (byte) p.ipVersion;
    Bits.put32(out, offset + CARRIED, carried);
    Bits.put32(out, offset + CAPTURED_LENGTH, p.capturedLength);
    int at = offset + VLAN_IDS;
    for (int i = 0; i < p.vlanCount; i++, at += 2) {
      Bits.put16(out, at, p.vlanIds[i]);
    }
    at = p.tunnels.encode(out, at);
    System.arraycopy(p.bytes, p.ipOffset, out, at, carried);
    at += carried;
    Bits.put64(out, at, source);
    Bits.put64(out, at + 8, place);
    return at + PLACE_BYTES - offset;
  }

  /** Room that {@link #copy} needs. */
  public int copiedLength(int maxCarried) {
    return length - carried() + Math.min(carried(), maxCarried);
  }

  /** Writes this record with at most {@code maxCarried} of its IP bytes; returns the length. */
  public int copy(int maxCarried, byte[] out, int offset) {
    int kept = Math.min(carried(), maxCarried);
    int behindHeaders = ipOffset() - start + kept;
    System.arraycopy(bytes, start, out, offset, behindHeaders);
    Bits.put32(out, offset + CARRIED, kept);
    System.arraycopy(bytes, start + length - PLACE_BYTES, out, offset + behindHeaders, PLACE_BYTES);
    return behindHeaders + PLACE_BYTES;
  }

  /** Sets flags of an encoded record besides those that it has. */
  public static void addFlags(byte[] record, int offset, int flags) {
    Bits.put16(record, offset + FLAGS, Bits.u16(record, offset + FLAGS) | flags);
  }

  /**
   * Writes the record of a rebuilt datagram, all but key and direction: its headers and bytes, but
   * time, place, lengths on the wire and hash of the fragment that completed it. Where the datagram
   * is a tunnel's, the IP length is that of the packet inside.
   */
  public static int encodeRebuilt(DecodedPacket p, int carried, PacketRecord last, byte[] out) {
    int tie = Bits.i32(last.bytes, last.start + TIE);
    int length = encode(p, carried, last.timeNanos(), tie, last.source(), last.place(), out, 0);
    addFlags(out, 0, REBUILT | Bits.u16(last.bytes, last.start + FLAGS));
    System.arraycopy(last.bytes, last.start + CONTENT_HASH, out, CONTENT_HASH, MACS - CONTENT_HASH);
    if (p.tunnels.count() == last.tunnelCount()) {
      Bits.put32(out, IP_LENGTH, last.ipLength());
    }
    Bits.put32(out, CAPTURED_LENGTH, last.capturedLength());
    return length;
  }

  /**
   * Writes the record of what was inside an ESP packet, all but key and direction: its headers and
   * bytes, but time, place, lengths on the wire, hash and flags of the ESP packet.
   */
  public static int encodeOpened(DecodedPacket p, int carried, PacketRecord esp, byte[] out) {
    int length = encodeRebuilt(p, carried, esp, out);
    Bits.put16(out, FLAGS, (Bits.u16(out, FLAGS) & ~REBUILT) | (esp.flags() & REBUILT));
    return length;
  }

  private int flags() {
    return Bits.u16(bytes, start + FLAGS);
  }

  /**
   * Writes the record of another fragment of a rebuilt datagram: a packet of the same flow without
   * payload, and without IP length where the datagram is a tunnel's: that of the packet inside is
   * in the datagram's record.
   *
   * @param ownBytes how many bytes of the fragment's own IP header replace those of the datagram
   * @param carried IP bytes, taken from the datagram
   */
  public static int encodePart(
      PacketRecord fragment, PacketRecord rebuilt, int ownBytes, int carried, byte[] out) {
    int vlansEnd = VLAN_IDS + 2 * fragment.vlanCount();
    System.arraycopy(fragment.bytes, fragment.start, out, 0, vlansEnd);
    System.arraycopy(rebuilt.bytes, rebuilt.start, out, 0, FlowKey.BYTES);
    out[DIRECTION] = rebuilt.bytes[rebuilt.start + DIRECTION];
    boolean badChecksum = rebuilt.has(BAD_TRANSPORT_CHECKSUM);
    addFlags(out, 0, FRAGMENT_PART | (badChecksum ? BAD_TRANSPORT_CHECKSUM : 0));
    out[TUNNELS] = (byte) rebuilt.tunnelCount();
    System.arraycopy(rebuilt.bytes, rebuilt.start + TRANSPORT, out, TRANSPORT, 4);
    if (rebuilt.tunnelCount() != fragment.tunnelCount()) {
      Bits.put32(out, IP_LENGTH, 0);
    }
    Bits.put32(out, PAYLOAD_LENGTH, 0);
    Bits.put32(out, PAYLOAD_CAPTURED, 0);
    out[TRANSPORT_PROTOCOL] = (byte) rebuilt.protocol();
    out[IP_VERSION] = (byte) rebuilt.ipVersion();
    Bits.put32(out, CARRIED, carried);
    int fromTunnels = rebuilt.ipOffset() - rebuilt.tunnelsOffset();
    System.arraycopy(rebuilt.bytes, rebuilt.tunnelsOffset(), out, vlansEnd, fromTunnels + carried);
    int ip = vlansEnd + fromTunnels;
    System.arraycopy(fragment.bytes, fragment.ipOffset(), out, ip, ownBytes);
    System.arraycopy(
        fragment.bytes,
        fragment.start + fragment.length - PLACE_BYTES,
        out,
        ip + carried,
        PLACE_BYTES);
    return ip + carried + PLACE_BYTES;
  }

  /** Turns an encoded record into that of a removed copy. */
  public static void markDuplicate(byte[] record, int offset) {
    int flags = Bits.u16(record, offset + FLAGS);
    Bits.put16(record, offset + FLAGS, flags | DUPLICATE);
  }

  private static int flags(DecodedPacket p, boolean macs) {
    return (p.snapped ? SNAPPED : 0)
        | (p.badIpChecksum ? BAD_IP_CHECKSUM : 0)
        | (p.badTransportChecksum ? BAD_TRANSPORT_CHECKSUM : 0)
        | (p.offloadedChecksum ? OFFLOADED_CHECKSUM : 0)
        | (p.fragment ? IS_FRAGMENT : 0)
        | (macs ? HAS_MACS : 0)
        | (p.outer ? OUTER : 0);
  }

  private static void copyOrClear(DecodedPacket p, int from, byte[] out, int to) {
    if (from >= 0) {
      System.arraycopy(p.bytes, from, out, to, 6);
    } else {
      Arrays.fill(out, to, to + 6, (byte) 0);
    }
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
    return Bits.i64(bytes, start + TIME) ^ Long.MIN_VALUE;
  }

  /** How many records of the source before this one share its time stamp. */
  public int tieIndex() {
    return Bits.i32(bytes, start + TIE);
  }

  public boolean fromB() {
    return bytes[start + DIRECTION] != 0;
  }

  public boolean has(int flag) {
    return (Bits.u16(bytes, start + FLAGS) & flag) != 0;
  }

  public int captureDirection() {
    return Bits.u8(bytes, start + CAPTURE_DIRECTION);
  }

  public long contentHashHigh() {
    return Bits.i64(bytes, start + CONTENT_HASH);
  }

  public long contentHashLow() {
    return Bits.i64(bytes, start + CONTENT_HASH + 8);
  }

  public int hashedLength() {
    return Bits.i32(bytes, start + HASHED_LENGTH);
  }

  public int wireLength() {
    return Bits.i32(bytes, start + WIRE_LENGTH);
  }

  /** Captured length of the whole frame. */
  public int capturedLength() {
    return Bits.i32(bytes, start + CAPTURED_LENGTH);
  }

  /**
   * Absolute offset of the sender's six MAC bytes; the receiver's follow. See {@link #HAS_MACS}.
   */
  public int macOffset() {
    return start + MACS;
  }

  public int ipVersion() {
    return Bits.u8(bytes, start + IP_VERSION);
  }

  public int protocol() {
    return Bits.u8(bytes, start + TRANSPORT_PROTOCOL);
  }

  public int ipLength() {
    return Bits.i32(bytes, start + IP_LENGTH);
  }

  public int payloadLength() {
    return Bits.i32(bytes, start + PAYLOAD_LENGTH);
  }

  public int payloadCaptured() {
    return Bits.i32(bytes, start + PAYLOAD_CAPTURED);
  }

  public int vlanCount() {
    return Bits.u8(bytes, start + VLANS);
  }

  public int vlanId(int index) {
    return Bits.u16(bytes, start + VLAN_IDS + 2 * index);
  }

  /** Number of tunnel headers around the IP packet. */
  public int tunnelCount() {
    return Bits.u8(bytes, start + TUNNELS);
  }

  /** Absolute offset of the encoded {@link TunnelStack}; only when there are tunnels. */
  public int tunnelsOffset() {
    return start + VLAN_IDS + 2 * vlanCount();
  }

  public int ipOffset() {
    return tunnelsOffset() + TunnelStack.encodedLength(tunnelCount());
  }

  public int transportOffset() {
    return ipOffset() + Bits.u16(bytes, start + TRANSPORT);
  }

  public int payloadOffset() {
    return ipOffset() + Bits.u16(bytes, start + PAYLOAD);
  }

  /** How many IP bytes the record carries from {@link #ipOffset} on. */
  public int carried() {
    return Bits.i32(bytes, start + CARRIED);
  }

  /** Payload bytes that the record carries from {@link #payloadOffset} on. */
  public int payloadCarried() {
    int behindHeaders = carried() - Bits.u16(bytes, start + PAYLOAD);
    return Math.max(0, Math.min(behindHeaders, payloadCaptured()));
  }

  /** File ordinal in the high half, member index in the low half. */
  public long source() {
    return Bits.i64(bytes, start + length - PLACE_BYTES);
  }

  /** Byte offset of the record in its decompressed capture. */
  public long place() {
    return Bits.i64(bytes, start + length - 8);
  }
}
