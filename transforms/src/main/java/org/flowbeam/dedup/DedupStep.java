package org.flowbeam.dedup;

import java.util.Arrays;
import org.flowbeam.packet.PacketBuffer;
import org.flowbeam.packet.PacketRecord;

/**
 * Takes the packets of one group after the other in sorted order and hands each on as kept or as a
 * copy. A copy comes after the packet it is a copy of.
 *
 * <p>With {@link DedupOptions.Mode#ACROSS}, packets of one time are judged from the highest tie
 * index to the lowest, so that of equal ones the one with the highest stays: a part of a capture
 * has lower tie indices than the whole (docs/decisions/0001), and it is the order of the whole that
 * counts. For that, up to {@value #MAX_TIED_PACKETS} packets or {@value #MAX_TIED_BYTES} bytes of
 * one time are held back; more are judged in portions. A packet with no other source near it is
 * never held back nor copied.
 */
public final class DedupStep {
  /** Receives the packets; their bytes are lent for the call. */
  public interface Output {
    void kept(PacketRecord packet);

    /**
     * A packet that is dropped.
     *
     * @param originalSource the source of the packet of which it is a copy
     */
    void copy(PacketRecord packet, long originalSource);

    /** More packets than are remembered came close to this one; copies may have been kept. */
    void limitReached(PacketRecord packet);
  }

  static final int MAX_TIED_PACKETS = 1024;
  static final int MAX_TIED_BYTES = 4 << 20;

  private final Deduplicator deduplicator;
  private final boolean looksAhead;
  private final Output output;
  private final PacketBuffer tied = new PacketBuffer();
  private final PacketRecord packet = new PacketRecord();
  private boolean[] copy = new boolean[16];
  private long[] original = new long[16];
  private long tiedNanos;

  public DedupStep(DedupOptions options, SourceTimes times, Output output) {
    this.deduplicator = new Deduplicator(options, times);
    this.looksAhead = options.mode() == DedupOptions.Mode.ACROSS;
    this.output = output;
  }

  /** Begins another group; the one before must have been ended. */
  public void begin() {
    deduplicator.begin();
  }

  /** Takes the next packet of the group. */
  public void packet(PacketRecord next) {
    if (next.has(PacketRecord.DUPLICATE)) {
      end();
      output.copy(next, next.source());
    } else if (deduplicator.isAlone(next)) {
      end();
      output.kept(next);
    } else if (looksAhead) {
      hold(next);
    } else {
      hand(next, deduplicator.isCopy(next), deduplicator.originalSource());
      checkLimit(next);
    }
  }

  /** Hands on what was held back: the group ends. */
  public void end() {
    if (tied.count() > 0) {
      release();
    }
  }

  private void hold(PacketRecord next) {
    boolean full = tied.count() == MAX_TIED_PACKETS || tied.bytes() >= MAX_TIED_BYTES;
    if (full || next.timeNanos() != tiedNanos) {
      end();
    }
    tiedNanos = next.timeNanos();
    tied.add(next);
  }

  private void release() {
    int count = tied.count();
    if (count > copy.length) {
      copy = Arrays.copyOf(copy, Integer.highestOneBit(2 * count));
      original = Arrays.copyOf(original, copy.length);
    }
    boolean anyCopy = false;
    int to = count;
    while (to > 0) {
      int from = firstOfTie(to);
      for (int i = from; i < to; i++) {
        copy[i] = deduplicator.isCopy(tied.wrap(i, packet));
        original[i] = deduplicator.originalSource();
        anyCopy |= copy[i];
      }
      to = from;
    }
    for (int i = 0; i < count; i++) {
      if (!copy[i]) {
        output.kept(tied.wrap(i, packet));
      }
    }
    for (int i = 0; i < count && anyCopy; i++) {
      if (copy[i]) {
        output.copy(tied.wrap(i, packet), original[i]);
      }
    }
    checkLimit(tied.wrap(count - 1, packet));
    tied.clear();
  }

  /** Where the packets begin that share the tie index of the last one before {@code to}. */
  private int firstOfTie(int to) {
    int tie = tied.wrap(to - 1, packet).tieIndex();
    int from = to - 1;
    while (from > 0 && tied.wrap(from - 1, packet).tieIndex() == tie) {
      from--;
    }
    return from;
  }

  private void hand(PacketRecord next, boolean isCopy, long originalSource) {
    if (isCopy) {
      output.copy(next, originalSource);
    } else {
      output.kept(next);
    }
  }

  private void checkLimit(PacketRecord last) {
    if (deduplicator.takeLimitReached()) {
      output.limitReached(last);
    }
  }
}
