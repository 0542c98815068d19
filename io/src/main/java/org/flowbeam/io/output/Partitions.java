package org.flowbeam.io.output;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which folder of a table the rows of a day go to. The {@value #MAX_DATES} best-filled days of a
 * run have one each (of equally filled days the earlier), so that hostile clocks cannot make one
 * file per row. The others share one, with the rows without a time and those of the first day of
 * 1970. Every folder names a date, so that every reader takes them for dates, whatever the rows of
 * a run are (docs/decisions/0031).
 */
final class Partitions {
  static final String SHARED = "date=1970-01-01";
  private static final int MAX_DATES = 400;

  private final Map<Long, Long> rowsByDay;
  private final Set<Long> ownFolder;

  Partitions(Map<Long, Long> rowsByDay) {
    this.rowsByDay = rowsByDay;
    Comparator<Map.Entry<Long, Long>> bestFilled =
        Map.Entry.<Long, Long>comparingByValue().reversed();
    this.ownFolder =
        rowsByDay.entrySet().stream()
            .sorted(bestFilled.thenComparing(Map.Entry.comparingByKey()))
            .limit(MAX_DATES)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
  }

  /** The folder for a day, counted from 1970; of null for rows without a time. */
  String folder(@Nullable Long day) {
    return day == null || isShared(day) ? SHARED : "date=" + LocalDate.ofEpochDay(day);
  }

  /** No more rows than this share the day's folder, as far as is known. */
  long maxRows(@Nullable Long day) {
    return day == null || isShared(day)
        ? Long.MAX_VALUE
        : rowsByDay.getOrDefault(day, Long.MAX_VALUE);
  }

  private boolean isShared(long day) {
    return day == 0 || !ownFolder.contains(day);
  }
}
