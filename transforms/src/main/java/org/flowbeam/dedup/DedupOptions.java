package org.flowbeam.dedup;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which packets are removed as copies of others (docs/decisions/0010).
 *
 * @param timeNanos how much later than its original a copy may come; also tells how far apart
 *     suspected duplicates are. From 0 on
 * @param windowPackets {@link Mode#WINDOW}: a record is compared with so many less one before it, 0
 *     to {@link #MAX_WINDOW_PACKETS}
 * @param sliding {@link Mode#TIME}: the time runs from the last copy, removed or not; else from the
 *     kept one
 * @param scope which bytes must be equal
 */
public record DedupOptions(
    Mode mode, long timeNanos, int windowPackets, boolean sliding, DedupScope scope)
    implements Serializable {

  /** As many as editcap allows. */
  public static final int MAX_WINDOW_PACKETS = 1_000_000;

  /** How copies are found. */
  public enum Mode {
    /** In other sources that were capturing at that time, one to one. */
    ACROSS,
    /** Not at all. */
    OFF,
    /** In any source, within a time. */
    TIME,
    /** Among the records just before in the same file; removed by the reader. */
    WINDOW,
    /** Captured once outgoing and once incoming, one to one. */
    LOOPBACK
  }

  public DedupOptions {
    if (timeNanos < 0 || windowPackets < 0 || windowPackets > MAX_WINDOW_PACKETS) {
      throw new IllegalArgumentException("a time or window below 0 or above its maximum");
    }
  }

  public static DedupOptions defaults() {
    return new DedupOptions(Mode.ACROSS, Duration.ofMillis(1).toNanos(), 5, true, DedupScope.IP);
  }

  public DedupOptions withMode(Mode other) {
    return new DedupOptions(other, timeNanos, windowPackets, sliding, scope);
  }

  public DedupOptions withTimeNanos(long nanos) {
    return new DedupOptions(mode, nanos, windowPackets, sliding, scope);
  }

  public DedupOptions withWindowPackets(int packets) {
    return new DedupOptions(mode, timeNanos, packets, sliding, scope);
  }

  public DedupOptions withSliding(boolean wanted) {
    return new DedupOptions(mode, timeNanos, windowPackets, wanted, scope);
  }

  public DedupOptions withScope(DedupScope other) {
    return new DedupOptions(mode, timeNanos, windowPackets, sliding, other);
  }
}
