package org.flowbeam.assemble;

import java.util.Arrays;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.packet.Unkeyed;

/**
 * Packets per source, such that for every source: packets read = in flows + unkeyed by reason +
 * removed as duplicates. One object per worker; read it out and {@link #clear} it at the end of a
 * bucket. Memory: about 120 bytes per source of the run.
 */
public final class SourceAccounts {
  private static final int REASONS = Unkeyed.values().length;
  private static final int FLOW_PACKETS = REASONS;
  private static final int DUPLICATES = REASONS + 1;
  private static final int SUSPECTED = REASONS + 2;
  private static final int FIELDS = REASONS + 3;

  /** Receives the accounts of one source. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * The packets of one source.
     *
     * @param unkeyedPackets by {@link Unkeyed#code}; the array is reused
     * @param duplicates packets removed
     * @param suspectedDuplicates packets kept that look like copies, among the others
     */
    void source(
        long source,
        long flowPackets,
        long[] unkeyedPackets,
        long duplicates,
        long suspectedDuplicates);
  }

  private final LongSlots slots = new LongSlots();
  private long[] counts = new long[FIELDS];

  void flowPacket(long source) {
    count(source, FLOW_PACKETS);
  }

  void unkeyed(long source, Unkeyed reason) {
    count(source, reason.code());
  }

  void duplicate(long source) {
    count(source, DUPLICATES);
  }

  void suspected(long source) {
    count(source, SUSPECTED);
  }

  private void count(long source, int field) {
    int at = slots.slot(source) * FIELDS;
    if (at == counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    counts[at + field]++;
  }

  /** Visits the sources in ascending order. */
  public void forEach(Visitor visitor) {
    long[] sources = new long[slots.size()];
    for (int slot = 0; slot < sources.length; slot++) {
      sources[slot] = slots.key(slot);
    }
    Arrays.sort(sources);
    long[] unkeyed = new long[REASONS];
    for (long source : sources) {
      int at = slots.slot(source) * FIELDS;
      System.arraycopy(counts, at, unkeyed, 0, REASONS);
      visitor.source(
          source,
          counts[at + FLOW_PACKETS],
          unkeyed,
          counts[at + DUPLICATES],
          counts[at + SUSPECTED]);
    }
  }

  public void clear() {
    slots.clear();
    Arrays.fill(counts, 0);
  }
}
