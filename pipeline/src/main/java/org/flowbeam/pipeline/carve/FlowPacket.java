package org.flowbeam.pipeline.carve;

import org.flowbeam.packet.TcpSegment;
import org.flowbeam.tcp.TcpNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A packet of a flow that is listed: where its record lies, who sent it, its place in the stream.
 */
final class FlowPacket {
  final int source;
  final String sourceName;
  final long frame;
  final long offset;
  final long timeNanos;
  final int tieIndex;
  final int capturedLength;
  final int originalLength;

  /** Whether the flow's src sent it; null where its addresses do not tell. */
  @Nullable Boolean byOriginator;

  /** By its headers; -1 where they do not tell. */
  int payloadBytes = -1;

  /** Where its payload begins in the stream of its side; -1 where it has no place. */
  long streamOffset = -1;

  /** It was removed as a copy of another one. */
  boolean duplicate;

  private boolean tcp;
  private int sequence;
  private int acknowledgement;
  private int kinds;
  private int window;
  private int windowScale;

  FlowPacket(FoundRecord found) {
    source = found.number();
    sourceName = found.sourceName();
    frame = found.frame();
    offset = found.record().offset();
    timeNanos = found.record().timeNanos();
    tieIndex = found.record().tieIndex();
    capturedLength = found.record().capturedLength();
    originalLength = found.record().originalLength();
  }

  void tcp(TcpSegment segment) {
    tcp = true;
    sequence = segment.sequence;
    acknowledgement = segment.acknowledgement;
    kinds = segment.flags | (segment.blank ? TcpNumbers.BLANK : 0);
    window = segment.window;
    windowScale = segment.windowScale;
    payloadBytes = segment.payloadLength;
  }

  /** Whether it has numbers that can be judged. */
  boolean isSegment() {
    return tcp && byOriginator != null && !duplicate;
  }

  /** Lets its numbers be judged, of which the originator's are those of side a. */
  void judge(TcpNumbers numbers) {
    boolean fromB = !Boolean.TRUE.equals(byOriginator);
    numbers.segment(
        fromB, sequence, acknowledgement, kinds, Math.max(0, payloadBytes), window, windowScale);
    if (payloadBytes > 0 && numbers.place().isOfStream()) {
      streamOffset = Math.max(0, numbers.offset(fromB));
    }
  }
}
