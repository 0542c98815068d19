package org.flowbeam.transforms.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** Hands rows to the tables, the rows of one flow to one shard, and counts anomalies by kind. */
public final class RowSink implements RowOutput {
  /** What was counted per name. */
  public static final TupleTag<Tally> TALLIES = new TupleTag<>() {};

  /** What a step puts out that writes rows, besides {@link TableOutput#ROWS}. */
  public static final TupleTagList SIDE_OUTPUTS = TupleTagList.of(TableOutput.DATES).and(TALLIES);

  private final TableOutput tables;
  private final Tally tally;

  public RowSink(TableOutput tables, Tally tally) {
    this.tables = tables;
    this.tally = tally;
  }

  /** Sets the coders of {@link TableOutput#ROWS} and {@link #SIDE_OUTPUTS}. */
  public static PCollectionTuple withCoders(PCollectionTuple out) {
    out.get(TableOutput.ROWS).setCoder(SortedGroups.frameCoder());
    out.get(TALLIES).setCoder(SerializableCoder.of(Tally.class));
    return out;
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

  /** The rows of one flow, source, certificate or domain lie in one shard. */
  private static @Nullable String shardId(SpecificRecord row) {
    if (row instanceof AnomalyRow anomaly) {
      return anomaly.getFlowId();
    }
    return row.get(0) instanceof String id ? id : null;
  }
}
