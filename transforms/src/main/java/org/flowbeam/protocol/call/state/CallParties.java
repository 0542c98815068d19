package org.flowbeam.protocol.call.state;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** Who calls whom: as the request says that began it, else the first message. */
final class CallParties {
  private @Nullable SipRow first;
  private @Nullable SipRow begin;
  private long firstNanos;
  private long beginNanos;

  void add(SipRow message, long timeNanos) {
    if (first == null) {
      first = message;
      firstNanos = timeNanos;
    }
    String method = message.getMethod();
    boolean invites = "INVITE".equals(method);
    // A text inside a call does not begin it.
    boolean better = begin == null || (invites && "MESSAGE".equals(begin.getMethod()));
    if (better && (invites || "MESSAGE".equals(method)) && message.getToTag() == null) {
      begin = message;
      beginNanos = timeNanos;
    }
  }

  String callId() {
    return first == null ? "" : first.getCallId();
  }

  /** Of who made the call; null when that was not seen. */
  @Nullable String callerTag() {
    return begin == null ? null : begin.getFromTag();
  }

  /** When it began, as far as is known. */
  long startNanos() {
    return begin == null ? firstNanos : beginNanos;
  }

  void put(CallRow row, boolean ofDialog) {
    if (ofDialog && begin != null && "MESSAGE".equals(begin.getMethod())) {
      begin = null;
    }
    row.setPartial(begin == null);
    row.setStartTime(Times.micros(startNanos()));
    SipRow message = begin == null ? first : begin;
    if (message != null) {
      put(row, message);
    }
  }

  private static void put(CallRow row, SipRow message) {
    row.setFromUser(message.getFromUser());
    row.setFromHost(message.getFromHost());
    row.setFromName(message.getFromName());
    row.setToUser(message.getToUser());
    row.setToHost(message.getToHost());
    row.setUriUser(message.getUriUser());
    row.setAssertedIdentity(message.getAssertedIdentity());
    boolean request = message.getMethod() != null;
    row.setUserAgent(request ? message.getUserAgent() : null);
    boolean fromSrc = message.getIsOrig() == request;
    row.setCallerIp(fromSrc ? message.getSrcIp() : message.getDstIp());
    row.setCalleeIp(fromSrc ? message.getDstIp() : message.getSrcIp());
  }
}
