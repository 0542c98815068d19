package org.flowbeam.transforms.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.values.KV;
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
  /** What was counted. */
  public static final TupleTag<Tally> TALLIES = new TupleTag<>() {};

  /** What a step puts out that writes rows, besides {@link TableOutput#ROWS}. */
  public static final TupleTagList SIDE_OUTPUTS = TupleTagList.of(TableOutput.DATES).and(TALLIES);

  private final TableOutput tables;
  private final Tally tally = new Tally();

  RowSink(TableOutput tables) {
    this.tables = tables;
  }

  /** What is counted beside the rows. */
  public Tally tally() {
    return tally;
  }

  /** Sets the coders of {@link TableOutput#ROWS}, of {@link #SIDE_OUTPUTS} and of other frames. */
  public static PCollectionTuple withCoders(
      PCollectionTuple out, List<TupleTag<KV<Integer, byte[]>>> frames) {
    out.get(TableOutput.ROWS).setCoder(SortedGroups.frameCoder());
    out.get(TALLIES).setCoder(SerializableCoder.of(Tally.class));
    frames.forEach(tag -> out.get(tag).setCoder(SortedGroups.frameCoder()));
    return out;
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
