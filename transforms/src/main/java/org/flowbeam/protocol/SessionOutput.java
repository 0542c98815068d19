package org.flowbeam.protocol;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** Takes what a parser finds. */
public interface SessionOutput extends RecordOutput {
  /** Nothing of that side was seen. */
  long NO_OFFSET = -1;

  /**
   * The row of one exchange. Its first eleven columns (flow_id to dst_stream_offset) are filled in
   * here; the receiver may keep the row.
   *
   * @param tx {@link FlowContext#nextTransaction}
   * @param timeNanos when the exchange began
   * @param clientOffset where its first byte lies in the client's stream, or {@link #NO_OFFSET}
   * @param serverOffset likewise
   */
  <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset);

  /**
   * Fills in the first eleven columns of a row that is not written yet, as {@link #exchange} does,
   * so that a {@link RunSummary} can complete and write it ({@link RecordWriter#row}).
   */
  void complete(SpecificRecord row, int tx, long timeNanos, long clientOffset, long serverOffset);

  /**
   * Something odd; the rows of one kind and side of a flow become one with a count.
   *
   * @param kind snake_case, beginning with the protocol's name
   * @param by who did it; null when both or neither did
   * @param tx the exchange concerned, or -1
   * @param detail one line for people; that of the first is kept
   */
  void anomaly(
      String kind,
      Severity severity,
      @Nullable Direction by,
      int tx,
      String detail,
      long timeNanos);

  /** A place for a body that users want stored; null where nothing can be. */
  @Nullable StoredBody newBody();
}
