package org.flowbeam.io.output;

import static org.apache.beam.sdk.transforms.windowing.BoundedWindow.TIMESTAMP_MIN_VALUE;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.table.RowCodec;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code DoFn} writes rows of any table for {@link WriteTables}. A field of the {@code DoFn},
 * which calls
 *
 * <ul>
 *   <li>{@link #start} from {@code @StartBundle};
 *   <li>{@link #to} at the beginning of {@code @ProcessElement}, then {@link #add} for each row;
 *   <li>{@link #finish} from {@code @FinishBundle};
 *   <li>{@link #close} from {@code @Teardown}.
 * </ul>
 *
 * The flush buffer is borrowed at a bundle's first row and given back at its end. What a bundle
 * that failed had not output is forgotten. Besides the rows, each bundle outputs how many of them
 * fall on which day. Elements go to the global window.
 */
public final class TableOutput implements Serializable {
  /** Rows, encoded, in frames keyed by (table, shard). */
  public static final TupleTag<KV<Integer, byte[]>> ROWS = new TupleTag<>("rows") {};

  /** To be summed up by {@link DateCounts#asView}. */
  public static final TupleTag<DateCounts> DATES = new TupleTag<>("dates") {};

  private final int shards;
  private final FrameStore store;
  private final int flushBytes;
  private transient @Nullable FrameWriter writer;
  private transient @Nullable Map<String, Encoder<?>> encoders;
  private transient @Nullable Consumer<KV<Integer, byte[]>> receiver;

  /**
   * @param shards {@link Shards#count} of the run's input
   * @param flushBytes memory for one bundle's rows; {@link FrameWriter#DEFAULT_FLUSH_BYTES} or less
   *     where memory is scarce. Never changes a result.
   */
  public TableOutput(int shards, FrameStore store, int flushBytes) {
    this.shards = shards;
    this.store = store;
    this.flushBytes = flushBytes;
  }

  /** Begins a bundle; forgets what an earlier one left unfinished. */
  public void start() {
    close();
    writer = new FrameWriter(store, flushBytes, this::output);
    encoders = new HashMap<>();
  }

  /** Rows that fill a buffer from now on go to this receiver. */
  public void to(OutputReceiver<KV<Integer, byte[]>> rows) {
    receiver = rows::output;
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
    receiver = frame -> context.output(ROWS, frame, TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
    writer().finish();
    DateCounts dates = new DateCounts();
    encoders().values().forEach(encoder -> encoder.addDaysTo(dates));
    if (!dates.isEmpty()) {
      context.output(DATES, dates, TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
    }
    receiver = null;
    encoders = null;
  }

  /** Gives the buffer back; harmless when nothing is open. */
  public void close() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
    receiver = null;
  }

  private void output(int shuffleKey, byte[] frame) {
    if (receiver == null) {
      throw new IllegalStateException("a flush outside of a bundle");
    }
    receiver.accept(KV.of(shuffleKey, frame));
  }

  private FrameWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("start was not called");
    }
    return writer;
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
      writer().add(Shards.shuffleKey(number, shards, id), codec.bytes(), 0, length);
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
