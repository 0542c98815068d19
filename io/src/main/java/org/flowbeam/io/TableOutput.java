package org.flowbeam.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code DoFn} writes rows of any table for {@link WriteTables}. Used like {@link
 * SortedOutput}; besides the rows, each bundle outputs how many of them fall on which day.
 */
public final class TableOutput implements Serializable {
  /** Rows, encoded, in frames keyed by (table, shard). */
  public static final TupleTag<KV<Integer, byte[]>> ROWS = new TupleTag<>("rows") {};

  /** To be summed up by {@link DateCounts#asView}. */
  public static final TupleTag<DateCounts> DATES = new TupleTag<>("dates") {};

  private final int shards;
  private final SortedOutput output;
  private transient @Nullable Map<String, Encoder<?>> encoders;

  /**
   * @param shards {@link Shards#count} of the run's input
   * @param flushBytes as for {@link SortedOutput}
   */
  public TableOutput(int shards, FrameStore store, int flushBytes) {
    this.shards = shards;
    this.output = new SortedOutput(store, flushBytes);
  }

  /** Begins a bundle. */
  public void start() {
    output.start();
    encoders = new HashMap<>();
  }

  /** Rows that fill a buffer from now on go to this receiver. */
  public void to(OutputReceiver<KV<Integer, byte[]>> rows) {
    output.to(rows);
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

  /** Ends a bundle: flushes to {@link #ROWS} and counts to {@link #DATES}. */
  public <I, O> void finish(DoFn<I, O>.FinishBundleContext context) throws IOException {
    output.finish(context, ROWS);
    DateCounts dates = new DateCounts();
    encoders().values().forEach(encoder -> encoder.addDaysTo(dates));
    if (!dates.isEmpty()) {
      context.output(DATES, dates, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
    }
    encoders = null;
  }

  /** Gives buffers back; from {@code @Teardown}. */
  public void close() {
    output.close();
  }

  private Map<String, Encoder<?>> encoders() {
    if (encoders == null) {
      throw new IllegalStateException("start was not called");
    }
    return encoders;
  }

  @SuppressWarnings("unchecked") // An encoder is filed under the name of its own table.
  private <R extends SpecificRecord> Encoder<R> encoder(Table<R> table) {
    Encoder<?> encoder = encoders().get(table.name());
    if (encoder == null) {
      encoder = new Encoder<>(table);
      encoders().put(table.name(), encoder);
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
      output.add(Shards.shuffleKey(number, shards, id), codec.bytes(), 0, length);
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
