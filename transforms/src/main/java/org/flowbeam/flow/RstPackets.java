package org.flowbeam.flow;

import org.flowbeam.packet.PacketRecord;

/** Where the RSTs of each side lie that may count as taken, should it turn out otherwise. */
final class RstPackets {
  private final boolean[] known = new boolean[2];
  private final long[] timeNanos = new long[2];
  private final long[] sources = new long[2];
  private final long[] places = new long[2];

  void reset() {
    known[0] = false;
    known[1] = false;
  }

  /** Keeps the first one of its side. */
  void add(PacketRecord packet) {
    int side = packet.fromB() ? 1 : 0;
    if (!known[side]) {
      known[side] = true;
      timeNanos[side] = packet.timeNanos();
      sources[side] = packet.source();
      places[side] = packet.place();
    }
  }

  /** The RSTs of a side were ignored. */
  void noteIgnored(boolean ofB, FlowAnomalies anomalies) {
    int side = ofB ? 1 : 0;
    if (known[side]) {
      known[side] = false;
      anomalies.add(AnomalyKind.RESET_IGNORED, ofB, timeNanos[side], sources[side], places[side]);
    }
  }
}
