package org.flowbeam.dedup;

import org.flowbeam.dedup.DedupOptions.Mode;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.PacketRecord;

/**
 * Says of each packet whether it is a copy of one before it, by {@link DedupOptions}; the rules are
 * in docs/decisions/0010. Call {@link #begin}, then {@link #isCopy} for the packets of one group
 * that holds all copies (a flow key, say) in the order of time; among packets of one time in any
 * order, and the first that is asked for stays.
 *
 * <p>Remembers at most {@value RecentPackets#MAX} kept packets and as many copies of a group within
 * {@link DedupOptions#timeNanos}; beyond, the oldest is forgotten ({@link #takeLimitReached}). Cost
 * per packet does not grow with the number of equal packets. Not thread-safe.
 */
public final class Deduplicator {
  /** A kept packet takes no more copies. */
  static final int MAX_COPIES = 1024;

  /** Note of a kept packet: the last of its members. */
  private static final int LAST_MEMBER = 0;

  // Notes of a member (a kept packet or its copies): the kept packet, and the member before it.
  private static final int ORIGINAL = 0;
  private static final int BEFORE = 1;

  private static final long NONE = -1;
  private static final long ANYBODY = 0;

  private final DedupOptions options;
  private final SourceTimes times;
  private final RecentPackets kept = new RecentPackets();
  private final RecentPackets members = new RecentPackets();

  private long source;
  private int slot = -1;
  private long othersUntilNanos = Long.MIN_VALUE;
  private long othersFromNanos = Long.MAX_VALUE;
  private boolean known;
  private long originalSource;

  public Deduplicator(DedupOptions options, SourceTimes times) {
    this.options = options;
    this.times = times;
  }

  /** Begins another group of packets. */
  public void begin() {
    kept.clear();
    members.clear();
  }

  /**
   * Whether no other packet of the run can be a copy of this one: {@link #isCopy} would be false,
   * and need not be asked.
   */
  public boolean isAlone(PacketRecord packet) {
    return switch (options.mode()) {
      case OFF, WINDOW -> true;
      case TIME -> false;
      case LOOPBACK -> packet.captureDirection() == PacketRecord.DIRECTION_UNKNOWN;
      case ACROSS -> isFarFromOthers(packet);
    };
  }

  /**
   * Whether the packet is a copy. A packet of which {@link #isAlone} is true is none, and leaves
   * nothing behind.
   */
  public boolean isCopy(PacketRecord packet) {
    if (isAlone(packet)) {
      return false;
    }
    kept.expire(packet.timeNanos(), options.timeNanos());
    if (options.mode() == Mode.TIME) {
      return isRepeated(packet);
    }
    members.expire(packet.timeNanos(), options.timeNanos());
    return isMatched(packet, options.mode() == Mode.ACROSS ? slot : packet.captureDirection());
  }

  /** The source of the packet of which the last one was a copy. */
  public long originalSource() {
    return originalSource;
  }

  /** Whether packets had to be forgotten that might have copies, since this was last asked. */
  public boolean takeLimitReached() {
    boolean ofKept = kept.takeForgotten();
    return members.takeForgotten() || ofKept;
  }

  private boolean isFarFromOthers(PacketRecord packet) {
    if (!known || packet.source() != source) {
      known = true;
      source = packet.source();
      slot = times.slot(source);
      othersUntilNanos = times.othersUntilNanos(slot);
      othersFromNanos = times.othersFromNanos(slot);
    }
    long time = packet.timeNanos();
    return isAfter(othersUntilNanos, time) && isAfter(time, othersFromNanos);
  }

  private boolean isAfter(long earlierNanos, long laterNanos) {
    return Times.elapsed(earlierNanos, laterNanos) > options.timeNanos();
  }

  private boolean isRepeated(PacketRecord p) {
    long high = p.contentHashHigh();
    long low = p.contentHashLow();
    int length = p.hashedLength();
    long before = kept.find(high, low, length, ANYBODY);
    originalSource = before == NONE ? p.source() : kept.source(before);
    if (before == NONE || options.sliding()) {
      kept.add(high, low, length, ANYBODY, p.timeNanos(), originalSource, true);
    }
    return before != NONE;
  }

  /** Joins the oldest kept packet that can take a copy from this party, or is kept itself. */
  private boolean isMatched(PacketRecord p, long party) {
    long high = p.contentHashHigh();
    long low = p.contentHashLow();
    int length = p.hashedLength();
    long newest = kept.find(high, low, length, ANYBODY);
    long original = NONE;
    if (newest != NONE) {
      original = firstToTry(newest, members.find(high, low, length, party));
    }
    while (original != NONE && !takes(original, p, party)) {
      original = kept.newer(original);
    }
    boolean copy = original != NONE;
    if (!copy) {
      original = kept.add(high, low, length, ANYBODY, p.timeNanos(), p.source(), false);
    }
    long member = members.add(high, low, length, party, p.timeNanos(), p.source(), false);
    members.note(member, ORIGINAL, original);
    members.note(member, BEFORE, kept.note(original, LAST_MEMBER));
    kept.note(original, LAST_MEMBER, member);
    originalSource = kept.source(original);
    return copy;
  }

  /** A kept packet that could not take this party's last packet cannot take a later one either. */
  private long firstToTry(long newest, long lastOfParty) {
    if (lastOfParty != NONE) {
      long original = members.note(lastOfParty, ORIGINAL);
      if (original >= kept.oldest()) {
        return kept.newer(original);
      }
    }
    return kept.first(newest);
  }

  /** Whether the kept packet has no member of this party yet, and this one fits to all it has. */
  private boolean takes(long original, PacketRecord p, long party) {
    long member = kept.note(original, LAST_MEMBER);
    for (int steps = 0; member >= members.oldest(); steps++) {
      if (steps == MAX_COPIES || members.party(member) == party || !fits(member, p)) {
        return false;
      }
      member = members.note(member, BEFORE);
    }
    return true;
  }

  private boolean fits(long member, PacketRecord p) {
    return options.mode() == Mode.LOOPBACK
        || members.timeNanos(member) == p.timeNanos()
        || times.overlap((int) members.party(member), slot, options.timeNanos());
  }
}
