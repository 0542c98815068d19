package org.flowbeam.stage.flows;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.join.StageWriters;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.AssemblyOutput;
import org.flowbeam.stage.rows.RowSink;

/** Hands rows to the tables and records to the stages of their summaries. */
final class AssemblySink implements AssemblyOutput {
  private final RowSink rows;
  private final StageWriters records;
  private final BodyStore bodies;

  AssemblySink(RowSink rows, StageWriters records, BodyStore bodies) {
    this.rows = rows;
    this.records = records;
    this.bodies = bodies;
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    rows.row(table, row);
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    records.summary(summary, record, length);
  }

  @Override
  public StoredBody newBody() {
    return bodies.newBody();
  }
}
