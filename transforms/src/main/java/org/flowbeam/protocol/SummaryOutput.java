package org.flowbeam.protocol;

/** Takes what a {@link RunSummary} gives: rows, and records for summaries of higher stages. */
public interface SummaryOutput extends RowOutput, RecordOutput {}
