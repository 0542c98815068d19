package org.flowbeam.io.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flowbeam.io.table.RowCodec;
import org.flowbeam.io.table.TableFileTest;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFilesTest {
  private static final long DAY = 86_400_000_000L;

  @TempDir Path folder;

  @Test
  void everyDateHasAFileAndRowsWithoutTimeShareTheFirst() throws IOException {
    List<WrittenFile> files = write(ShardFiles.ROLL_BYTES, null, null, -1L, 0L, 1L, DAY);
    assertThat(paths(files))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "anomalies/date=1969-12-31/run-00003.parquet", 1L,
                "anomalies/date=1970-01-01/run-00003.parquet", 4L,
                "anomalies/date=1970-01-02/run-00003.parquet", 1L));
  }

  @Test
  void sparseDatesShareOneFile() throws IOException {
    List<@Nullable Long> times = new ArrayList<>();
    for (long day = 0; day < 450; day++) {
      times.add(day * DAY);
      if (day % 9 != 0) { // 400 days with two rows, 50 between them with one.
        times.add(day * DAY + 1);
      }
    }
    Map<String, Long> files =
        paths(write(ShardFiles.ROLL_BYTES, times.toArray(new @Nullable Long[0])));
    assertThat(files)
        .hasSize(401)
        .containsEntry("anomalies/date=1970-01-01/run-00003.parquet", 50L);
  }

  @Test
  void aFileThatHasGrownEnoughIsFollowedByANumberedOne() throws IOException {
    @Nullable Long[] times = new @Nullable Long[2500];
    Arrays.fill(times, 7L);
    assertThat(paths(write(1, times)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "anomalies/date=1970-01-01/run-00003.parquet", 1000L,
                "anomalies/date=1970-01-01/run-00003-1.parquet", 1000L,
                "anomalies/date=1970-01-01/run-00003-2.parquet", 500L));
  }

  private static Map<String, Long> paths(List<WrittenFile> files) {
    return files.stream().collect(Collectors.toMap(WrittenFile::path, WrittenFile::rows));
  }

  private List<WrittenFile> write(long rollBytes, @Nullable Long... times) throws IOException {
    Map<Long, Long> days = new TreeMap<>();
    for (Long time : times) {
      if (time != null) {
        days.merge(DateCounts.day(time), 1L, Long::sum);
      }
    }
    List<WrittenFile> written = new ArrayList<>();
    OutputFolder output = new OutputFolder(folder.toString());
    ShardFiles.Shard shard =
        new ShardFiles.Shard(output, Tables.ANOMALIES, 3, "run", Map.of(), times.length);
    RowCodec<AnomalyRow> codec = new RowCodec<>(Tables.ANOMALIES);
    try (ShardFiles files = new ShardFiles(shard, new Partitions(days), rollBytes, written::add)) {
      for (Long time : times) {
        int length = codec.encode(TableFileTest.anomaly(time));
        files.write(codec.bytes(), 0, length);
      }
      files.finish();
    }
    return written;
  }
}
