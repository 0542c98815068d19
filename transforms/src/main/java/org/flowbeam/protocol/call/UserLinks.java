package org.flowbeam.protocol.call;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallIds;
import org.flowbeam.schemas.CallRow;

/**
 * Stage 1: calls from the same user to the same user, of which one leads to a host and the other
 * away from it: legs of a gateway that changes all ids. At most {@link #MAX_ACTIVE} at a time.
 */
final class UserLinks implements RunSummary {
  static final UserLinks INSTANCE = new UserLinks();

  private static final int MAX_ACTIVE = 64;
  private static final long WINDOW_MICROS = 30_000_000;

  private record Call(long startMicros, long endMicros, String id, String caller, String callee) {
    boolean meets(Call other) {
      return callee.equals(other.caller) || caller.equals(other.callee);
    }
  }

  private UserLinks() {}

  @Override
  public int stage() {
    return 1;
  }

  static void write(RecordWriter to, CallRow call, long endMicros) {
    String from = call.getFromUser();
    String callee = call.getToUser();
    boolean told = call.getKind().equals("call") && !call.getPartial();
    String fromIp = call.getCallerIp();
    String toIp = call.getCalleeIp();
    // Between a host and itself nobody can tell a leg from a call of its own.
    if (!told || from == null || callee == null || fromIp == null || fromIp.equals(toIp)) {
      return;
    }
    to.group("call users " + CallIds.person(from) + "\n" + CallIds.person(callee));
    to.time(call.getStartTime()).number(endMicros).text(call.getCallId());
    to.text(fromIp).text(String.valueOf(toIp)).writeFor(INSTANCE);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    RecordWriter writer = new RecordWriter(out);
    Deque<Call> active = new ArrayDeque<>();
    boolean reported = false;
    while (reader.next()) {
      Call call =
          new Call(
              reader.timeNanos(), reader.number(), reader.text(), reader.text(), reader.text());
      active.removeIf(
          other ->
              other.endMicros <= call.startMicros
                  || call.startMicros - other.startMicros > WINDOW_MICROS);
      for (Call other : active) {
        if (other.meets(call)) {
          long delta = call.startMicros - other.startMicros;
          Links.write(writer, other.id, call.id, "users", call.startMicros, delta);
        }
      }
      if (active.size() == MAX_ACTIVE) {
        active.removeFirst();
        if (!reported) {
          String detail = "more than 64 calls of the same users at a time, as " + call.id;
          CallTables.report(out, CallTables.LINK_CROWDED, detail, call.startMicros);
        }
        reported = true;
      }
      active.addLast(call);
    }
  }
}
