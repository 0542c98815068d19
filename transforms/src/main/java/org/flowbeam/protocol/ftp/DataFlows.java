package org.flowbeam.protocol.ftp;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.FlowSummary;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Finds the flow of each data connection: the first to the announced endpoint that begins within
 * {@link #MAX_WAIT_NANOS} behind the announcement and before the next one of that endpoint. A group
 * is what happened at an endpoint; a record is group, time, kind, and the row, or the flow's id and
 * bytes. Keeps three rows: that of the announcement, that of the transfer, and what a connection
 * carried.
 */
final class DataFlows implements FlowSummary {
  static final DataFlows INSTANCE = new DataFlows();

  /** The row of a command that announced the endpoint; its time is that of the announcement. */
  static final int ANNOUNCED = 0;

  /** The row of a transfer that uses an endpoint again. */
  static final int AGAIN = 1;

  /** The row of the first transfer that uses it; its time is that of the announcement. */
  static final int USED = 2;

  /** What a connection carried, right before {@link #BEGAN} of the same. */
  private static final int CARRIED = 3;

  private static final int BEGAN = 4;

  static final long MAX_WAIT_NANOS = 60_000_000_000L;

  /** Nobody announces a port of a well-known service. */
  private static final int MIN_PORT = 1024;

  private DataFlows() {}

  static String endpoint(String address, int port) {
    return "ftp data " + address + " " + port;
  }

  /** Whether somebody may announce that he listens there. */
  static boolean mayAnnounce(int port) {
    return port >= MIN_PORT;
  }

  /** Tells what a connection carried that may be for data. */
  static void carried(RecordWriter records, FlowContext flow, Carried carried) {
    records.group(endpoint(flow.address(Direction.SERVER), flow.port(Direction.SERVER)));
    records.time(flow.startNanos()).u8(CARRIED);
    carried.write(records);
    records.writeFor(INSTANCE);
  }

  @Override
  public void flow(FlowRow flow, RecordWriter records) {
    Integer port = flow.getDstPort();
    if (flow.getProto().equals("tcp") && port != null && mayAnnounce(port)) {
      records.group(endpoint(flow.getDstIp(), port));
      records.time(Times.nanos(flow.getStartTime(), flow.getStartNanos())).u8(BEGAN);
      records.text(flow.getFlowId()).number(flow.getSrcBytes() + flow.getDstBytes());
      records.writeFor(this);
    }
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    Announcement waiting = new Announcement(out);
    while (reader.next()) {
      long time = reader.timeNanos();
      switch (reader.u8()) {
        case ANNOUNCED -> waiting.begin(time, reader.row(Tables.FTP), null);
        case AGAIN -> waiting.begin(time, null, reader.row(Tables.FTP));
        case USED -> waiting.use(time, reader.row(Tables.FTP));
        case CARRIED -> waiting.carried = Carried.read(reader);
        default -> waiting.began(time, reader.text(), reader.number());
      }
    }
    waiting.write(null, 0);
  }

  /** What waits for a flow. */
  private static final class Announcement {
    private final SummaryOutput out;
    private @Nullable FtpRow announced;
    private @Nullable FtpRow transfer;
    private @Nullable Carried carried;
    private long timeNanos;

    Announcement(SummaryOutput out) {
      this.out = out;
    }

    void begin(long time, @Nullable FtpRow announcement, @Nullable FtpRow used) {
      write(null, 0);
      announced = announcement;
      transfer = used;
      timeNanos = time;
    }

    void use(long time, FtpRow used) {
      boolean isOwn = announced != null && transfer == null && time == timeNanos;
      if (!isOwn) {
        write(null, 0); // the row of the announcement is not there
      }
      transfer = used;
      timeNanos = time;
    }

    void began(long time, String flowId, long bytes) {
      if (time - timeNanos <= MAX_WAIT_NANOS) {
        write(flowId, bytes);
      }
    }

    void write(@Nullable String flowId, long bytes) {
      FtpRow first = announced;
      FtpRow second = transfer;
      announced = null;
      transfer = null;
      if (first != null) {
        first.setDataFlowId(flowId);
        out.row(Tables.FTP, first);
      }
      if (second != null) {
        second.setDataFlowId(flowId);
        second.setBytes(flowId == null ? null : bytes);
        Carried data = carried;
        if (data != null && data.asItCame().getFlowId().equals(flowId)) {
          TransferredFiles.tell(second, data, bytes, out);
        }
        out.row(Tables.FTP, second);
      }
    }
  }
}
