package org.flowbeam.transforms.rows;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named sums of one bundle, which add up to those of the run: rows per date, anomalies per kind.
 */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 1;

  public static final String PACKETS = "packets";
  public static final String SUSPECTED = "duplicates_suspected";
  public static final String REMOVED = "duplicates_removed";

  /** Kept packets of flows that cannot honestly be sent twice in a short time. */
  public static final String UNREPEATABLE = "unrepeatable";

  /** Of these, those that repeat another. */
  public static final String REPEATED = "repeated";

  /** Prefix of the source of a kept packet, a slash, and the source of its removed copy. */
  public static final String DUPLICATES = "duplicates/";

  /** Removed copies of pairs of sources beyond those that are told apart. */
  public static final String OTHER_DUPLICATES = "other_duplicates";

  /** Prefix of a source status. */
  public static final String STATUS = "status/";

  /** Prefix of an anomaly kind. */
  public static final String ANOMALY = "anomaly/";

  private final TreeMap<String, Long> sums = new TreeMap<>();

  public void add(String name, long count) {
    sums.merge(name, count, Long::sum);
  }

  /** One tally of all. */
  public static Tally sum(Iterable<Tally> parts) {
    Tally sum = new Tally();
    for (Tally part : parts) {
      part.sums.forEach(sum::add);
    }
    return sum;
  }

  public long get(String name) {
    return sums.getOrDefault(name, 0L);
  }

  /** The sums whose names start with {@code prefix}, without it, in the order of names. */
  public Map<String, Long> below(String prefix) {
    TreeMap<String, Long> below = new TreeMap<>();
    for (Map.Entry<String, Long> sum : sums.tailMap(prefix).entrySet()) {
      if (!sum.getKey().startsWith(prefix)) {
        break;
      }
      below.put(sum.getKey().substring(prefix.length()), sum.getValue());
    }
    return below;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tally tally && tally.sums.equals(sums);
  }

  @Override
  public int hashCode() {
    return sums.hashCode();
  }
}
