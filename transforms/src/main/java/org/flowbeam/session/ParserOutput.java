package org.flowbeam.session;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/** What one parser gives out: its client and server become the sides of the flow. */
final class ParserOutput implements SessionOutput {
  private final ExchangeRows rows;
  private final String protocol;
  private final boolean clientIsB;

  ParserOutput(ExchangeRows rows, String protocol, boolean clientIsB) {
    this.rows = rows;
    this.protocol = protocol;
    this.clientIsB = clientIsB;
  }

  @Override
  public <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    long offsetInA = clientIsB ? serverOffset : clientOffset;
    long offsetInB = clientIsB ? clientOffset : serverOffset;
    rows.exchange(table, row, tx, timeNanos, offsetInA, offsetInB);
  }

  @Override
  public void complete(
      SpecificRecord row, int tx, long timeNanos, long clientOffset, long serverOffset) {
    long offsetInA = clientIsB ? serverOffset : clientOffset;
    long offsetInB = clientIsB ? clientOffset : serverOffset;
    rows.complete(row, tx, timeNanos, offsetInA, offsetInB);
  }

  @Override
  public void anomaly(
      String kind, Severity severity, @Nullable Direction by, int tx, String detail, long time) {
    Boolean byB = by == null ? null : (Boolean) ((by == Direction.CLIENT) == clientIsB);
    rows.anomaly(protocol, kind, severity, byB, tx, detail, time);
  }

  /** The bytes broke the rules of the protocol. */
  void malformed(@Nullable Direction from, ProtocolException e, long timeNanos) {
    String detail = String.valueOf(e.getMessage());
    anomaly(protocol + "_malformed", Severity.WARNING, from, -1, detail, timeNanos);
  }

  /** A bug of the parser: it must be heard of, and the other flows still count. */
  void failed(@Nullable Direction from, Throwable e, long timeNanos) {
    StackTraceElement[] trace = e.getStackTrace();
    String detail = e + (trace.length > 0 ? " at " + trace[0] : "");
    anomaly(protocol + "_parser_failed", Severity.CRITICAL, from, -1, detail, timeNanos);
  }

  /** What the other side had to decide about was more than is held. */
  void heldTooLong(Direction side, long timeNanos) {
    String detail = "more bytes than are held wait for what the other side says";
    anomaly(protocol + "_early_data_dropped", Severity.WARNING, side, -1, detail, timeNanos);
  }

  /** More conversations inside this one than are parsed. */
  void tooManyChildren(long timeNanos) {
    String detail = "more conversations inside the flow at a time than are parsed";
    anomaly(protocol + "_too_many_children", Severity.WARNING, null, -1, detail, timeNanos);
  }

  @Override
  public void summary(RunSummary summary, byte[] record, int length) {
    rows.summary(summary, record, length);
  }

  @Override
  public @Nullable StoredBody newBody() {
    return rows.newBody();
  }
}
