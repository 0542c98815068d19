package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one side sent with one SSRC. Allocates with its first packets only. */
final class RtpStream {
  private static final int MAX_PAYLOAD_TYPES = 8;
  private static final int MIN_PACKETS = 3;
  private static final double MIN_ADVANCES = 0.8;
  private static final long MUST_CHANGE_NANOS = 10_000_000_000L;

  final int ssrc;
  final Sequence sequence = new Sequence();
  final Events events = new Events();
  private final List<PayloadType> payloadTypes = new ArrayList<>(2);
  long packets;
  long payloadBytes;
  long markers;
  long maxDeltaNanos;
  long firstNanos;
  long lastNanos;
  private int firstTimestamp;
  private boolean timestampChanged;

  RtpStream(int ssrc) {
    this.ssrc = ssrc;
  }

  void next(RtpPacket packet, long timeNanos) {
    boolean first = packets + sequence.duplicates == 0;
    if (first) {
      firstNanos = timeNanos;
      lastNanos = timeNanos;
      firstTimestamp = packet.timestamp;
    }
    timestampChanged |= packet.timestamp != firstTimestamp;
    if (!sequence.next(packet.sequence)) {
      return;
    }
    packets++;
    payloadBytes += packet.payloadBytes;
    markers += packet.marker ? 1 : 0;
    maxDeltaNanos = Math.max(maxDeltaNanos, timeNanos - lastNanos);
    lastNanos = timeNanos;
    PayloadType type = payloadType(packet.payloadType);
    if (type != null) {
      type.next(packet, timeNanos, sequence.jumped);
      if (type.isEvents()) {
        events.next(packet, timeNanos);
      }
    }
  }

  private @Nullable PayloadType payloadType(int number) {
    for (int i = 0; i < payloadTypes.size(); i++) {
      if (payloadTypes.get(i).number == number) {
        return payloadTypes.get(i);
      }
    }
    if (payloadTypes.size() == MAX_PAYLOAD_TYPES) {
      return null;
    }
    PayloadType type = new PayloadType(number);
    payloadTypes.add(type);
    return type;
  }

  /** Rule R: sequence numbers that go on as those of a stream do, and timestamps that move. */
  boolean isRtp() {
    boolean moves = timestampChanged || lastNanos - firstNanos < MUST_CHANGE_NANOS;
    return packets >= MIN_PACKETS && moves && sequence.advances >= MIN_ADVANCES * (packets - 1);
  }

  /** Most packets first, telephone events last. */
  List<PayloadType> payloadTypes() {
    List<PayloadType> sorted = new ArrayList<>(payloadTypes);
    sorted.sort(
        Comparator.comparing(PayloadType::isEvents)
            .thenComparing(Comparator.comparingLong((PayloadType type) -> -type.packets))
            .thenComparingInt(type -> type.number));
    return sorted;
  }
}
