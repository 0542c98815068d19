package org.flowbeam.session;

import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.flow.FlowNames;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.format.content.StoredBody;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/**
 * Completes what parsers give out with the flow that it belongs to: ids, endpoints, the packet at
 * which something odd was seen. With the first row the flow's originator is settled, so that the
 * {@code src_} columns of all its rows mean the same side.
 */
final class ExchangeRows {
  // Positions of the first columns of every exchange table, tables.md.
  private static final int FLOW_ID = 0;
  private static final int COMMUNITY_ID = 1;
  private static final int TS = 2;
  private static final int TS_NANOS = 3;
  private static final int SRC_IP = 4;
  private static final int SRC_PORT = 5;
  private static final int DST_IP = 6;
  private static final int DST_PORT = 7;
  private static final int TX = 8;
  private static final int SRC_STREAM_OFFSET = 9;
  private static final int DST_STREAM_OFFSET = 10;

  private final FlowTracker epoch;
  private final FlowNames names;
  private final RunFacts run;
  private final AssemblyOutput out;
  private final SessionAnomalies anomalies = new SessionAnomalies();
  private @Nullable PacketRecord packet;

  ExchangeRows(FlowTracker epoch, FlowNames names, RunFacts run, AssemblyOutput out) {
    this.epoch = epoch;
    this.names = names;
    this.run = run;
    this.out = out;
  }

  /** Turns to another epoch. */
  void begin() {
    anomalies.reset();
    packet = null;
  }

  /** The packet from which everything until the next call stems; null behind the last one. */
  void packet(@Nullable PacketRecord current) {
    packet = current;
  }

  /** Completes and writes a row. */
  <R extends SpecificRecord> void exchange(
      Table<R> table, R row, int tx, long timeNanos, long offsetInA, long offsetInB) {
    complete(row, tx, timeNanos, offsetInA, offsetInB);
    out.row(table, row);
  }

  /** Completes a row, whose first bytes lie at these offsets of both sides' streams. */
  void complete(SpecificRecord row, int tx, long timeNanos, long offsetInA, long offsetInB) {
    boolean srcIsB = srcIsB();
    row.put(FLOW_ID, names.flowId());
    row.put(COMMUNITY_ID, names.communityId());
    row.put(TS, Times.micros(timeNanos));
    row.put(TS_NANOS, (int) Math.floorMod(timeNanos, 1000L));
    row.put(SRC_IP, names.address(srcIsB));
    row.put(SRC_PORT, names.portOrNull(srcIsB));
    row.put(DST_IP, names.address(!srcIsB));
    row.put(DST_PORT, names.portOrNull(!srcIsB));
    row.put(TX, tx);
    row.put(SRC_STREAM_OFFSET, offset(srcIsB ? offsetInB : offsetInA));
    row.put(DST_STREAM_OFFSET, offset(srcIsB ? offsetInA : offsetInB));
  }

  /** Whether rows call side b the source, from now on. */
  boolean srcIsB() {
    epoch.settleOriginator();
    return epoch.originatorIsB();
  }

  private static @Nullable Long offset(long streamOffset) {
    return streamOffset == SessionOutput.NO_OFFSET ? null : (Long) streamOffset;
  }

  /** Notes something odd that was done by a side, or by neither. */
  void anomaly(
      String protocol,
      String kind,
      Severity severity,
      @Nullable Boolean byB,
      int tx,
      String detail,
      long timeNanos) {
    anomalies.add(run, protocol, kind, severity, byB, tx, detail, timeNanos, packet);
  }

  void summary(RunSummary summary, byte[] record, int length) {
    out.summary(summary, record, length);
  }

  @Nullable StoredBody newBody() {
    return out.newBody();
  }

  /** Writes what was odd in the epoch, whose row is complete. */
  void end(FlowRow flow) {
    anomalies.write(flow, epoch.originatorIsB(), out);
  }
}
