package org.flowbeam.protocol;

/**
 * Takes what a {@link RunSummary} gives: rows, records for summaries of higher stages, and which of
 * the bodies that were set aside are wanted.
 */
public interface SummaryOutput extends RowOutput, RecordOutput {
  /**
   * A body is to be kept.
   *
   * @param reference what {@code StoredBody.setAside} returned
   */
  void body(String reference);
}
