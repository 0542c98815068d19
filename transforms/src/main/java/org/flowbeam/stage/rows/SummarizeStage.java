package org.flowbeam.stage.rows;

import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.output.BodyFile;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.join.SummaryRecords;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.Table;
import org.flowbeam.stage.StageOutput;

/**
 * Rows that need more than one flow, each by its {@link RunSummary}: the summaries of one stage,
 * which may write records for later ones.
 */
public final class SummarizeStage extends RowStage {
  private final int stage;
  private final Summaries summaries;
  private final SessionOptions options;
  private final StageOutput out;

  public SummarizeStage(
      int stage,
      Summaries summaries,
      SessionOptions options,
      Spill spill,
      int shards,
      StageOutput out) {
    super(spill, shards, SummaryRecords.GROUP_BYTES, out);
    this.stage = stage;
    this.summaries = summaries;
    this.options = options;
    this.out = out;
  }

  @Override
  protected void groups(SortedRecords records, RowSink rows) throws IOException {
    try (StageWriters later = recordWriters(summaries, summaries.stagesAbove(stage))) {
      new SummaryRecords(summaries, records).summarize(options, new Sink(rows, later, out));
      later.finish();
    }
  }

  private record Sink(RowSink rows, StageWriters later, StageOutput out) implements SummaryOutput {
    @Override
    public <R extends SpecificRecord> void row(Table<R> table, R row) {
      rows.row(table, row);
    }

    @Override
    public void summary(RunSummary summary, byte[] record, int length) {
      later.summary(summary, record, length);
    }

    @Override
    public void body(String reference) {
      out.file(BodyFile.asked(reference));
    }
  }
}
