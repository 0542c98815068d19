package org.flowbeam.pipeline.courier;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one name, in order of time: writes the rows, and an anomaly when it was transferred
 * more than once. A record is group, time, row.
 */
final class SentNames implements RunSummary {
  static final SentNames INSTANCE = new SentNames();

  private SentNames() {}

  @Override
  public int stage() {
    return 2;
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    int transfers = 0;
    String firstFlowId = null;
    HttpRow row = null;
    while (reader.next()) {
      reader.timeNanos();
      row = reader.row(Tables.HTTP);
      if (row.getUserAgent() != null) {
        firstFlowId = transfers++ == 0 ? row.getUserAgent() : firstFlowId;
      }
      row.setTransDepth(transfers);
      row.setReferrer(firstFlowId);
      out.row(Tables.HTTP, row);
    }
    if (row != null && transfers > 1) {
      out.row(Tables.ANOMALIES, anomaly(row, transfers, firstFlowId));
    }
  }

  private static AnomalyRow anomaly(HttpRow last, int transfers, @Nullable String firstFlowId) {
    AnomalyRow row = new AnomalyRow();
    row.setTs(last.getTs());
    row.setFlowId(firstFlowId);
    row.setKind("courier_sent_again");
    row.setSeverity(Severity.INFO.text());
    row.setCount((long) transfers);
    row.setDetail(last.getUri());
    row.setProtocol("courier");
    return row;
  }
}
