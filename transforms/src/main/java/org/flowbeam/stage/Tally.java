package org.flowbeam.stage;

import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one bundle counted; the tallies of all bundles add up to that of the run. */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 2;

  /** Packets of sources that were read. */
  public long packets;

  /** Of these, kept ones that look like copies. */
  public long suspectedDuplicates;

  /** Of these, copies that were removed. */
  public long removedDuplicates;

  /** Kept packets of flows that cannot honestly be sent twice in a short time. */
  public long unrepeatable;

  /** Of these, those that repeat another. */
  public long repeated;

  /** Removed copies of pairs of sources beyond those that are told apart. */
  public long otherDuplicates;

  private final TreeMap<String, Long> sources = new TreeMap<>();
  private final TreeMap<String, Long> anomalies = new TreeMap<>();
  private final TreeMap<Copies, Long> duplicates = new TreeMap<>();

  /**
   * Two captures that hold the same packets, by their ids.
   *
   * @param kept where the packets stayed
   * @param removed where their copies were removed
   */
  public record Copies(String kept, String removed) implements Comparable<Copies>, Serializable {
    private static final Comparator<Copies> ORDER =
        Comparator.comparing(Copies::kept).thenComparing(Copies::removed);

    @Override
    public int compareTo(Copies other) {
      return ORDER.compare(this, other);
    }
  }

  /** Counts a source with this status. */
  public void source(String status) {
    sources.merge(status, 1L, Long::sum);
  }

  /** Counts a row of this kind. */
  public void anomaly(String kind) {
    anomalies.merge(kind, 1L, Long::sum);
  }

  public void duplicates(Copies between, long count) {
    duplicates.merge(between, count, Long::sum);
  }

  /** Sources by status. */
  public SortedMap<String, Long> sources() {
    return Collections.unmodifiableSortedMap(sources);
  }

  /** Rows of {@code anomalies} by kind. */
  public SortedMap<String, Long> anomalies() {
    return Collections.unmodifiableSortedMap(anomalies);
  }

  /** Removed packets by pairs of sources. */
  public SortedMap<Copies, Long> duplicates() {
    return Collections.unmodifiableSortedMap(duplicates);
  }

  /** One tally of all. */
  public static Tally sum(Iterable<Tally> parts) {
    Tally sum = new Tally();
    parts.forEach(sum::add);
    return sum;
  }

  private void add(Tally part) {
    packets += part.packets;
    suspectedDuplicates += part.suspectedDuplicates;
    removedDuplicates += part.removedDuplicates;
    unrepeatable += part.unrepeatable;
    repeated += part.repeated;
    otherDuplicates += part.otherDuplicates;
    part.sources.forEach((status, count) -> sources.merge(status, count, Long::sum));
    part.anomalies.forEach((kind, count) -> anomalies.merge(kind, count, Long::sum));
    part.duplicates.forEach(this::duplicates);
  }

  private List<Object> values() {
    return List.of(
        packets,
        suspectedDuplicates,
        removedDuplicates,
        unrepeatable,
        repeated,
        otherDuplicates,
        sources,
        anomalies,
        duplicates);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tally tally && tally.values().equals(values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }
}
