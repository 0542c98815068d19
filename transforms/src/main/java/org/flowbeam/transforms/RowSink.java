package org.flowbeam.transforms;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.TableOutput;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.SourceRow;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** Hands rows to the tables, the rows of one flow to one shard, and counts anomalies by kind. */
final class RowSink implements RowOutput {
  private final TableOutput tables;
  private final Tally tally;

  RowSink(TableOutput tables, Tally tally) {
    this.tables = tables;
    this.tally = tally;
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    if (row instanceof AnomalyRow anomaly) {
      tally.add(Tally.ANOMALY + anomaly.getKind(), 1);
    }
    try {
      tables.add(table, row, shardId(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String shardId(SpecificRecord row) {
    if (row instanceof FlowRow flow) {
      return flow.getFlowId();
    }
    if (row instanceof PacketIndexRow index) {
      return index.getFlowId();
    }
    if (row instanceof AnomalyRow anomaly) {
      return anomaly.getFlowId();
    }
    return row instanceof SourceRow source ? source.getSourceId() : null;
  }
}
