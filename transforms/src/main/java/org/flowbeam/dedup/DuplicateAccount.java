package org.flowbeam.dedup;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.jspecify.annotations.Nullable;

/**
 * What was counted about copies over all flows: how many packets of one source were removed as
 * copies of packets of another, and how many kept packets repeat one that cannot honestly repeat.
 * At most {@value #MAX_PAIRS} pairs of sources are told apart, 40 bytes each.
 */
public final class DuplicateAccount {
  static final int MAX_PAIRS = 1 << 16;

  private static final int IPV4_ID = 4;
  private static final int SYN_OR_FIN = TcpSegment.SYN | TcpSegment.FIN;

  /** Receives the removed packets of one pair of sources. */
  @FunctionalInterface
  public interface Visitor {
    void pair(long keptSource, long copySource, long packets);
  }

  private final LongSlots sources = new LongSlots();
  private final LongSlots pairs = new LongSlots();
  private long[] packets = new long[16];
  private long otherPairs;
  private long unrepeatable;
  private long repeated;

  public void removed(long keptSource, long copySource) {
    long pair = (long) sources.slot(keptSource) << 32 | sources.slot(copySource);
    if (pairs.size() == MAX_PAIRS && !pairs.has(pair)) {
      otherPairs++;
      return;
    }
    int slot = pairs.slot(pair);
    if (slot == packets.length) {
      packets = Arrays.copyOf(packets, 2 * slot);
    }
    packets[slot]++;
  }

  /** Notes a kept packet of a flow. */
  public void kept(PacketRecord packet, @Nullable TcpSegment segment, boolean suspected) {
    if (cannotRepeat(packet, segment)) {
      unrepeatable++;
      repeated += suspected ? 1 : 0;
    }
  }

  /**
   * IPv4 with an identification, TCP with payload, SYN or FIN: nobody sends these twice at once.
   */
  private static boolean cannotRepeat(PacketRecord packet, @Nullable TcpSegment s) {
    if (s != null && (packet.payloadLength() > 0 || (s.flags() & SYN_OR_FIN) != 0)) {
      return true;
    }
    return packet.ipVersion() == 4
        && packet.carried() >= IPV4_ID + 2
        && Bits.u16(packet.bytes(), packet.ipOffset() + IPV4_ID) != 0;
  }

  /** Kept packets of flows that cannot honestly be sent twice in a short time. */
  public long unrepeatablePackets() {
    return unrepeatable;
  }

  /** Of {@link #unrepeatablePackets}, those that repeat another. */
  public long repeatedPackets() {
    return repeated;
  }

  /** Removed packets of pairs of sources beyond {@value #MAX_PAIRS}. */
  public long otherPairs() {
    return otherPairs;
  }

  /** Visits the pairs in order of appearance. */
  public void forEach(Visitor visitor) {
    for (int slot = 0; slot < pairs.size(); slot++) {
      long pair = pairs.key(slot);
      visitor.pair(sources.key((int) (pair >>> 32)), sources.key((int) pair), packets[slot]);
    }
  }
}
