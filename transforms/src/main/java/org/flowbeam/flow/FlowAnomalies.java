package org.flowbeam.flow;

import java.util.Arrays;
import org.flowbeam.packet.PacketRecord;

/** Anomalies of one epoch: one account per kind and side, so the memory is fixed. */
public final class FlowAnomalies {
  private static final int ACCOUNTS = 2 * AnomalyKind.values().length;

  private final long[] counts = new long[ACCOUNTS];
  private final long[] firstNanos = new long[ACCOUNTS];
  private final long[] lastNanos = new long[ACCOUNTS];
  private final long[] sources = new long[ACCOUNTS];
  private final long[] places = new long[ACCOUNTS];
  private boolean any;

  void reset() {
    if (any) {
      Arrays.fill(counts, 0);
      any = false;
    }
  }

  void add(AnomalyKind kind, boolean ofB, PacketRecord packet) {
    add(kind, ofB, packet.timeNanos(), packet.source(), packet.place());
  }

  void add(AnomalyKind kind, boolean ofB, long timeNanos, long source, long place) {
    int at = account(kind, ofB);
    if (counts[at]++ == 0) {
      any = true;
      firstNanos[at] = timeNanos;
      sources[at] = source;
      places[at] = place;
    }
    lastNanos[at] = timeNanos;
  }

  public boolean any() {
    return any;
  }

  public long count(AnomalyKind kind, boolean ofB) {
    return counts[account(kind, ofB)];
  }

  public long firstNanos(AnomalyKind kind, boolean ofB) {
    return firstNanos[account(kind, ofB)];
  }

  public long lastNanos(AnomalyKind kind, boolean ofB) {
    return lastNanos[account(kind, ofB)];
  }

  /** Source and offset of the first packet concerned. */
  public long source(AnomalyKind kind, boolean ofB) {
    return sources[account(kind, ofB)];
  }

  public long place(AnomalyKind kind, boolean ofB) {
    return places[account(kind, ofB)];
  }

  private static int account(AnomalyKind kind, boolean ofB) {
    return 2 * kind.code() + (ofB ? 1 : 0);
  }
}
