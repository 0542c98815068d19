package org.flowbeam.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.LocalSpill;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.example.SummingLpm;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Summaries on records as they travel: in frames, by buckets, from many writers. */
class SummaryRecordsTest {
  private static final int FLUSH_BYTES = 1 << 20;

  /** The order of texts in records. */
  private static final Comparator<String> SHORTER_FIRST =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  @TempDir Path folder;

  /** Counts each word, and sends it on to where the words of its count meet. */
  private static final class Words implements RunSummary {
    static final Words INSTANCE = new Words();

    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {
      RecordReader reader = new RecordReader(records);
      String word = "";
      long count = 0;
      for (; reader.next(); count++) {
        word = reader.text();
      }
      new RecordWriter(out).group("seen " + count).number(count).text(word).writeFor(ByCount.LAST);
    }
  }

  /** The words that were seen equally often. */
  private static final class ByCount implements RunSummary {
    static final ByCount LAST = new ByCount();

    @Override
    public int stage() {
      return 2;
    }

    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {
      RecordReader reader = new RecordReader(records);
      StringBuilder words = new StringBuilder();
      while (reader.next()) {
        words.append(reader.number()).append(' ').append(reader.text()).append('\n');
      }
      out.row(Tables.ANOMALIES, found(words.toString()));
    }
  }

  private static AnomalyRow found(String detail) {
    AnomalyRow row = new AnomalyRow();
    row.setDetail(detail);
    return row;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void neitherOrderNorWritersNorBucketsShow(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      words.add("w" + (int) Math.abs(100 * random.nextGaussian()));
    }
    Set<String> expected = naive(words);
    for (int workers : new int[] {1, 2, 7}) {
      for (int buckets : new int[] {1, 3, 64}) {
        Collections.shuffle(words, random);
        Run run = new Run(workers, buckets, Words.INSTANCE, ByCount.LAST);
        run.write(words);
        assertThat(run.summarize())
            .as("seed %d, %d workers, %d buckets", seed, workers, buckets)
            .isEqualTo(expected);
      }
    }
  }

  private static Set<String> naive(List<String> words) {
    Map<String, Integer> counts = new HashMap<>();
    words.forEach(word -> counts.merge(word, 1, Integer::sum));
    Map<Integer, TreeSet<String>> byCount = new TreeMap<>();
    counts.forEach(
        (word, count) ->
            byCount.computeIfAbsent(count, c -> new TreeSet<>(SHORTER_FIRST)).add(word));
    TreeSet<String> details = new TreeSet<>();
    byCount.forEach(
        (count, of) -> {
          StringBuilder detail = new StringBuilder();
          of.forEach(word -> detail.append(count).append(' ').append(word).append('\n'));
          details.add(detail.toString());
        });
    return details;
  }

  /** Reads one record of each group and leaves the others. */
  private static final class OnlyFirst implements RunSummary {
    @Override
    public void summarize(Records records, SessionOptions options, SummaryOutput out) {
      RecordReader reader = new RecordReader(records);
      reader.next();
      out.row(Tables.ANOMALIES, found(reader.text()));
    }
  }

  @Test
  void aSummaryNeedNotReadAllOfItsRecords() throws IOException {
    OnlyFirst onlyFirst = new OnlyFirst();
    Run run = new Run(1, 1, onlyFirst);
    run.write(List.of("a", "a", "b", "b", "b", "c"));
    assertThat(run.summarize()).containsExactly("a", "b", "c");
  }

  /** Notes by how much the heap grew while a group was read. */
  private static final class Measuring implements RunSummary {
    private static final int INTERVAL = 250_000;
    private long records;
    private long firstBytes;
    private long growthBytes;

    @Override
    public void summarize(Records group, SessionOptions options, SummaryOutput out) {
      RecordReader reader = new RecordReader(group);
      RecordWriter later = new RecordWriter(out);
      while (reader.next()) {
        later.group("one for all").number(records).text(reader.text()).writeFor(ByCount.LAST);
        if (records++ % INTERVAL == 0) {
          long used = usedBytes();
          firstBytes = firstBytes == 0 ? used : firstBytes;
          growthBytes = Math.max(growthBytes, used - firstBytes);
        }
      }
    }

    private static long usedBytes() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }

  @Test
  void aGroupOfAMillionRecordsIsReadInConstantMemory() throws IOException {
    Measuring measuring = new Measuring();
    Run run = new Run(1, 16, measuring, ByCount.LAST);
    try (StageWriters writers = run.writers(List.of(0))) {
      RecordWriter record = new RecordWriter(writers);
      for (int i = 0; i < 1_000_000; i++) {
        record.group("word").text("one and the same subject, over and over").writeFor(measuring);
      }
      writers.finish();
    }
    run.summarize(0);
    assertThat(measuring.records).isEqualTo(1_000_000);
    assertThat(measuring.growthBytes).isLessThan(8 << 20); // of 50 MB read, and more written
  }

  /** Two stages, each with frames of all writers under every bucket. */
  private final class Run {
    private final FrameStore store = new LocalSpill(folder.toString());
    private final Map<Integer, Map<Integer, List<byte[]>>> frames = new TreeMap<>();
    private final Set<String> details = new TreeSet<>();
    private final Summaries summaries;
    private final RunSummary first;
    private final int workers;
    private final int buckets;

    Run(int workers, int buckets, RunSummary... all) {
      this.workers = workers;
      this.buckets = buckets;
      this.summaries = Summaries.of(List.of(new SummingLpm(all)));
      this.first = all[0];
    }

    void write(List<String> words) throws IOException {
      for (int worker = 0; worker < workers; worker++) {
        try (StageWriters writers = writers(List.of(0))) {
          RecordWriter record = new RecordWriter(writers);
          for (int i = worker; i < words.size(); i += workers) {
            record.group("word " + words.get(i)).text(words.get(i)).writeFor(first);
          }
          writers.finish();
        }
      }
    }

    Set<String> summarize() throws IOException {
      for (int stage : summaries.stages()) {
        summarize(stage);
      }
      return details;
    }

    void summarize(int stage) throws IOException {
      for (List<byte[]> bucket : frames.getOrDefault(stage, Map.of()).values()) {
        Collections.reverse(bucket);
        try (SortedRecords records = SortedRecords.open(bucket, store, SummaryRecords.GROUP_BYTES);
            StageWriters writers = writers(summaries.stagesAbove(stage))) {
          new SummaryRecords(summaries, records)
              .summarize(SessionOptions.defaults(), new Sink(details, writers));
          writers.finish();
        }
      }
    }

    StageWriters writers(List<Integer> stages) {
      return new StageWriters(
          summaries,
          stages,
          buckets,
          stage ->
              new FrameWriter(
                  store,
                  FLUSH_BYTES,
                  (key, frame) ->
                      frames
                          .computeIfAbsent(stage, s -> new TreeMap<>())
                          .computeIfAbsent(key, k -> new ArrayList<>())
                          .add(frame)));
    }
  }

  private record Sink(Set<String> details, StageWriters later) implements SummaryOutput {
    @Override
    public <R extends SpecificRecord> void row(Table<R> table, R row) {
      assertThat(details.add(((AnomalyRow) row).getDetail())).isTrue();
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      later.summary(summary, record, length);
    }

    @Override
    public void body(String reference) {
      throw new AssertionError("words are no bodies");
    }
  }
}
