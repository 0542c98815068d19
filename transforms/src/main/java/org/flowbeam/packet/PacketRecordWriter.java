package org.flowbeam.packet;

import static org.flowbeam.packet.PacketLayout.CAPTURED_LENGTH;
import static org.flowbeam.packet.PacketLayout.CAPTURE_DIRECTION;
import static org.flowbeam.packet.PacketLayout.CARRIED;
import static org.flowbeam.packet.PacketLayout.CONTENT_HASH;
import static org.flowbeam.packet.PacketLayout.DIRECTION;
import static org.flowbeam.packet.PacketLayout.FLAGS;
import static org.flowbeam.packet.PacketLayout.HASHED_LENGTH;
import static org.flowbeam.packet.PacketLayout.IP_LENGTH;
import static org.flowbeam.packet.PacketLayout.IP_VERSION;
import static org.flowbeam.packet.PacketLayout.MACS;
import static org.flowbeam.packet.PacketLayout.PAYLOAD;
import static org.flowbeam.packet.PacketLayout.PAYLOAD_CAPTURED;
import static org.flowbeam.packet.PacketLayout.PAYLOAD_LENGTH;
import static org.flowbeam.packet.PacketLayout.PLACE_BYTES;
import static org.flowbeam.packet.PacketLayout.TIE;
import static org.flowbeam.packet.PacketLayout.TIME;
import static org.flowbeam.packet.PacketLayout.TRANSPORT;
import static org.flowbeam.packet.PacketLayout.TRANSPORT_PROTOCOL;
import static org.flowbeam.packet.PacketLayout.TUNNELS;
import static org.flowbeam.packet.PacketLayout.VLANS;
import static org.flowbeam.packet.PacketLayout.VLAN_IDS;
import static org.flowbeam.packet.PacketLayout.WIRE_LENGTH;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;

/**
 * Writes {@link PacketRecord}s: of decoded packets, of what was rebuilt from several, and copies
 * with less of them. Keys are {@link FlowKeys}' to write. Allocates nothing.
 */
public final class PacketRecordWriter {
  private PacketRecordWriter() {}

  /** Room that a record of this packet needs when {@code carried} IP bytes are kept. */
  public static int encodedLength(DecodedPacket packet, int carried) {
    return VLAN_IDS + 2 * packet.vlanCount + packet.tunnels.encodedLength() + carried + PLACE_BYTES;
  }

  /**
   * Writes everything but the {@link FlowKey} and the dedup hash ({@link #putHash}).
   *
   * @param direction 0 if endpoint a of the key sent the packet, 1 if b did
   * @param carried how many IP bytes to keep, at most {@link DecodedPacket#ipCaptured}; 0 for a
   *     packet that is not IP
   * @param tie how many records of the source before this one share its time stamp
   * @param source file ordinal in the high half, member index in the low half
   * @param place byte offset of the record in its decompressed capture
   * @return the record's length, {@link #encodedLength}
   */
  public static int encode(
      DecodedPacket p,
      int direction,
      int carried,
      long timeNanos,
      int tie,
      long source,
      long place,
      byte[] out,
      int offset) {
    Bits.put64(out, offset + TIME, timeNanos ^ Long.MIN_VALUE);
    Bits.put32(out, offset + TIE, tie);
    Bits.put32(out, offset + WIRE_LENGTH, p.wireLength);
    Bits.put32(out, offset + CAPTURED_LENGTH, p.capturedLength);
    int at = packet(p, direction, flags(p), p.ipLength, carried, out, offset);
    Bits.put64(out, at, source);
    Bits.put64(out, at + 8, place);
    return at + PLACE_BYTES - offset;
  }

  /** Writes the hash of the dedup scope and how many bytes it covers. */
  public static void putHash(long high, long low, int hashedLength, byte[] out, int offset) {
    Bits.put64(out, offset + CONTENT_HASH, high);
    Bits.put64(out, offset + CONTENT_HASH + 8, low);
    Bits.put32(out, offset + HASHED_LENGTH, hashedLength);
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
    byte[] from = frame.bytes();
    int start = frame.keyOffset();
    System.arraycopy(from, start + TIME, out, TIME, DIRECTION - TIME);
    System.arraycopy(from, start + CONTENT_HASH, out, CONTENT_HASH, MACS - CONTENT_HASH);
    Bits.put32(out, CAPTURED_LENGTH, frame.capturedLength());
    int at = packet(p, direction, flags, ipLength, carried, out, 0);
    return place(frame, out, at);
  }

  /** Writes what the packet itself says, and returns where its IP bytes end. */
  private static int packet(
      DecodedPacket p,
      int direction,
      int flags,
      int ipLength,
      int carried,
      byte[] out,
      int offset) {
    out[offset + DIRECTION] = (byte) direction;
    Bits.put16(out, offset + FLAGS, flags);
    out[offset + CAPTURE_DIRECTION] = (byte) p.captureDirection;
    out[offset + VLANS] = (byte) p.vlanCount;
    out[offset + TUNNELS] = (byte) p.tunnels.count();
    macs(p, out, offset + MACS);
    boolean ip = p.ipVersion != 0;
    Bits.put16(out, offset + TRANSPORT, ip ? p.transportOffset - p.ipOffset : 0);
    Bits.put16(out, offset + PAYLOAD, ip ? p.payloadOffset - p.ipOffset : 0);
    Bits.put32(out, offset + IP_LENGTH, ipLength);
    Bits.put32(out, offset + PAYLOAD_LENGTH, p.payloadLength);
    Bits.put32(out, offset + PAYLOAD_CAPTURED, p.payloadCaptured);
    out[offset + TRANSPORT_PROTOCOL] = (byte) p.protocol;
    out[offset + IP_VERSION] = (byte) p.ipVersion;
    Bits.put32(out, offset + CARRIED, carried);
    int at = offset + VLAN_IDS;
    for (int i = 0; i < p.vlanCount; i++, at += 2) {
      Bits.put16(out, at, p.vlanIds[i]);
    }
    at = p.tunnels.encode(out, at);
    System.arraycopy(p.bytes, p.ipOffset, out, at, carried);
    return at + carried;
  }

  private static int flags(DecodedPacket p) {
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
    int start = rebuilt.keyOffset();
    int vlansEnd = VLAN_IDS + 2 * fragment.vlanCount();
    System.arraycopy(fragment.bytes(), fragment.keyOffset(), out, 0, vlansEnd);
    System.arraycopy(datagram, start, out, 0, FlowKey.BYTES);
    out[DIRECTION] = datagram[start + DIRECTION];
    boolean badChecksum = rebuilt.has(PacketRecord.BAD_TRANSPORT_CHECKSUM);
    int bad = badChecksum ? PacketRecord.BAD_TRANSPORT_CHECKSUM : 0;
    addFlags(out, 0, PacketRecord.FRAGMENT_PART | bad);
    out[TUNNELS] = (byte) rebuilt.tunnelCount();
    System.arraycopy(datagram, start + TRANSPORT, out, TRANSPORT, IP_LENGTH - TRANSPORT);
    if (rebuilt.tunnelCount() != fragment.tunnelCount()) {
      Bits.put32(out, IP_LENGTH, 0);
    }
    Bits.put32(out, PAYLOAD_LENGTH, 0);
    Bits.put32(out, PAYLOAD_CAPTURED, 0);
    out[TRANSPORT_PROTOCOL] = (byte) rebuilt.protocol();
    out[IP_VERSION] = (byte) rebuilt.ipVersion();
    Bits.put32(out, CARRIED, carried);
    int fromTunnels = rebuilt.ipOffset() - rebuilt.tunnelsOffset();
    System.arraycopy(datagram, rebuilt.tunnelsOffset(), out, vlansEnd, fromTunnels + carried);
    int ip = vlansEnd + fromTunnels;
    System.arraycopy(fragment.bytes(), fragment.ipOffset(), out, ip, ownBytes);
    return place(fragment, out, ip + carried);
  }

  /** Room that {@link #copy} needs. */
  public static int copiedLength(PacketRecord record, int maxCarried) {
    return record.length() - record.carried() + Math.min(record.carried(), maxCarried);
  }

  /** Writes a record with at most {@code maxCarried} of its IP bytes; returns the length. */
  public static int copy(PacketRecord record, int maxCarried, byte[] out, int offset) {
    int kept = Math.min(record.carried(), maxCarried);
    int behindHeaders = record.ipOffset() - record.keyOffset() + kept;
    System.arraycopy(record.bytes(), record.keyOffset(), out, offset, behindHeaders);
    Bits.put32(out, offset + CARRIED, kept);
    return place(record, out, offset + behindHeaders) - offset;
  }

  /** Ends a record with the place of another; returns the offset behind it. */
  private static int place(PacketRecord of, byte[] out, int at) {
    int end = of.keyOffset() + of.length();
    System.arraycopy(of.bytes(), end - PLACE_BYTES, out, at, PLACE_BYTES);
    return at + PLACE_BYTES;
  }

  /** Sets flags of a record besides those that it has. */
  public static void addFlags(byte[] record, int offset, int flags) {
    Bits.put16(record, offset + FLAGS, Bits.u16(record, offset + FLAGS) | flags);
  }
}
