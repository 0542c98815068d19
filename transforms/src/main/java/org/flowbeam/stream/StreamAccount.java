package org.flowbeam.stream;

import java.util.Arrays;

/**
 * Where the captured payload bytes of one side went. At any time, and with {@link #waitingBytes} 0
 * after the end:
 *
 * <p>{@code payload captured = handedOn + duplicate + overlap + undelivered + waiting}
 */
@SuppressWarnings("EnumOrdinal") // indexes an array that lives and dies with this object
public final class StreamAccount {
  private static final UndeliveredReason[] REASONS = UndeliveredReason.values();

  private final long[] undelivered = new long[REASONS.length];
  long handedOn;
  long duplicate;
  long overlap;
  long waiting;
  long conflict;
  long filledAfterAck;
  long gaps;
  long gapBytes;

  void reset() {
    Arrays.fill(undelivered, 0);
    handedOn = 0;
    duplicate = 0;
    overlap = 0;
    waiting = 0;
    conflict = 0;
    filledAfterAck = 0;
    gaps = 0;
    gapBytes = 0;
  }

  void add(UndeliveredReason reason, long bytes) {
    undelivered[reason.ordinal()] += bytes;
  }

  /** Given to {@link StreamListener#onData}. */
  public long handedOnBytes() {
    return handedOn;
  }

  /** At positions that had been handed on. */
  public long duplicateBytes() {
    return duplicate;
  }

  /** At positions that waited for a hole, whichever copy won. */
  public long overlapBytes() {
    return overlap;
  }

  /** Waiting for a hole now, or held until something that follows tells what it is. */
  public long waitingBytes() {
    return waiting;
  }

  public long undeliveredBytes(UndeliveredReason reason) {
    return undelivered[reason.ordinal()];
  }

  public long undeliveredBytes() {
    long sum = 0;
    for (long bytes : undelivered) {
      sum += bytes;
    }
    return sum;
  }

  /** Bytes among duplicate and overlap that differ from what was sent before in their place. */
  public long conflictBytes() {
    return conflict;
  }

  /** Bytes among {@link UndeliveredReason#BEHIND_GAP} in holes that were acknowledged. */
  public long filledAfterAckBytes() {
    return filledAfterAck;
  }

  /** Calls of {@link StreamListener#onGap}. */
  public long gaps() {
    return gaps;
  }

  public long gapBytes() {
    return gapBytes;
  }
}
