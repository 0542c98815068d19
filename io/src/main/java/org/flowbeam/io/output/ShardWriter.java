package org.flowbeam.io.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * Writes the rows of one (table, shard) after the other, as {@link RowFrames} keyed them, to
 * Parquet files under temporary names. The files' bytes are a function of the rows, the run id and
 * the footer alone.
 */
public final class ShardWriter {
  private static final String RUN_ID_KEY = "flowbeam.run_id";

  private final OutputFolder output;
  private final int shards;
  private final FrameStore store;
  private final String runId;
  private final Map<String, String> footer;
  private final DateCounts dates;

  /**
   * @param output the run's folder
   * @param shards as given to {@link RowFrames}
   * @param store as given to {@link RowFrames}
   * @param footer key/values for every file's footer; the run id is added to them
   * @param dates those of all rows of the run
   */
  public ShardWriter(
      String output,
      int shards,
      FrameStore store,
      String runId,
      Map<String, String> footer,
      DateCounts dates) {
    this.output = new OutputFolder(output);
    this.shards = shards;
    this.store = store;
    this.runId = runId;
    this.footer = new TreeMap<>(footer);
    this.footer.put(RUN_ID_KEY, runId);
    this.dates = dates;
  }

  /** The first shard of each of these tables: it has a file also when there is no row. */
  public static List<Integer> firstShards(int shards, Collection<String> tables) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < Tables.ALL.size(); i++) {
      if (tables.contains(Tables.ALL.get(i).name())) {
        keys.add(i * shards);
      }
    }
    return keys;
  }

  /**
   * Writes the files of one shuffle key.
   *
   * @param frames of it; when there are none and the table has no row at all, the file is empty
   */
  public void write(int key, Iterable<byte[]> frames, Consumer<WrittenFile> written)
      throws IOException {
    Table<?> table = Tables.ALL.get(key / shards);
    Map<Long, Long> days = dates.days(table.name());
    try (SortedRecords rows = SortedRecords.open(frames, store, 0);
        ShardFiles files =
            new ShardFiles(
                new ShardFiles.Shard(
                    output, table, key % shards, runId, footer, rows.totalRecords()),
                new Partitions(days),
                ShardFiles.ROLL_BYTES,
                written)) {
      while (rows.next()) {
        files.write(rows.bytes(), 0, rows.length());
      }
      if (rows.totalRecords() == 0 && key % shards == 0 && days.isEmpty()) {
        files.beginEmpty();
      }
      files.finish();
    }
  }
}
