package org.flowbeam.io.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * Writes the rows of all tables, as {@link TableOutput} sent them, to Parquet files under temporary
 * names. The files' bytes are a function of the rows, the run id and the footer alone.
 */
public final class WriteTables
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollection<WrittenFile>> {
  private static final String RUN_ID_KEY = "flowbeam.run_id";

  private final OutputFolder output;
  private final int shards;
  private final FrameStore store;
  private final TreeMap<String, String> footer;
  private final PCollectionView<String> runId;
  private final PCollectionView<DateCounts> dates;
  private final TreeSet<String> evenWithoutRows;

  private WriteTables(
      OutputFolder output,
      int shards,
      FrameStore store,
      Map<String, String> footer,
      PCollectionView<String> runId,
      PCollectionView<DateCounts> dates,
      Collection<String> evenWithoutRows) {
    this.output = output;
    this.shards = shards;
    this.store = store;
    this.footer = new TreeMap<>(footer);
    this.runId = runId;
    this.dates = dates;
    this.evenWithoutRows = new TreeSet<>(evenWithoutRows);
  }

  /**
   * Writes below a run's folder.
   *
   * @param output the run's folder
   * @param shards as given to {@link TableOutput}
   * @param store as given to {@link TableOutput}
   * @param footer key/values for every file's footer; the run id is added to them
   * @param dates from {@link DateCounts#asView}
   */
  public static WriteTables to(
      String output,
      int shards,
      FrameStore store,
      Map<String, String> footer,
      PCollectionView<String> runId,
      PCollectionView<DateCounts> dates) {
    return new WriteTables(
        new OutputFolder(output), shards, store, footer, runId, dates, List.of());
  }

  /** The same, but a table in this list that has no rows gets a file without rows. */
  public WriteTables evenWithoutRows(Collection<String> tables) {
    return new WriteTables(output, shards, store, footer, runId, dates, tables);
  }

  @Override
  public PCollection<WrittenFile> expand(PCollection<KV<Integer, byte[]>> rows) {
    return PCollectionList.of(rows)
        .and(markers(rows))
        .apply("Rows and markers", Flatten.pCollections())
        .apply("Group rows", SortedGroups.group())
        .apply("Write files", ParDo.of(new WriteShard(this)).withSideInputs(runId, dates));
  }

  /** A frame of no bytes brings a shard to {@link WriteShard} that may have no rows. */
  private PCollection<KV<Integer, byte[]>> markers(PCollection<KV<Integer, byte[]>> rows) {
    List<KV<Integer, byte[]>> markers = new ArrayList<>();
    for (int i = 0; i < Tables.ALL.size(); i++) {
      if (evenWithoutRows.contains(Tables.ALL.get(i).name())) {
        markers.add(KV.of(i * shards, new byte[0]));
      }
    }
    return rows.getPipeline()
        .apply("Tables to write", Create.of(markers).withCoder(rows.getCoder()));
  }

  private static final class WriteShard extends DoFn<KV<Integer, Iterable<byte[]>>, WrittenFile> {
    private final OutputFolder output;
    private final int shards;
    private final FrameStore store;
    private final TreeMap<String, String> footer;
    private final PCollectionView<String> runId;
    private final PCollectionView<DateCounts> dates;
    private final TreeSet<String> evenWithoutRows;

    WriteShard(WriteTables tables) {
      this.output = tables.output;
      this.shards = tables.shards;
      this.store = tables.store;
      this.footer = tables.footer;
      this.runId = tables.runId;
      this.dates = tables.dates;
      this.evenWithoutRows = tables.evenWithoutRows;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      int key = context.element().getKey();
      Table<?> table = Tables.ALL.get(key / shards);
      String run = context.sideInput(runId);
      Map<Long, Long> days = context.sideInput(dates).days(table.name());
      boolean onlyFile =
          key % shards == 0 && days.isEmpty() && evenWithoutRows.contains(table.name());
      try (SortedRecords rows = SortedGroups.open(frames(context.element().getValue()), store, 0);
          ShardFiles files =
              new ShardFiles(
                  new ShardFiles.Shard(
                      output, table, key % shards, run, footer(run), rows.totalRecords()),
                  new Partitions(days),
                  ShardFiles.ROLL_BYTES,
                  context::output)) {
        while (rows.next()) {
          files.write(rows.bytes(), rows.offset(), rows.length());
        }
        if (onlyFile && rows.totalRecords() == 0) {
          files.beginEmpty();
        }
        files.finish();
      }
    }

    private static Iterable<byte[]> frames(Iterable<byte[]> framesAndMarkers) {
      return () ->
          StreamSupport.stream(framesAndMarkers.spliterator(), false)
              .filter(frame -> frame.length > 0)
              .iterator();
    }

    private Map<String, String> footer(String run) {
      Map<String, String> all = new TreeMap<>(footer);
      all.put(RUN_ID_KEY, run);
      return all;
    }
  }
}
