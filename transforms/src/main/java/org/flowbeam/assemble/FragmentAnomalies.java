package org.flowbeam.assemble;

import java.util.EnumMap;
import org.flowbeam.flow.AnomalyKind;
import org.flowbeam.flow.FragmentAnomaly;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Tables;

/**
 * What was odd about the fragments that belong to no flow: one row per kind and key, which is a
 * pair of hosts and a protocol, however many datagrams there were.
 */
final class FragmentAnomalies {
  private final RunFacts run;
  private final RowOutput out;
  private final EnumMap<AnomalyKind, AnomalyRow> rows = new EnumMap<>(AnomalyKind.class);

  FragmentAnomalies(RunFacts run, RowOutput out) {
    this.run = run;
    this.out = out;
  }

  /** Takes the next fragment of the key, in time order. */
  void add(PacketRecord fragment) {
    count(AnomalyKind.IP_FRAGMENT_INCOMPLETE, fragment);
    for (FragmentAnomaly anomaly : FragmentAnomaly.ALL) {
      if (fragment.has(anomaly.flag())) {
        count(anomaly.kind(), fragment);
      }
    }
  }

  private void count(AnomalyKind kind, PacketRecord fragment) {
    AnomalyRow row = rows.get(kind);
    if (row == null) {
      row = row(kind, fragment);
      rows.put(kind, row);
    }
    row.setCount(row.getCount() + 1);
    row.setLastTs(Times.micros(fragment.timeNanos()));
  }

  private AnomalyRow row(AnomalyKind kind, PacketRecord fragment) {
    byte[] bytes = fragment.bytes();
    int key = fragment.keyOffset();
    AnomalyRow row = new AnomalyRow();
    row.setTs(Times.micros(fragment.timeNanos()));
    row.setFirstTs(row.getTs());
    row.setSourceId(run.sourceId(fragment.source()));
    row.setOffset(fragment.place());
    row.setSrcIp(Address.text(bytes, key + FlowKey.A_ADDRESS));
    row.setDstIp(Address.text(bytes, key + FlowKey.B_ADDRESS));
    row.setKind(kind.text());
    row.setSeverity(kind.severity());
    row.setCount(0L);
    row.setDetail(kind.detail());
    row.setProtocol("ip");
    return row;
  }

  /** Writes the rows of the key. */
  void end() {
    if (!rows.isEmpty()) {
      rows.values().forEach(row -> out.row(Tables.ANOMALIES, row));
      rows.clear();
    }
  }
}
