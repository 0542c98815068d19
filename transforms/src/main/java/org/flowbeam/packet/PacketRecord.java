package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.OrderedInts;

/**
 * A packet as the byte string that is sorted, shuffled and merged: what it says. {@link
 * PacketLayout} has the bytes, {@link PacketRecordWriter} makes them.
 *
 * <p>An instance is a flyweight over one record: {@link #wrap} it, then read. Numbers are read
 * once, by {@code wrap}, since most are asked for many times. Not thread-safe.
 *
 * <p>The payload of a record may lie elsewhere ({@link #isPayloadAway}): whoever reads the record
 * from where it was sorted brings it back ({@link AwayPayload#bringBack}) before it is asked for.
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
  private long timeNanos;
  private int tieIndex;
  private int bits;
  private int hashAt;
  private int hashedLength;
  private int wireLength;
  private int macAt;
  private int transport;
  private int payload;
  private int ipLength;
  private int payloadLength;
  private int payloadCapturedAt;
  private int payloadCaptured;
  private int protocol;
  private int ipVersion;
  private int carriedAt;
  private int carried;
  private int capturedLength;
  private int vlansAt;
  private int tunnelsAt;
  private int ipAt;
  private int payloadCarried;
  private boolean payloadBehind;
  private int placeAt;
  private long source;
  private long place;
  private int placeEnd;

  /** Lets this flyweight stand for the record at {@code bytes[offset, offset + length)}. */
  public PacketRecord wrap(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.start = offset;
    this.length = length;
    timeNanos = Bits.i64(bytes, offset + PacketLayout.TIME) ^ Long.MIN_VALUE;
    tieIndex = OrderedInts.i32(bytes, offset + PacketLayout.TIE);
    int at = behind(offset + PacketLayout.TIE);
    bits = Bits.i32(bytes, at);
    hashAt = at + 4;
    readLink(hashAt + PacketLayout.HASH_BYTES);
    return this;
  }

  private int behind(int at) {
    return at + OrderedInts.bytes(bytes[at]);
  }

  private void readLink(int from) {
    int at = from;
    hashedLength = OrderedInts.i32(bytes, at);
    at = behind(at);
    wireLength = OrderedInts.i32(bytes, at);
    macAt = behind(at);
    readIp(macAt + PacketLayout.MACS_BYTES);
  }

  private void readIp(int from) {
    int at = from;
    transport = OrderedInts.i32(bytes, at);
    at = behind(at);
    payload = OrderedInts.i32(bytes, at);
    at = behind(at);
    ipLength = OrderedInts.i32(bytes, at);
    at = behind(at);
    payloadLength = OrderedInts.i32(bytes, at);
    payloadCapturedAt = behind(at);
    payloadCaptured = OrderedInts.i32(bytes, payloadCapturedAt);
    at = behind(payloadCapturedAt);
    protocol = Bits.u8(bytes, at);
    ipVersion = Bits.u8(bytes, at + 1);
    carriedAt = at + 2;
    carried = OrderedInts.i32(bytes, carriedAt);
    at = behind(carriedAt);
    capturedLength = OrderedInts.i32(bytes, at);
    vlansAt = behind(at);
    tunnelsAt = vlansAt + 2 * vlanCount();
    ipAt = tunnelsAt + TunnelStack.encodedLength(tunnelCount());
    readPlace();
  }

  private void readPlace() {
    payloadCarried = Math.max(0, Math.min(carried - payload, payloadCaptured));
    payloadBehind = PacketLayout.isPayloadBehind(flags(), protocol, payloadCarried);
    placeAt = ipAt + (payloadBehind ? payload : carried);
    int at = placeAt;
    long file = OrderedInts.i32(bytes, at);
    at = behind(at);
    source = file << 32 | OrderedInts.i32(bytes, at);
    at = behind(at);
    place = OrderedInts.i64(bytes, at);
    placeEnd = behind(at);
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
    return timeNanos;
  }

  /** How many records of the source before this one share its time stamp. */
  public int tieIndex() {
    return tieIndex;
  }

  public boolean fromB() {
    return bits < 0;
  }

  public boolean has(int flag) {
    return (bits & flag << PacketLayout.FLAGS) != 0;
  }

  /** All flags. */
  int flags() {
    return bits >>> PacketLayout.FLAGS & 0xffff;
  }

  public int captureDirection() {
    return bits >>> PacketLayout.CAPTURE_DIRECTION & 3;
  }

  public long contentHashHigh() {
    return Bits.i64(bytes, hashAt);
  }

  public long contentHashLow() {
    return Bits.i64(bytes, hashAt + 8);
  }

  public int hashedLength() {
    return hashedLength;
  }

  public int wireLength() {
    return wireLength;
  }

  /** Captured length of the whole frame. */
  public int capturedLength() {
    return capturedLength;
  }

  /**
   * Absolute offset of the sender's six MAC bytes; the receiver's follow. See {@link #HAS_MACS}.
   */
  public int macOffset() {
    return macAt;
  }

  public int ipVersion() {
    return ipVersion;
  }

  public int protocol() {
    return protocol;
  }

  public int ipLength() {
    return ipLength;
  }

  public int payloadLength() {
    return payloadLength;
  }

  public int payloadCaptured() {
    return payloadCaptured;
  }

  public int vlanCount() {
    return bits >>> PacketLayout.VLANS & PacketLayout.MAX_VLANS;
  }

  public int vlanId(int index) {
    return Bits.u16(bytes, vlansAt + 2 * index);
  }

  /** Number of tunnel headers around the IP packet. */
  public int tunnelCount() {
    return bits & PacketLayout.MAX_TUNNELS;
  }

  /** Absolute offset of the encoded {@link TunnelStack}; only when there are tunnels. */
  public int tunnelsOffset() {
    return tunnelsAt;
  }

  /** Absolute offset of the IP header. The bytes of the payload may stand elsewhere. */
  public int ipOffset() {
    return ipAt;
  }

  public int transportOffset() {
    return ipAt + transport;
  }

  /** End of the bytes that stand from {@link #ipOffset} on: all but, mostly, the payload. */
  public int ipEnd() {
    return placeAt;
  }

  /** Length of the IP and transport headers. */
  public int headerLength() {
    return payload;
  }

  public int payloadOffset() {
    return payloadBehind ? placeEnd : ipAt + payload;
  }

  /** How many IP bytes the record carries, payload included. */
  public int carried() {
    return carried;
  }

  /** Payload bytes that the record carries from {@link #payloadOffset} on. */
  public int payloadCarried() {
    return payloadCarried;
  }

  /** File ordinal in the high half, member index in the low half. */
  public long source() {
    return source;
  }

  /** Byte offset of the record in its decompressed capture. */
  public long place() {
    return place;
  }

  /**
   * Whether the record says only where its payload, {@link #awayLength} bytes, lies in the stored
   * capture: from {@link #awayOffset} on, with {@link #awayChecksum}.
   */
  public boolean isPayloadAway() {
    return payloadBehind && start + length - placeEnd < carried - payload;
  }

  public int awayLength() {
    return carried - payload;
  }

  /** In the stored capture, which is not compressed. */
  public long awayOffset() {
    return place + Bits.u32(bytes, placeEnd);
  }

  /** CRC32C. */
  public int awayChecksum() {
    return Bits.i32(bytes, placeEnd + 4);
  }

  /** Where the number of payload bytes that were captured stands. */
  int payloadCapturedOffset() {
    return payloadCapturedAt;
  }

  /** Where the number of carried bytes stands. */
  int carriedOffset() {
    return carriedAt;
  }

  int vlansOffset() {
    return vlansAt;
  }

  /** Where source and place stand, up to {@link #placeEnd}. */
  int placeOffset() {
    return placeAt;
  }

  int placeEnd() {
    return placeEnd;
  }
}
