package org.flowbeam.protocol.call;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.RtpRow;

/**
 * Stage 3: the same packets in two flows, as whoever passes media on sends them: streams of one
 * SSRC and payload type whose times and sequence numbers overlap by half of the shorter. Links
 * their calls. At most {@link #MAX_ACTIVE} at a time.
 */
final class Relays implements RunSummary {
  static final Relays INSTANCE = new Relays();

  private static final int MAX_ACTIVE = 64;
  private static final long MICROS = 1000;

  private record Stream(
      long firstNanos, long lastNanos, int sequence, long count, String callId, String flowId) {
    boolean isRelayOf(Stream other) {
      long together = Math.min(lastNanos, other.lastNanos) - firstNanos;
      long shorter = Math.min(lastNanos - firstNanos, other.lastNanos - other.firstNanos);
      long ahead = (short) (sequence - other.sequence); // across the wrap
      long both = Math.min(other.count, ahead + count) - Math.max(0, ahead);
      return 2 * together >= shorter && 2 * both >= Math.min(count, other.count);
    }
  }

  private Relays() {}

  @Override
  public int stage() {
    return 3;
  }

  /**
   * Says that a stream was seen.
   *
   * @param call whose it is: the call, or the flow where there is none
   */
  static void write(RecordWriter to, MeasuredStream stream, String call) {
    RtpRow row = stream.row();
    if (row.getPayloadTypes().isEmpty()) {
      return;
    }
    to.group("relay " + row.getSsrc() + " " + row.getPayloadTypes().get(0).getPt());
    to.time(stream.firstNanos()).number(stream.lastNanos()).number(stream.firstSequence());
    to.number(row.getExpected()).text(call).text(row.getFlowId()).writeFor(INSTANCE);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    RecordWriter writer = new RecordWriter(out);
    Deque<Stream> active = new ArrayDeque<>();
    while (reader.next()) {
      Stream stream =
          new Stream(
              reader.timeNanos(),
              reader.number(),
              (int) reader.number(),
              reader.number(),
              reader.text(),
              reader.text());
      active.removeIf(other -> other.lastNanos < stream.firstNanos);
      for (Stream other : active) {
        boolean apart = !other.callId.equals(stream.callId) && !other.flowId.equals(stream.flowId);
        if (apart && stream.isRelayOf(other)) {
          long delta = (stream.firstNanos - other.firstNanos) / MICROS;
          long at = other.firstNanos / MICROS;
          Links.write(writer, other.callId, stream.callId, "relay", at, delta);
        }
      }
      if (active.size() == MAX_ACTIVE) {
        active.removeFirst();
      }
      active.addLast(stream);
    }
  }
}
