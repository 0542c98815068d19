package org.flowbeam.protocol.call;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallIds;
import org.flowbeam.schemas.CallRow;

/**
 * Stage 1: a REFER that tells somebody to call another (RFC 3515), and the calls to him that follow
 * within a minute from whoever was told, or say that they were asked for. At most {@link
 * #MAX_ACTIVE} of them at a time.
 */
final class Referrals implements RunSummary {
  static final Referrals INSTANCE = new Referrals();

  private static final int REFERRAL = 0;
  private static final int CALL = 1;
  private static final int MAX_ACTIVE = 64;
  private static final long WINDOW_MICROS = 60_000_000;

  private record Referral(long micros, String callId, String by) {}

  private Referrals() {}

  @Override
  public int stage() {
    return 1;
  }

  static void write(RecordWriter to, CallRow call, CallIds ids) {
    for (CallIds.Referral referral : ids.referrals()) {
      begin(to, referral.target(), Times.micros(referral.timeNanos()), REFERRAL, call);
      to.text(referral.by()).u8(0).writeFor(INSTANCE);
    }
    String user = call.getToUser() == null ? call.getToHost() : call.getToUser();
    if (user != null && !call.getPartial()) {
      begin(to, CallIds.person(user), call.getStartTime(), CALL, call);
      to.text(String.valueOf(call.getCallerIp())).u8(ids.isReferred() ? 1 : 0).writeFor(INSTANCE);
    }
  }

  private static void begin(RecordWriter to, String target, long micros, int kind, CallRow call) {
    to.group("call to " + target).time(micros).u8(kind).text(call.getCallId());
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    RecordWriter writer = new RecordWriter(out);
    Deque<Referral> active = new ArrayDeque<>();
    while (reader.next()) {
      long now = reader.timeNanos();
      int kind = reader.u8();
      String callId = reader.text();
      String by = reader.text();
      boolean referred = reader.u8() == 1;
      active.removeIf(referral -> now - referral.micros > WINDOW_MICROS);
      if (kind == CALL) {
        for (Referral referral : active) {
          boolean follows = referred || referral.by.equals(by);
          if (follows && !referral.callId.equals(callId)) {
            long delta = now - referral.micros;
            Links.write(writer, referral.callId, callId, "transfer", now, delta);
          }
        }
        continue;
      }
      if (active.size() == MAX_ACTIVE) {
        active.removeFirst();
      }
      active.addLast(new Referral(now, callId, by));
    }
  }
}
