package org.flowbeam.flow;

import org.flowbeam.io.bytes.Times;

/** When the packets of one epoch came, and when it was closed. Nanoseconds since 1970. */
public final class EpochTimes {
  private final InterArrival interArrival = new InterArrival();
  private long packets;
  private long startNanos;
  private long endNanos;
  private long lastNanos;
  private boolean closed;
  private long closedNanos;
  private long latePackets;

  void start(long nanos) {
    interArrival.reset();
    packets = 0;
    startNanos = nanos;
    endNanos = nanos;
    lastNanos = nanos;
    closed = false;
    latePackets = 0;
  }

  /** One packet, in time order. */
  void add(long nanos) {
    if (packets++ > 0) {
      interArrival.add(Times.elapsed(lastNanos, nanos));
    }
    lastNanos = nanos;
    if (closed) {
      latePackets++;
    } else {
      endNanos = nanos;
    }
  }

  /** The last packet closed the connection. */
  void close() {
    closed = true;
    closedNanos = lastNanos;
  }

  /** What closed the connection turned out not to. */
  void reopen() {
    closed = false;
    endNanos = lastNanos;
    latePackets = 0;
  }

  boolean isClosed() {
    return closed;
  }

  long closedNanos() {
    return closedNanos;
  }

  public long startNanos() {
    return startNanos;
  }

  /** Of the last packet before or at the close. */
  public long endNanos() {
    return endNanos;
  }

  public long lastNanos() {
    return lastNanos;
  }

  /** Packets behind the close. */
  public long latePackets() {
    return latePackets;
  }

  public InterArrival interArrival() {
    return interArrival;
  }
}
