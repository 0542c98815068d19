package org.flowbeam.protocol.call.state;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of one Call-ID say about the call: a function of the set of them, which come in
 * order of time. Every set that grows has a named maximum; what is beyond is not counted, and said.
 */
public final class CallState {
  private static final long HOUR_NANOS = 3600L * 1_000_000_000L;
  private static final Set<String> OF_DIALOGS =
      Set.of("INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE");

  private final CallAttempts invites = new CallAttempts();
  private final CallAttempts texts = new CallAttempts();
  private final CallParties parties = new CallParties();
  private final CallMedia media = new CallMedia();
  private final CallCounts counts = new CallCounts();
  private final CallIds ids = new CallIds();
  private final Digits digits = new Digits();
  private boolean ofDialog;
  private boolean ofMessage;
  private long lastNanos;
  private long byeNanos = Long.MAX_VALUE;
  private long cancelNanos = Long.MAX_VALUE;
  private @Nullable String byeTag;
  private @Nullable String reason;
  private long endNanos;

  /**
   * Takes the next message.
   *
   * @param replaced Call-IDs that it names to be replaced
   */
  public void add(SipRow message, List<String> replaced, long timeNanos) {
    String method = message.getMethod();
    String about = method == null ? message.getCseqMethod() : method;
    lastNanos = timeNanos;
    ofDialog |= about != null && OF_DIALOGS.contains(about);
    ofMessage |= "MESSAGE".equals(about);
    parties.add(message, timeNanos);
    counts.add(message);
    media.add(message);
    ids.add(message, replaced, timeNanos);
    if ("INVITE".equals(about)) {
      invites.add(message, timeNanos);
    } else if ("MESSAGE".equals(about)) {
      texts.add(message, timeNanos);
    } else if ("BYE".equals(about) && timeNanos < byeNanos) {
      byeNanos = timeNanos;
      byeTag = message.getFromTag();
      reason = message.getReason() == null ? reason : message.getReason();
    } else if ("CANCEL".equals(about) && timeNanos < cancelNanos) {
      cancelNanos = timeNanos;
      reason = message.getReason() == null ? reason : message.getReason();
    }
    if (message.getDtmf() != null && !message.getRetransmission()) {
      digits.add(Times.micros(timeNanos), message.getDtmf());
    }
  }

  /** Whether it is a row of {@code calls}; other Call-IDs are those of registrations and such. */
  public boolean isCall() {
    return ofDialog || ofMessage;
  }

  /** Digits of its INFO requests, as {@link Digits#toString} gives them. */
  public String digits() {
    return digits.toString();
  }

  /** What others may know it by. */
  public CallIds ids() {
    return ids;
  }

  /** What of it was too much to keep; null when nothing was. */
  public @Nullable String beyond() {
    return invites.isFull() || texts.isFull() ? CallAttempts.FULL : counts.beyond();
  }

  /** When no more media is to be expected, the tail left out; known when {@link #row} was made. */
  public long endNanos() {
    return endNanos;
  }

  /** When its last message was seen. */
  public long lastNanos() {
    return lastNanos;
  }

  /** The row, but for media that was seen. */
  public CallRow row() {
    CallRow row = CallRows.empty(parties.callId(), ofDialog ? "call" : "message");
    CallAttempts attempts = ofDialog ? invites : texts;
    parties.put(row, ofDialog);
    row.setReason(reason);
    attempts.put(row);
    counts.put(row);
    media.put(row);
    row.setState(state(attempts, row.getStatusCode()));
    end(row, attempts);
    return row;
  }

  private boolean isBye(CallAttempts attempts, @Nullable Integer status) {
    return byeNanos < Long.MAX_VALUE && (attempts.answerNanos() >= 0 || status == null);
  }

  /** States of voip: only final answers to what began the call decide, never those inside of it. */
  private String state(CallAttempts attempts, @Nullable Integer status) {
    boolean answered = attempts.answerNanos() >= 0;
    if (!ofDialog) {
      return answered ? "ended" : status != null && status >= 300 ? "failed" : "trying";
    }
    if (isBye(attempts, status)) {
      return "ended";
    }
    if (answered || attempts.isEmpty()) {
      return "active";
    }
    if (cancelNanos < Long.MAX_VALUE) {
      return "cancelled";
    }
    return status == null ? attempts.provisional() : failure(status);
  }

  private static String failure(int status) {
    return switch (status) {
      case 486, 600 -> "busy";
      case 487 -> "cancelled";
      default -> status < 400 ? "redirected" : "failed";
    };
  }

  private void end(CallRow row, CallAttempts attempts) {
    Integer status = row.getStatusCode();
    long answer = attempts.answerNanos();
    long at = lastNanos;
    String rule = "capture";
    String by = null;
    if (isBye(attempts, status)) {
      at = byeNanos;
      rule = "bye";
      boolean caller = Objects.equals(parties.callerTag(), byeTag);
      by = row.getPartial() ? null : caller ? "caller" : "callee";
    } else if (cancelNanos < Long.MAX_VALUE && answer < 0) {
      at = cancelNanos;
      rule = "cancel";
      by = "caller";
    } else if (status != null && (status >= 300 || !ofDialog)) {
      at = attempts.finalNanos();
      rule = "final";
      by = "callee";
    }
    endNanos = rule.equals("capture") ? lastNanos + HOUR_NANOS : at;
    row.setEndRule(rule);
    row.setEndedBy(by);
    row.setEndTime(Times.micros(at));
    row.setDurationUs(answer < 0 || !ofDialog ? null : (Long) (Times.elapsed(answer, at) / 1000));
    long ring = attempts.ringNanos();
    if (ring >= 0) {
      boolean known = !row.getPartial();
      long start = parties.startNanos();
      row.setPostDialUs(known ? (Long) (Times.elapsed(start, ring) / 1000) : null);
      row.setRingUs(Times.elapsed(ring, answer < 0 ? at : answer) / 1000);
    }
  }
}
