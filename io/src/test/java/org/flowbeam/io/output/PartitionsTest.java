package org.flowbeam.io.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  @Test
  void aDayHasAFolderOfItsOwnAndTheFirstIsThatOfRowsWithoutATime() {
    Partitions partitions = new Partitions(Map.of(0L, 5L, 19675L, 1L, -1L, 2L));
    assertThat(partitions.folder(0L)).isEqualTo("date=1970-01-01");
    assertThat(partitions.folder(19675L)).isEqualTo("date=2023-11-14");
    assertThat(partitions.folder(-1L)).isEqualTo("date=1969-12-31");
    assertThat(partitions.folder(null)).isEqualTo("date=1970-01-01");
    assertThat(partitions.maxRows(19675L)).isEqualTo(1);
    assertThat(partitions.maxRows(0L)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void daysBeyondThe400BestFilledShareAFolder() {
    Map<Long, Long> rows = new HashMap<>();
    for (long day = 0; day < 399; day++) {
      rows.put(day, 10L);
    }
    rows.put(5000L, 3L);
    rows.put(6000L, 3L); // As many rows, but later.
    rows.put(7000L, 2L);
    Partitions partitions = new Partitions(rows);
    assertThat(partitions.folder(398L)).isEqualTo("date=1971-02-03");
    assertThat(partitions.folder(5000L)).isEqualTo("date=1983-09-10");
    assertThat(partitions.folder(6000L)).isEqualTo("date=1970-01-01");
    assertThat(partitions.folder(7000L)).isEqualTo("date=1970-01-01");
    assertThat(partitions.maxRows(7000L)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void daysAreCountedAcrossMidnightsBefore1970() {
    assertThat(DateCounts.day(-1)).isEqualTo(-1);
    assertThat(DateCounts.day(0)).isZero();
    assertThat(DateCounts.day(86_399_999_999L)).isZero();
    assertThat(DateCounts.day(86_400_000_000L)).isEqualTo(1);
  }
}
