package org.flowbeam.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.schemas.Table;

/**
 * Lets summaries read records as a sweep does, sorted, group by group and stage by stage, and keeps
 * the rows.
 */
public final class SummaryRun implements SummaryOutput {
  public final List<ParserRun.Row> rows = new ArrayList<>();

  /** References of the bodies that are wanted. */
  public final List<String> bodies = new ArrayList<>();

  private final Map<RunSummary, List<byte[]>> received = new LinkedHashMap<>();

  /** One that has read these records. */
  public static SummaryRun of(RunSummary summary, byte[]... records) {
    SummaryRun run = new SummaryRun();
    for (byte[] record : records) {
      run.summary(summary, record, record.length);
    }
    return run.summarize(SessionOptions.defaults());
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    rows.add(new ParserRun.Row(table, row));
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    received.computeIfAbsent(summary, s -> new ArrayList<>()).add(Arrays.copyOf(record, length));
  }

  @Override
  public void body(String reference) {
    bodies.add(reference);
  }

  /** Lets the records that came be read, and those that they lead to. */
  public SummaryRun summarize(SessionOptions options) {
    for (int stage = 0; stage < RunSummary.STAGES; stage++) {
      for (RunSummary summary : List.copyOf(received.keySet())) {
        if (summary.stage() == stage) {
          read(summary, received.remove(summary), options);
        }
      }
    }
    if (!received.isEmpty()) {
      throw new AssertionError("records for a stage that had its turn: " + received.keySet());
    }
    return this;
  }

  private void read(RunSummary summary, List<byte[]> records, SessionOptions options) {
    records.sort(Arrays::compareUnsigned);
    for (int at = 0; at < records.size(); ) {
      Group group = new Group(records, at);
      summary.summarize(group, options, this);
      at = group.end();
    }
  }

  /** The rows of one table. */
  public <R extends SpecificRecord> List<R> rows(Table<R> table) {
    return rows.stream()
        .filter(row -> row.table().equals(table))
        .map(row -> table.rowClass().cast(row.row()))
        .toList();
  }

  /** The records from one on that share their first bytes. */
  private static final class Group implements RunSummary.Records {
    private final List<byte[]> records;
    private final byte[] first;
    private int next;

    Group(List<byte[]> records, int first) {
      this.records = records;
      this.first = records.get(first);
      this.next = first;
    }

    @Override
    public boolean next() {
      if (next == records.size() || !isInGroup(records.get(next))) {
        return false;
      }
      next++;
      return true;
    }

    private boolean isInGroup(byte[] record) {
      int length = RunSummary.GROUP_BYTES;
      return Arrays.equals(record, 0, length, first, 0, length);
    }

    int end() {
      while (next()) {}
      return next;
    }

    @Override
    public byte[] bytes() {
      return records.get(next - 1);
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return bytes().length;
    }
  }
}
