package org.flowbeam.flow.tcp;

import org.flowbeam.packet.PacketRecord;

/** Where the RSTs of each side lie that may count as taken, should it turn out otherwise. */
public final class RstPackets {
  private final boolean[] known = new boolean[2];
  private final long[] timeNanos = new long[2];
  private final long[] sources = new long[2];
  private final long[] places = new long[2];

  public void reset() {
    known[0] = false;
    known[1] = false;
  }

  /** Keeps the first one of its side. */
  public void add(PacketRecord packet) {
    int side = side(packet.fromB());
    if (!known[side]) {
      known[side] = true;
      timeNanos[side] = packet.timeNanos();
      sources[side] = packet.source();
      places[side] = packet.place();
    }
  }

  /** Whether there was one; the next one is the first of its side again. */
  public boolean take(boolean ofB) {
    boolean was = known[side(ofB)];
    known[side(ofB)] = false;
    return was;
  }

  public long timeNanos(boolean ofB) {
    return timeNanos[side(ofB)];
  }

  public long source(boolean ofB) {
    return sources[side(ofB)];
  }

  public long place(boolean ofB) {
    return places[side(ofB)];
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
