package org.flowbeam.packet.decode;

import java.util.zip.CRC32C;
import org.flowbeam.dedup.DedupHash;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.AwayPayload;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.FlowKeys;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;

/**
 * Turns a decoded packet into a whole {@link PacketRecord}: key, direction, dedup hash, headers and
 * bytes. One instance per thread.
 */
public final class PacketEncoder {
  private static final int IPV4_TOS = 1;
  private static final int IPV4_TTL = 8;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV6_HOP_LIMIT = 7;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;

  private final boolean overlayInKey;
  private final boolean vlanInKey;
  private final DedupScope scope;
  private final DedupHash hash = new DedupHash();
  private final CRC32C checksum = new CRC32C();
  private final byte[] masked = new byte[IPV6_HEADER];

  /** With or without overlay networks in the key, and without VLANs. */
  public PacketEncoder(boolean overlayInKey, DedupScope scope) {
    this(DecodeOptions.DEFAULT.withKey(overlayInKey, false), scope);
  }

  public PacketEncoder(DecodeOptions options, DedupScope scope) {
    this.overlayInKey = options.overlayInKey();
    this.vlanInKey = options.vlanInKey();
    this.scope = scope;
  }

  /** Room that is enough for {@link #encode} of this packet. */
  public static int maxLength(DecodedPacket packet) {
    return PacketRecordWriter.encodedLength(packet, packet.ipCaptured);
  }

  /**
   * Writes the packet with all its captured IP bytes; a packet without a flow carries none. A
   * packet with {@link DecodedPacket#unkeyed} set gets a {@link FlowKey#NO_FLOW} key, a fragment
   * without it a {@link FlowKey#FRAGMENT} key.
   *
   * @param tie how many records of the source before this one share its time stamp
   * @param source file ordinal in the high half, member index in the low half
   * @param place byte offset of the record in its decompressed capture
   * @param out has room for {@link #maxLength} bytes from {@code offset} on
   * @return the record's length
   */
  public int encode(
      DecodedPacket p, long timeNanos, int tie, long source, long place, byte[] out, int offset) {
    int away = PacketRecordWriter.NOT_AWAY;
    return encode(p, Integer.MAX_VALUE, timeNanos, tie, source, place, away, out, offset);
  }

  /**
   * As {@link #encode(DecodedPacket, long, int, long, long, byte[], int)}, but keeps at most {@code
   * maxCarried} IP bytes, see {@link CarriedPayload}, and may leave the payload where it is. The
   * hash still covers all bytes.
   *
   * @param away how many bytes behind {@code place} the payload lies in the stored capture; {@link
   *     AwayPayload#isPossible}, or it must be {@link PacketRecordWriter#NOT_AWAY}
   */
  public int encode(
      DecodedPacket p,
      int maxCarried,
      long timeNanos,
      int tie,
      long source,
      long place,
      int away,
      byte[] out,
      int offset) {
    int hashedLength = hash(p);
    int direction = 0;
    if (p.unkeyed != null) {
      FlowKeys.encodeNoFlow(p.unkeyed, hash.high(), hash.low(), out, offset);
    } else {
      direction = FlowKeys.encode(p, overlayInKey, vlanInKey, out, offset);
    }
    int carried = p.unkeyed == null ? Math.min(p.ipCaptured, maxCarried) : 0;
    return PacketRecordWriter.encode(
        p,
        direction,
        carried,
        timeNanos,
        tie,
        hash.high(),
        hash.low(),
        hashedLength,
        source,
        place,
        away,
        away < 0 ? 0 : checksum(p, carried),
        out,
        offset);
  }

  private int checksum(DecodedPacket p, int carried) {
    checksum.reset();
    checksum.update(p.bytes, p.payloadOffset, p.ipOffset + carried - p.payloadOffset);
    return (int) checksum.getValue();
  }

  /** Leaves the hash of the dedup scope in {@link #hash} and returns the scope's length. */
  private int hash(DecodedPacket p) {
    if (p.ipVersion == 0 || scope == DedupScope.FRAME) {
      hash.hash(p.bytes, p.frameOffset, p.capturedLength);
      return p.capturedLength;
    }
    if (scope == DedupScope.IP_MASKED) {
      hashMasked(p);
    } else {
      hash.hash(p.bytes, p.ipOffset, p.ipCaptured);
    }
    return p.ipCaptured;
  }

  private void hashMasked(DecodedPacket p) {
    int header = p.ipVersion == 4 ? IPV4_HEADER : IPV6_HEADER;
    System.arraycopy(p.bytes, p.ipOffset, masked, 0, header);
    if (p.ipVersion == 4) {
      masked[IPV4_TOS] = 0;
      masked[IPV4_TTL] = 0;
      Bits.put16(masked, IPV4_CHECKSUM, 0);
    } else {
      masked[0] = 0x60;
      masked[1] &= 0x0f;
      masked[IPV6_HOP_LIMIT] = 0;
    }
    hash.start();
    hash.add(masked, 0, header);
    hash.add(p.bytes, p.ipOffset + header, p.ipCaptured - header);
    hash.finish(p.ipCaptured);
  }
}
