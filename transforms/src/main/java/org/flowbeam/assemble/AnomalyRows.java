package org.flowbeam.assemble;

import org.flowbeam.flow.AnomalyKind;
import org.flowbeam.flow.FlowAnomalies;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.flow.Transport;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Writes the anomalies of an epoch: one row per kind and side, src before dst. */
final class AnomalyRows {
  private static final AnomalyKind[] KINDS = AnomalyKind.values();

  private final RunFacts run;
  private final RowOutput out;
  private @Nullable AnomalyRow dedupLimit;

  AnomalyRows(RunFacts run, RowOutput out) {
    this.run = run;
    this.out = out;
  }

  void write(FlowTracker epoch, FlowRow flow) {
    if (!epoch.anomalies().any()) {
      return;
    }
    for (AnomalyKind kind : KINDS) {
      if (kind != AnomalyKind.UNSOLICITED_SYN_ACK || epoch.isUnsolicitedSynAck()) {
        write(epoch, flow, kind, epoch.originatorIsB(), "src");
        write(epoch, flow, kind, !epoch.originatorIsB(), "dst");
      }
    }
  }

  /** More packets without a flow came close to this one than dedup remembers. */
  void noteDedupLimit(PacketRecord packet) {
    long micros = Times.micros(packet.timeNanos());
    AnomalyRow row = dedupLimit;
    if (row == null) {
      row = new AnomalyRow();
      row.setTs(micros);
      row.setSourceId(run.sourceId(packet.source()));
      row.setOffset(packet.place());
      row.setKind(AnomalyKind.DEDUP_LIMIT_REACHED.text());
      row.setSeverity(AnomalyKind.DEDUP_LIMIT_REACHED.severity());
      row.setDetail(AnomalyKind.DEDUP_LIMIT_REACHED.detail());
      row.setFirstTs(micros);
      row.setCount(0L);
      dedupLimit = row;
    }
    row.setLastTs(micros);
    row.setCount(row.getCount() + 1);
  }

  /** Writes what was noted of the packets of one group without a flow, as one row. */
  void endGroup() {
    if (dedupLimit != null) {
      out.row(Tables.ANOMALIES, dedupLimit);
      dedupLimit = null;
    }
  }

  private void write(FlowTracker epoch, FlowRow flow, AnomalyKind kind, boolean ofB, String side) {
    FlowAnomalies anomalies = epoch.anomalies();
    long count = anomalies.count(kind, ofB);
    if (kind == AnomalyKind.GAP) {
      count = epoch.numbers().gaps(ofB); // what was filled later is no gap
    }
    if (count == 0) {
      return;
    }
    AnomalyRow row = new AnomalyRow();
    row.setTs(flow.getStartTime());
    if (anomalies.count(kind, ofB) > 0) {
      place(row, anomalies, kind, ofB);
    }
    row.setFlowId(epoch.flowId());
    row.setSrcIp(flow.getSrcIp());
    row.setDstIp(flow.getDstIp());
    row.setSide(side);
    row.setKind(kind.text());
    row.setSeverity(kind.severity());
    row.setCount(count);
    row.setDetail(kind.detail());
    row.setProtocol(Transport.name(epoch.protocol()));
    out.row(Tables.ANOMALIES, row);
  }

  /** A gap may be known by its acknowledgement only later, and then no packet shows it. */
  private void place(AnomalyRow row, FlowAnomalies anomalies, AnomalyKind kind, boolean ofB) {
    long firstMicros = Times.micros(anomalies.firstNanos(kind, ofB));
    row.setTs(firstMicros);
    row.setFirstTs(firstMicros);
    row.setLastTs(Times.micros(anomalies.lastNanos(kind, ofB)));
    row.setSourceId(run.sourceId(anomalies.source(kind, ofB)));
    row.setOffset(anomalies.place(kind, ofB));
  }
}
