package org.flowbeam.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.flowbeam.io.bytes.Times;
import org.jspecify.annotations.Nullable;

/**
 * When each source of a run was capturing: from its lowest to its highest packet time. Immutable;
 * 40 bytes per source. A source that is not listed is taken as one that no other source meets.
 */
public final class SourceTimes implements Serializable {
  private static final long serialVersionUID = 1;

  /** No source. */
  public static final SourceTimes NONE = new SourceTimes(List.of());

  /** The time range of a source, both ends included. */
  public record Range(long source, long firstNanos, long lastNanos) implements Serializable {}

  private final long[] sources;
  private final long[] first;
  private final long[] last;

  /** The latest time of all sources that begin before this one; {@link Long#MIN_VALUE} if none. */
  private final long[] othersUntil;

  /** When the next source begins; {@link Long#MAX_VALUE} if none does. */
  private final long[] othersFrom;

  public SourceTimes(Collection<Range> ranges) {
    List<Range> bySource = new ArrayList<>(ranges);
    bySource.sort(Comparator.comparingLong(Range::source));
    int count = bySource.size();
    sources = new long[count];
    first = new long[count];
    last = new long[count];
    othersUntil = new long[count];
    othersFrom = new long[count];
    for (int slot = 0; slot < count; slot++) {
      sources[slot] = bySource.get(slot).source();
      first[slot] = bySource.get(slot).firstNanos();
      last[slot] = bySource.get(slot).lastNanos();
    }
    bySource.sort(Comparator.comparingLong(Range::firstNanos).thenComparingLong(Range::source));
    long until = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      int slot = slot(bySource.get(i).source());
      othersUntil[slot] = until;
      othersFrom[slot] = i + 1 < count ? bySource.get(i + 1).firstNanos() : Long.MAX_VALUE;
      until = Math.max(until, last[slot]);
    }
  }

  /** The number of a source, for the other methods; negative when it is not listed. */
  int slot(long source) {
    return Arrays.binarySearch(sources, source);
  }

  /** Packets of this source up to this time may have a packet of another source near them. */
  long othersUntilNanos(int slot) {
    return slot < 0 ? Long.MIN_VALUE : othersUntil[slot];
  }

  /** Packets of this source from this time on may have a packet of another source near them. */
  long othersFromNanos(int slot) {
    return slot < 0 ? Long.MAX_VALUE : othersFrom[slot];
  }

  /**
   * Whether two sources were capturing together: their ranges overlap by more than {@code nanos},
   * or one lies within the other.
   */
  boolean overlap(int a, int b, long nanos) {
    if (a < 0 || b < 0) {
      return false;
    }
    boolean within =
        (first[a] >= first[b] && last[a] <= last[b])
            || (first[b] >= first[a] && last[b] <= last[a]);
    return within
        || Times.elapsed(Math.max(first[a], first[b]), Math.min(last[a], last[b])) > nanos;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceTimes times
        && Arrays.equals(times.sources, sources)
        && Arrays.equals(times.first, first)
        && Arrays.equals(times.last, last);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(sources) + 17 * Arrays.hashCode(first) + Arrays.hashCode(last);
  }
}
