package org.flowbeam.transforms.flows;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.join.SummaryRecords;
import org.flowbeam.protocol.StoredBody;
import org.flowbeam.schemas.Table;
import org.flowbeam.session.AssemblyOutput;
import org.flowbeam.transforms.rows.RowSink;

/** Hands rows to the tables and records of run summaries to their own grouping. */
final class AssemblySink implements AssemblyOutput {
  private final RowSink rows;
  private final FrameWriter summaries;
  private final int buckets;
  private final BodyStore bodies;

  AssemblySink(RowSink rows, FrameWriter summaries, int buckets, BodyStore bodies) {
    this.rows = rows;
    this.summaries = summaries;
    this.buckets = buckets;
    this.bodies = bodies;
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    rows.row(table, row);
  }

  @Override
  public void summary(int number, byte[] record, int length) {
    SummaryRecords.write(number, record, length, buckets, summaries);
  }

  @Override
  public StoredBody newBody() {
    return bodies.newBody();
  }
}
