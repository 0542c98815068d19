package org.flowbeam.packet;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.OrderedInts;

/**
 * Writes {@link PacketRecord}s: of decoded packets, of what was rebuilt from several, and copies
 * with less of them. Keys are {@link FlowKeys}' to write. Allocates nothing.
 */
public final class PacketRecordWriter {
  /** {@code away} of a record that carries its payload. */
  public static final int NOT_AWAY = -1;

  private PacketRecordWriter() {}

  /** Room that is enough for a record of this packet when {@code carried} IP bytes are kept. */
  public static int encodedLength(DecodedPacket packet, int carried) {
    return PacketLayout.MAX_FIXED_BYTES
        + 2 * packet.vlanCount
        + packet.tunnels.encodedLength()
        + carried
        + PacketLayout.AWAY_BYTES;
  }

  /**
   * Writes everything but the {@link FlowKey}.
   *
   * @param direction 0 if endpoint a of the key sent the packet, 1 if b did
   * @param carried how many IP bytes to keep, at most {@link DecodedPacket#ipCaptured}; 0 for a
   *     packet that is not IP
   * @param tie how many records of the source before this one share its time stamp
   * @param hashHigh of the dedup scope
   * @param hashedLength how many bytes that covers
   * @param source file ordinal in the high half, member index in the low half
   * @param place byte offset of the record in its decompressed capture
   * @param away how many bytes behind {@code place} the stored capture has the payload, which is
   *     left there ({@link AwayPayload#isPossible}), or {@link #NOT_AWAY}
   * @return the record's length, at most {@link #encodedLength}
   */
  public static int encode(
      DecodedPacket p,
      int direction,
      int carried,
      long timeNanos,
      int tie,
      long hashHigh,
      long hashLow,
      int hashedLength,
      long source,
      long place,
      int away,
      int awayChecksum,
      byte[] out,
      int offset) {
    int flags = flags(p);
    Bits.put64(out, offset + PacketLayout.TIME, timeNanos ^ Long.MIN_VALUE);
    int at = OrderedInts.put(out, offset + PacketLayout.TIE, tie);
    Bits.put32(out, at, bits(p, direction, flags));
    Bits.put64(out, at + 4, hashHigh);
    Bits.put64(out, at + 12, hashLow);
    at = OrderedInts.put(out, at + 20, hashedLength);
    at = OrderedInts.put(out, at, p.wireLength);
    at = packet(p, p.ipLength, carried, p.capturedLength, out, at);
    int before = beforePlace(p, flags, carried);
    System.arraycopy(p.bytes, p.ipOffset, out, at, before);
    at = place(source, place, out, at + before);
    if (away >= 0) {
      Bits.put32(out, at, away);
      Bits.put32(out, at + 4, awayChecksum);
      return at + PacketLayout.AWAY_BYTES - offset;
    }
    System.arraycopy(p.bytes, p.ipOffset + before, out, at, carried - before);
    return at + carried - before - offset;
  }

  /**
   * Writes the record of a rebuilt datagram, all but the key: its headers and bytes, but time,
   * place, lengths on the wire and hash of the fragment that completed it. Where the datagram is a
   * tunnel's, the IP length is that of the packet inside.
   */
  public static int encodeRebuilt(
      DecodedPacket p, int direction, int carried, PacketRecord last, byte[] out) {
    int flags = flags(p) | last.flags() | PacketRecord.REBUILT;
    boolean tunnel = p.tunnels.count() > last.tunnelCount();
    int ipLength = tunnel ? p.ipLength : last.ipLength();
    return encodeInPlaceOf(last, p, direction, flags, ipLength, carried, out);
  }

  /**
   * Writes the record of what was inside an ESP packet, all but the key: its headers and bytes, but
   * time, place, lengths on the wire, hash and flags of the ESP packet.
   */
  public static int encodeOpened(
      DecodedPacket p, int direction, int carried, PacketRecord esp, byte[] out) {
    int flags = flags(p) | esp.flags();
    return encodeInPlaceOf(esp, p, direction, flags, p.ipLength, carried, out);
  }

  private static int encodeInPlaceOf(
      PacketRecord frame,
      DecodedPacket p,
      int direction,
      int flags,
      int ipLength,
      int carried,
      byte[] out) {
    int at = asOf(frame, bits(p, direction, flags), out);
    at = packet(p, ipLength, carried, frame.capturedLength(), out, at);
    int before = beforePlace(p, flags, carried);
    System.arraycopy(p.bytes, p.ipOffset, out, at, before);
    at = place(frame, out, at + before);
    System.arraycopy(p.bytes, p.ipOffset + before, out, at, carried - before);
    return at + carried - before;
  }

  /** Writes time, tie index, hash and length on the wire of another record, and these bits. */
  private static int asOf(PacketRecord frame, int bits, byte[] out) {
    Bits.put64(out, PacketLayout.TIME, frame.timeNanos() ^ Long.MIN_VALUE);
    int at = OrderedInts.put(out, PacketLayout.TIE, frame.tieIndex());
    Bits.put32(out, at, bits);
    Bits.put64(out, at + 4, frame.contentHashHigh());
    Bits.put64(out, at + 12, frame.contentHashLow());
    at = OrderedInts.put(out, at + 20, frame.hashedLength());
    return OrderedInts.put(out, at, frame.wireLength());
  }

  /** Writes what the packet itself says up to its IP bytes, and returns where these begin. */
  private static int packet(
      DecodedPacket p, int ipLength, int carried, int captured, byte[] out, int from) {
    macs(p, out, from);
    boolean ip = p.ipVersion != 0;
    int at = from + PacketLayout.MACS_BYTES;
    at = OrderedInts.put(out, at, ip ? p.transportOffset - p.ipOffset : 0);
    at = OrderedInts.put(out, at, ip ? p.payloadOffset - p.ipOffset : 0);
    at = OrderedInts.put(out, at, ipLength);
    at = OrderedInts.put(out, at, p.payloadLength);
    at = OrderedInts.put(out, at, p.payloadCaptured);
    out[at] = (byte) p.protocol;
    out[at + 1] = (byte) p.ipVersion;
    at = OrderedInts.put(out, at + 2, carried);
    at = OrderedInts.put(out, at, captured);
    for (int i = 0; i < p.vlanCount; i++, at += 2) {
      Bits.put16(out, at, p.vlanIds[i]);
    }
    return p.tunnels.encode(out, at);
  }

  /** How many of the IP bytes stand before the place. */
  private static int beforePlace(DecodedPacket p, int flags, int carried) {
    int payload = p.payloadOffset - p.ipOffset;
    int payloadCarried = Math.min(carried - payload, p.payloadCaptured);
    return PacketLayout.isPayloadBehind(flags, p.protocol, payloadCarried) ? payload : carried;
  }

  private static int bits(DecodedPacket p, int direction, int flags) {
    return bits(direction, flags, p.captureDirection, p.vlanCount, p.tunnels.count());
  }

  private static int bits(int direction, int flags, int captureDirection, int vlans, int tunnels) {
    return direction << PacketLayout.DIRECTION
        | flags << PacketLayout.FLAGS
        | captureDirection << PacketLayout.CAPTURE_DIRECTION
        | vlans << PacketLayout.VLANS
        | tunnels;
  }

  static int flags(DecodedPacket p) {
    return (p.snapped ? PacketRecord.SNAPPED : 0)
        | (p.badIpChecksum ? PacketRecord.BAD_IP_CHECKSUM : 0)
        | (p.badTransportChecksum ? PacketRecord.BAD_TRANSPORT_CHECKSUM : 0)
        | (p.offloadedChecksum ? PacketRecord.OFFLOADED_CHECKSUM : 0)
        | (p.fragment ? PacketRecord.IS_FRAGMENT : 0)
        | (p.sourceMacOffset >= 0 ? PacketRecord.HAS_MACS : 0)
        | (p.outer ? PacketRecord.OUTER : 0);
  }

  private static void macs(DecodedPacket p, byte[] out, int at) {
    if (p.sourceMacOffset < 0) {
      Arrays.fill(out, at, at + 12, (byte) 0);
      return;
    }
    System.arraycopy(p.bytes, p.sourceMacOffset, out, at, 6);
    if (p.destinationMacOffset >= 0) {
      System.arraycopy(p.bytes, p.destinationMacOffset, out, at + 6, 6);
    } else {
      Arrays.fill(out, at + 6, at + 12, (byte) 0);
    }
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
    byte[] datagram = rebuilt.bytes();
    System.arraycopy(datagram, rebuilt.keyOffset(), out, 0, FlowKey.BYTES);
    int at = asOf(fragment, bitsOfPart(fragment, rebuilt), out);
    System.arraycopy(fragment.bytes(), fragment.macOffset(), out, at, PacketLayout.MACS_BYTES);
    at += PacketLayout.MACS_BYTES;
    boolean sameLayer = rebuilt.tunnelCount() == fragment.tunnelCount();
    at = OrderedInts.put(out, at, rebuilt.transportOffset() - rebuilt.ipOffset());
    at = OrderedInts.put(out, at, rebuilt.headerLength());
    at = OrderedInts.put(out, at, sameLayer ? fragment.ipLength() : 0);
    at = OrderedInts.put(out, at, 0);
    at = OrderedInts.put(out, at, 0);
    out[at] = (byte) rebuilt.protocol();
    out[at + 1] = (byte) rebuilt.ipVersion();
    at = OrderedInts.put(out, at + 2, carried);
    at = OrderedInts.put(out, at, fragment.capturedLength());
    int vlans = 2 * fragment.vlanCount();
    System.arraycopy(fragment.bytes(), fragment.vlansOffset(), out, at, vlans);
    int fromTunnels = rebuilt.ipOffset() - rebuilt.tunnelsOffset();
    System.arraycopy(datagram, rebuilt.tunnelsOffset(), out, at + vlans, fromTunnels + carried);
    int ip = at + vlans + fromTunnels;
    System.arraycopy(fragment.bytes(), fragment.ipOffset(), out, ip, ownBytes);
    return place(fragment, out, ip + carried);
  }

  private static int bitsOfPart(PacketRecord fragment, PacketRecord rebuilt) {
    boolean badChecksum = rebuilt.has(PacketRecord.BAD_TRANSPORT_CHECKSUM);
    int bad = badChecksum ? PacketRecord.BAD_TRANSPORT_CHECKSUM : 0;
    return bits(
        rebuilt.fromB() ? 1 : 0,
        fragment.flags() | PacketRecord.FRAGMENT_PART | bad,
        fragment.captureDirection(),
        fragment.vlanCount(),
        rebuilt.tunnelCount());
  }

  /** Room that is enough for {@link #encodePart}. */
  public static int maxPartLength(PacketRecord fragment, PacketRecord rebuilt, int carried) {
    return PacketLayout.MAX_FIXED_BYTES
        + 2 * fragment.vlanCount()
        + TunnelStack.encodedLength(rebuilt.tunnelCount())
        + carried;
  }

  /** Room that is enough for {@link #copy}. */
  public static int copiedLength(PacketRecord record, int maxCarried) {
    return record.length() - record.carried() + Math.min(record.carried(), maxCarried);
  }

  /**
   * Writes a fragment's record with at most {@code maxCarried} of its IP bytes; returns the length.
   */
  public static int copy(PacketRecord fragment, int maxCarried, byte[] out, int offset) {
    int kept = Math.min(fragment.carried(), maxCarried);
    byte[] bytes = fragment.bytes();
    int beforeCarried = fragment.carriedOffset() - fragment.keyOffset();
    System.arraycopy(bytes, fragment.keyOffset(), out, offset, beforeCarried);
    int at = OrderedInts.put(out, offset + beforeCarried, kept);
    at = OrderedInts.put(out, at, fragment.capturedLength());
    int vlans = fragment.vlansOffset();
    int rest = fragment.ipOffset() + kept - vlans;
    System.arraycopy(bytes, vlans, out, at, rest);
    return place(fragment, out, at + rest) - offset;
  }

  private static int place(long source, long place, byte[] out, int from) {
    int at = OrderedInts.put(out, from, (int) (source >>> 32));
    at = OrderedInts.put(out, at, (int) source);
    return OrderedInts.put(out, at, place);
  }

  /** Writes the place of another record; returns the offset behind it. */
  private static int place(PacketRecord of, byte[] out, int at) {
    int length = of.placeEnd() - of.placeOffset();
    System.arraycopy(of.bytes(), of.placeOffset(), out, at, length);
    return at + length;
  }

  /** Sets flags of a record besides those that it has. */
  public static void addFlags(byte[] record, int offset, int flags) {
    int tie = offset + PacketLayout.TIE;
    int at = tie + OrderedInts.bytes(record[tie]);
    Bits.put32(record, at, Bits.i32(record, at) | flags << PacketLayout.FLAGS);
  }
}
