package org.flowbeam.stage.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.output.RowFrames;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.stage.Tally;
import org.jspecify.annotations.Nullable;

/** Hands rows to the tables, the rows of one flow to one shard, and counts anomalies by kind. */
public final class RowSink implements RowOutput {
  private final RowFrames tables;
  private final Tally tally = new Tally();

  RowSink(RowFrames tables) {
    this.tables = tables;
  }

  /** What is counted beside the rows. */
  public Tally tally() {
    return tally;
  }

  @Override
  public <R extends SpecificRecord> void row(Table<R> table, R row) {
    if (row instanceof AnomalyRow anomaly) {
      tally.anomaly(anomaly.getKind());
    }
    try {
      tables.add(table, row, shardId(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of one flow, source, certificate or domain lie in one shard. */
  private static @Nullable String shardId(SpecificRecord row) {
    if (row instanceof AnomalyRow anomaly) {
      return anomaly.getFlowId();
    }
    return row.get(0) instanceof String id ? id : null;
  }
}
