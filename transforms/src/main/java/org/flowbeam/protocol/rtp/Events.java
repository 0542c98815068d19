package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.schemas.RtpDtmfRow;

/**
 * Telephone events of one stream (RFC 4733): one per timestamp and event however many packets told
 * it; a long one goes on in segments. At most {@link #MAX_EVENTS}.
 */
final class Events {
  static final int MAX_EVENTS = 256;

  private static final String DIGITS = "0123456789*#ABCD";
  private static final int MAX_DURATION = 0xffff;

  private final List<RtpDtmfRow> events = new ArrayList<>(1);
  private int timestamp;
  private int event = -1;
  private int segment;
  private long before;

  /** Takes a packet that looks like an event. */
  void next(RtpPacket packet, long timeNanos) {
    int number = packet.payloadStart >>> 24;
    int duration = packet.payloadStart & MAX_DURATION;
    boolean same = number == event && packet.timestamp == timestamp;
    boolean goesOn =
        number == event && segment == MAX_DURATION && packet.timestamp == timestamp + segment;
    if (!same && !goesOn) {
      boolean late = event >= 0 && packet.timestamp - timestamp < 0;
      if (late || events.size() == MAX_EVENTS) {
        return;
      }
      String digit = number < DIGITS.length() ? DIGITS.substring(number, number + 1) : "flash";
      events.add(new RtpDtmfRow(Times.micros(timeNanos), digit, 0.0, 0));
      before = 0;
      segment = 0;
    } else if (goesOn) {
      before += segment;
      segment = 0;
    }
    event = number;
    timestamp = packet.timestamp;
    segment = Math.max(segment, duration);
    RtpDtmfRow last = events.get(events.size() - 1);
    last.setPackets(last.getPackets() + 1);
    last.setDurationMs((double) (before + segment));
  }

  /** With durations in units of the clock. */
  List<RtpDtmfRow> all() {
    return events;
  }
}
