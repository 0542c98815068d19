package org.flowbeam.protocol.call;

import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallIds;
import org.flowbeam.schemas.CallRow;

/** Stage 1: calls that have an id in common, or of which one names the other's Call-ID. */
final class LinkKeys implements RunSummary {
  static final LinkKeys INSTANCE = new LinkKeys();

  private static final int MAX_CALLS = 64;

  /** The call whose own id it is has no reason. */
  private static final String OWN = "";

  private record Known(long startMicros, String reason) {}

  private LinkKeys() {}

  @Override
  public int stage() {
    return 1;
  }

  /** Says by which ids a call is known, and which it names. */
  static void write(RecordWriter to, CallRow call, CallIds ids) {
    write(to, "call " + call.getCallId(), OWN, call);
    ids.forEach(
        (reason, id) -> {
          boolean names = reason.equals("header") || reason.equals("transfer");
          write(to, (names ? "call" : reason) + " " + id, reason, call);
        });
  }

  private static void write(RecordWriter to, String key, String reason, CallRow call) {
    to.group("link key " + key).time(call.getStartTime());
    to.text(call.getCallId()).text(reason).writeFor(INSTANCE);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    Map<String, Known> calls = new TreeMap<>();
    String first = "";
    while (reader.next()) {
      long start = reader.timeNanos();
      String callId = reader.text();
      String reason = reader.text();
      first = calls.isEmpty() ? callId : first;
      if (calls.size() <= MAX_CALLS) {
        calls.merge(callId, new Known(start, reason), LinkKeys::better);
      }
    }
    Known begin = calls.remove(first);
    if (begin == null) {
      return;
    }
    if (calls.size() >= MAX_CALLS) {
      String detail = calls.size() + " calls and more, the first is " + first;
      CallTables.report(out, CallTables.LINK_CROWDED, detail, begin.startMicros);
      return;
    }
    RecordWriter writer = new RecordWriter(out);
    for (Map.Entry<String, Known> other : calls.entrySet()) {
      String reason = better(other.getValue(), begin).reason;
      long start = other.getValue().startMicros;
      Links.write(writer, first, other.getKey(), reason, start, start - begin.startMicros);
    }
  }

  private static Known better(Known one, Known other) {
    return one.reason.equals(OWN) ? other : one;
  }
}
