package org.flowbeam.pipeline.courier;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.FlowSummary;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * What happened at one endpoint, in order of time: an announcement, then the first flow to there
 * within ten seconds. A record is group, time, kind, and the row or the flow id.
 */
final class Transfers implements FlowSummary {
  static final Transfers INSTANCE = new Transfers();
  static final int ANNOUNCED = 0;
  private static final int BEGAN = 1;

  private static final long MAX_WAIT_NANOS = 10_000_000_000L;

  private Transfers() {}

  @Override
  public void flow(FlowRow flow, RecordWriter records) {
    if (flow.getProto().equals("tcp") && flow.getService() == null) {
      records.group(Courier.endpoint(flow.getDstIp(), flow.getDstPort().toString()));
      records.time(Times.nanos(flow.getStartTime(), flow.getStartNanos())).u8(BEGAN);
      records.text(flow.getFlowId()).writeFor(this);
    }
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    HttpRow waiting = null;
    long announcedNanos = 0;
    while (reader.next()) {
      long time = reader.timeNanos();
      if (reader.u8() == ANNOUNCED) {
        handOn(waiting, null, out);
        waiting = reader.row(Tables.HTTP);
        announcedNanos = time;
      } else if (waiting != null && time - announcedNanos <= MAX_WAIT_NANOS) {
        handOn(waiting, reader.text(), out);
        waiting = null;
      }
    }
    handOn(waiting, null, out);
  }

  private static void handOn(@Nullable HttpRow row, @Nullable String flowId, SummaryOutput out) {
    if (row != null) {
      row.setUserAgent(flowId);
      row.setOutcome(flowId == null ? "announced" : "transferred");
      new RecordWriter(out)
          .group("name " + row.getUri())
          .time(Times.nanos(row.getTs(), row.getTsNanos()))
          .row(row)
          .writeFor(SentNames.INSTANCE);
    }
  }
}
