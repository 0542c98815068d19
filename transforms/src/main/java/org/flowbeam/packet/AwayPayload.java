package org.flowbeam.packet;

import org.flowbeam.io.bytes.OrderedInts;

/**
 * Records whose payload stays in the stored capture until it is needed: which can, and how they
 * become whole again. Allocates nothing.
 */
public final class AwayPayload {
  private AwayPayload() {}

  /**
   * Whether the payload of a packet can be away: it has so many bytes, and the record a place for
   * it where no order depends on it.
   */
  public static boolean isPossible(DecodedPacket p, int carried, int leastBytes) {
    int payload = carried - (p.payloadOffset - p.ipOffset);
    return payload >= Math.max(leastBytes, PacketLayout.AWAY_BYTES + 1)
        && PacketLayout.isPayloadBehind(
            PacketRecordWriter.flags(p), p.protocol, Math.min(payload, p.payloadCaptured));
  }

  /** Room that {@link #bringBack} needs. */
  public static int wholeLength(PacketRecord away) {
    return away.placeEnd() - away.keyOffset() + away.awayLength();
  }

  /**
   * Writes a record whose payload is away up to where the payload belongs, which the caller fills
   * in behind it: {@link PacketRecord#awayLength} bytes.
   *
   * @return where the payload goes in {@code out}
   */
  public static int bringBack(PacketRecord away, byte[] out) {
    int length = away.placeEnd() - away.keyOffset();
    System.arraycopy(away.bytes(), away.keyOffset(), out, 0, length);
    return length;
  }

  /** Writes a record whose payload is lost: as one of which no payload was captured. */
  public static int giveUp(PacketRecord away, byte[] out) {
    byte[] bytes = away.bytes();
    int start = away.keyOffset();
    int kept = away.headerLength();
    int before = away.payloadCapturedOffset() - start;
    System.arraycopy(bytes, start, out, 0, before);
    int at = OrderedInts.put(out, before, 0);
    out[at] = (byte) away.protocol();
    out[at + 1] = (byte) away.ipVersion();
    at = OrderedInts.put(out, at + 2, kept);
    at = OrderedInts.put(out, at, away.capturedLength());
    int rest = away.placeEnd() - away.vlansOffset();
    System.arraycopy(bytes, away.vlansOffset(), out, at, rest);
    return at + rest;
  }
}
