package org.flowbeam.protocol.call;

import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;

/** Stage 1: calls that have an id in common, or of which one names the other's Call-ID. */
final class LinkKeys implements RunSummary {
  static final LinkKeys INSTANCE = new LinkKeys();

  private static final int MAX_CALLS = 64;

  private LinkKeys() {}

  @Override
  public int stage() {
    return 1;
  }

  /** Says that a call has this id; a call has its own Call-ID for every reason that names it. */
  static void write(RecordWriter to, String reason, String key, String callId, long startNanos) {
    to.group("link key " + reason + " " + key).time(startNanos);
    to.text(callId).text(reason).writeFor(INSTANCE);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    Map<String, Long> starts = new TreeMap<>();
    String first = "";
    String reason = "";
    while (reader.next()) {
      long start = reader.timeNanos();
      String callId = reader.text();
      reason = reader.text();
      first = starts.isEmpty() ? callId : first;
      if (starts.size() <= MAX_CALLS) {
        starts.putIfAbsent(callId, start);
      }
    }
    long begin = starts.getOrDefault(first, 0L);
    if (starts.size() > MAX_CALLS) {
      CallTables.report(out, CallTables.LINK_CROWDED, reason + " of " + first, Times.micros(begin));
      return;
    }
    starts.remove(first);
    RecordWriter writer = new RecordWriter(out);
    for (Map.Entry<String, Long> other : starts.entrySet()) {
      Links.write(writer, first, other.getKey(), reason, other.getValue() - begin);
    }
  }
}
