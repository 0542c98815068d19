package org.flowbeam.protocol.call;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.RtpRow;

/**
 * Stage 1: streams and RTCP about them in other flows: of the same source between the same hosts,
 * or between the next ports of both (RFC 3550 11), at the same time. Keeps at most {@link
 * #MAX_WAITING} streams.
 */
final class RtcpStreams implements RunSummary {
  static final RtcpStreams INSTANCE = new RtcpStreams();

  private static final int RTCP = 0;
  private static final int STREAM = 1;
  private static final int MAX_WAITING = 1024;

  /** A report may come so long before the first and behind the last packet. */
  private static final long SLACK_NANOS = 10_000_000_000L;

  private record Stream(long lastNanos, String id) {}

  private RtcpStreams() {}

  @Override
  public int stage() {
    return 1;
  }

  /** Two hosts, whichever of them sends. */
  static String pair(String one, String other) {
    return one.compareTo(other) <= 0 ? one + " " + other : other + " " + one;
  }

  static String ofSource(String ssrc, String hosts) {
    return "rtcp of source " + ssrc + " " + hosts;
  }

  static String ofPorts(String ip, int port, String otherIp, int otherPort) {
    return "rtcp of ports " + pair(ip + " " + port, otherIp + " " + otherPort);
  }

  static void rtcp(RecordWriter to, String group, long firstNanos, long lastNanos) {
    to.group(group).time(firstNanos).u8(RTCP).number(lastNanos).writeFor(INSTANCE);
  }

  /** Asks for RTCP about a stream that has none in its flow. */
  static void stream(RecordWriter to, RtpRow row, String id, long firstNanos, long lastNanos) {
    String sender = row.getSenderIp();
    String receiver = row.getReceiverIp();
    String source = ofSource(row.getSsrc(), pair(sender, receiver));
    String ports = ofPorts(sender, row.getSenderPort(), receiver, row.getReceiverPort());
    for (String group : new String[] {source, ports}) {
      to.group(group).time(firstNanos).u8(STREAM).number(lastNanos).text(id).writeFor(INSTANCE);
    }
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    RecordWriter writer = new RecordWriter(out);
    Deque<Stream> waiting = new ArrayDeque<>();
    long rtcpEnd = Long.MIN_VALUE;
    boolean reported = false;
    while (reader.next()) {
      long now = reader.timeNanos();
      boolean rtcp = reader.u8() == RTCP;
      long last = reader.number();
      if (rtcp) {
        waiting.removeIf(stream -> stream.lastNanos + SLACK_NANOS < now);
        waiting.forEach(stream -> tell(writer, stream.id));
        waiting.clear();
        rtcpEnd = Math.max(rtcpEnd, last + SLACK_NANOS);
      } else if (now <= rtcpEnd) {
        tell(writer, reader.text());
      } else {
        waiting.removeIf(stream -> stream.lastNanos + SLACK_NANOS < now);
        if (waiting.size() == MAX_WAITING) {
          waiting.removeFirst();
          if (!reported) {
            CallTables.report(out, CallTables.CROWDED, "streams of a source", Times.micros(now));
          }
          reported = true;
        }
        waiting.addLast(new Stream(last, reader.text()));
      }
    }
  }

  private static void tell(RecordWriter to, String id) {
    to.group(StreamCalls.group(id)).u8(StreamCalls.HAS_RTCP).writeFor(StreamCalls.INSTANCE);
  }
}
