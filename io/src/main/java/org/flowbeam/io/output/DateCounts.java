package org.flowbeam.io.output;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each table fall on each UTC day. Bounded by the days that a signed 64-bit count
 * of nanoseconds can name, 213,504 per table.
 */
public final class DateCounts implements Serializable {
  private static final long serialVersionUID = 1;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Table name to days since 1970 to rows. */
  private final TreeMap<String, TreeMap<Long, Long>> tables = new TreeMap<>();

  static long day(long micros) {
    return Math.floorDiv(micros, MICROS_PER_DAY);
  }

  void add(String table, long day, long rows) {
    tables.computeIfAbsent(table, name -> new TreeMap<>()).merge(day, rows, Long::sum);
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Rows by day of one table; not to be changed. */
  Map<Long, Long> days(String table) {
    return tables.getOrDefault(table, new TreeMap<>());
  }

  /** The counts of a whole run. */
  public static DateCounts sum(Iterable<DateCounts> parts) {
    DateCounts sum = new DateCounts();
    for (DateCounts part : parts) {
      part.tables.forEach((table, days) -> days.forEach((day, rows) -> sum.add(table, day, rows)));
    }
    return sum;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DateCounts counts && counts.tables.equals(tables);
  }

  @Override
  public int hashCode() {
    return tables.hashCode();
  }
}
