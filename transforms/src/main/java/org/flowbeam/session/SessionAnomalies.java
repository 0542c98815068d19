package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * What the parsers of one epoch found odd: one row per kind and side. As many as parsers have
 * kinds, so bounded by code.
 */
final class SessionAnomalies {
  private static final int NEITHER = -1;

  private static final class Found {
    final AnomalyRow row;
    final int side;

    Found(AnomalyRow row, int side) {
      this.row = row;
      this.side = side;
    }
  }

  private final List<Found> found = new ArrayList<>();

  void reset() {
    found.clear();
  }

  /**
   * Notes one occurrence.
   *
   * @param byB who did it; null for both or neither
   * @param tx the exchange, or -1
   * @param packet the one at which it was seen; null when the flow has ended
   */
  void add(
      RunFacts run,
      String protocol,
      String kind,
      Severity severity,
      @Nullable Boolean byB,
      int tx,
      String detail,
      long timeNanos,
      @Nullable PacketRecord packet) {
    int side = byB == null ? NEITHER : byB ? 1 : 0;
    long micros = Times.micros(timeNanos);
    for (Found known : found) {
      if (known.side == side && known.row.getKind().equals(kind)) {
        known.row.setCount(known.row.getCount() + 1);
        known.row.setLastTs(micros);
        return;
      }
    }
    AnomalyRow row = new AnomalyRow();
    row.setTs(micros);
    row.setFirstTs(micros);
    row.setLastTs(micros);
    row.setKind(kind);
    row.setSeverity(severity.text());
    row.setCount(1L);
    row.setDetail(detail);
    row.setProtocol(protocol);
    row.setTx(tx < 0 ? null : tx);
    if (packet != null) {
      row.setSourceId(run.sourceId(packet.source()));
      row.setOffset(packet.place());
    }
    found.add(new Found(row, side));
  }

  void write(FlowRow flow, boolean originatorIsB, RowOutput out) {
    for (Found each : found) {
      AnomalyRow row = each.row;
      row.setFlowId(flow.getFlowId());
      row.setSrcIp(flow.getSrcIp());
      row.setDstIp(flow.getDstIp());
      if (each.side != NEITHER) {
        row.setSide((each.side == 1) == originatorIsB ? "src" : "dst");
      }
      out.row(Tables.ANOMALIES, row);
    }
  }
}
