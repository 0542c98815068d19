package org.flowbeam.dedup;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.PacketRecord;

/**
 * Recognises a kept packet whose dedup scope equals that of a kept packet a short time before, in
 * any source: a copy must stay one when a capture is cut between the two. It only tells; nothing is
 * dropped.
 *
 * <p>It remembers the last packet in each of {@value #PACKETS} places, chosen by the hash: a copy
 * is missed only when another packet of the flow took the place in between, and none is invented.
 */
public final class SuspectedDuplicates {
  static final int PACKETS = 1024;

  private static final int WORDS = 4;

  private final long[] recent = new long[PACKETS * WORDS];
  private final long withinNanos;
  private long group;

  public SuspectedDuplicates(long withinNanos) {
    this.withinNanos = withinNanos;
  }

  /** Forgets the packets of the flow before. */
  public void nextFlow() {
    group++;
  }

  /** Whether the packet looks like a copy; remembers it. */
  public boolean isCopy(PacketRecord packet) {
    long high = packet.contentHashHigh();
    long low = packet.contentHashLow();
    long time = packet.timeNanos();
    long owner = packet.hashedLength() * 0xD6E8_FEB8_6659_FD93L + group * 0xC2B2_AE3D_27D4_EB4FL;
    int at = ((int) low & (PACKETS - 1)) * WORDS;
    boolean copy =
        recent[at] == high
            && recent[at + 1] == low
            && recent[at + 2] == owner
            && Times.elapsed(recent[at + 3], time) <= withinNanos;
    recent[at] = high;
    recent[at + 1] = low;
    recent[at + 2] = owner;
    recent[at + 3] = time;
    return copy;
  }
}
