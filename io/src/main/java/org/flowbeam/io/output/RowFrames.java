package org.flowbeam.io.output;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.table.RowCodec;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Rows of any table on their way to {@link ShardWriter}: encoded, in frames keyed by (table,
 * shard). Beside them it counts how many rows fall on which day. The flush buffer is borrowed at
 * the first row and given back by {@link #finish} and {@link #close}. Not thread-safe.
 */
public final class RowFrames implements Closeable {
  private final int shards;
  private final FrameWriter writer;
  private final Map<String, Encoder<?>> encoders = new HashMap<>();

  /**
   * @param shards {@link Shards#count} of the run's input
   * @param flushBytes memory for rows; never changes a result
   */
  public RowFrames(int shards, FrameStore store, int flushBytes, FrameWriter.Output frames) {
    this.shards = shards;
    this.writer = new FrameWriter(store, flushBytes, frames);
  }

  /**
   * Writes a row; the object is the caller's again on return.
   *
   * @param id what chooses the shard: the flow id, or another id of the row where it has none
   */
  public <R extends SpecificRecord> void add(Table<R> table, R row, @Nullable String id)
      throws IOException {
    encoder(table).add(row, id == null ? "" : id);
  }

  /** Sends all rows on their way and returns the days of those that were added since the last. */
  public DateCounts finish() throws IOException {
    writer.finish();
    DateCounts dates = new DateCounts();
    encoders.values().forEach(encoder -> encoder.addDaysTo(dates));
    encoders.clear();
    return dates;
  }

  /** Forgets what was not sent. */
  @Override
  public void close() {
    writer.close();
  }

  @SuppressWarnings("unchecked") // An encoder is filed under the name of its own table.
  private <R extends SpecificRecord> Encoder<R> encoder(Table<R> table) {
    Encoder<?> encoder = encoders.get(table.name());
    if (encoder == null) {
      encoder = new Encoder<>(table);
      encoders.put(table.name(), encoder);
    }
    return (Encoder<R>) encoder;
  }

  /** One table's codec and its rows by day; neighbouring rows mostly share the day. */
  private final class Encoder<R extends SpecificRecord> {
    private final Table<R> table;
    private final int number;
    private final int dateColumn;
    private final RowCodec<R> codec;
    private final DateCounts counted = new DateCounts();
    private long day;
    private long rowsOfDay;

    Encoder(Table<R> table) {
      this.table = table;
      this.number = Tables.ALL.indexOf(table);
      String date = table.dateColumn();
      this.dateColumn = date == null ? -1 : table.schema().getField(date).pos();
      this.codec = new RowCodec<>(table);
    }

    void add(R row, String id) throws IOException {
      int length = codec.encode(row);
      writer.add(Shards.shuffleKey(number, shards, id), codec.bytes(), 0, length);
      if (dateColumn >= 0 && row.get(dateColumn) instanceof Long micros) {
        count(DateCounts.day(micros));
      }
    }

    private void count(long newDay) {
      if (newDay != day) {
        addDay();
        day = newDay;
      }
      rowsOfDay++;
    }

    private void addDay() {
      if (rowsOfDay > 0) {
        counted.add(table.name(), day, rowsOfDay);
        rowsOfDay = 0;
      }
    }

    void addDaysTo(DateCounts dates) {
      addDay();
      counted.days(table.name()).forEach((d, rows) -> dates.add(table.name(), d, rows));
    }
  }
}
