package org.flowbeam.oracle;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts compared and equal values per column. */
public final class Agreement {
  private final Map<String, int[]> counts = new LinkedHashMap<>();

  public void count(String column, boolean equal) {
    int[] count = counts.computeIfAbsent(column, name -> new int[2]);
    count[0]++;
    count[1] += equal ? 1 : 0;
  }

  int compared(String column) {
    int[] count = counts.get(column);
    return count == null ? 0 : count[0];
  }

  /** One line per column: equal values, compared values. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (column, count) ->
            text.append(String.format("%-16s %5d of %5d equal%n", column, count[1], count[0])));
    return text.toString();
  }
}
