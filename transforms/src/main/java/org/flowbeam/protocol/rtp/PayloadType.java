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
  private long firstNanos;
  private long lastNanos;
  private int lastTimestamp;
  private long timestamps;

  PayloadType(int number) {
    this.number = number;
  }

  void next(RtpPacket packet, long timeNanos) {
    onlyEvents &= packet.payloadBytes == EVENT_BYTES && packet.payloadStart >>> 24 <= LAST_EVENT;
    if (packets++ == 0) {
      firstNanos = timeNanos;
    } else {
      int step = packet.timestamp - lastTimestamp;
      jitter.next(timeNanos - lastNanos, step);
      steps.add(step);
      timestamps += step;
    }
    lastNanos = timeNanos;
    lastTimestamp = packet.timestamp;
  }

  /** Whether all of them look like telephone events (RFC 4733). */
  boolean isEvents() {
    return onlyEvents && number >= FIRST_DYNAMIC;
  }

  /** From the first to the last packet, in units of its clock. */
  long timestamps() {
    return timestamps;
  }

  long nanos() {
    return lastNanos - firstNanos;
  }
}
