package org.flowbeam.protocol.rtp;

/** Packets of one payload type in one stream. */
final class PayloadType {
  private static final int FIRST_DYNAMIC = 96;
  private static final int EVENT_BYTES = 4;
  private static final int LAST_EVENT = 16;

  final int number;
  final Jitter jitter = new Jitter();
  final Steps steps = new Steps();
  long packets;
  private boolean onlyEvents = true;
  private long lastNanos;
  private int lastTimestamp;
  private long timestamps;
  private long nanos;
  private boolean begun;

  PayloadType(int number) {
    this.number = number;
  }

  /**
   * Takes the next packet.
   *
   * @param jumped whether nothing but its own header says that it belongs to those before
   */
  void next(RtpPacket packet, long timeNanos, boolean jumped) {
    onlyEvents &= packet.payloadBytes == EVENT_BYTES && packet.payloadStart >>> 24 <= LAST_EVENT;
    packets++;
    if (jumped) {
      begun = false; // the clock of what follows may be another
      return;
    }
    if (begun) {
      int step = packet.timestamp - lastTimestamp;
      jitter.next(timeNanos - lastNanos, step);
      steps.add(step);
      timestamps += step;
      nanos += timeNanos - lastNanos;
    }
    begun = true;
    lastNanos = timeNanos;
    lastTimestamp = packet.timestamp;
  }

  /** Whether all of them look like telephone events (RFC 4733). */
  boolean isEvents() {
    return onlyEvents && number >= FIRST_DYNAMIC;
  }

  /** From the first to the last packet, restarts left out, in units of its clock. */
  long timestamps() {
    return timestamps;
  }

  long nanos() {
    return nanos;
  }
}
