package org.flowbeam.protocol.call;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/**
 * The requests that begin a call, by CSeq, and their answers, whichever of both comes first: INVITE
 * or MESSAGE without a To tag. Answers to an INVITE inside the call have another CSeq and decide
 * nothing. At most {@link #MAX_ATTEMPTS}.
 */
final class CallAttempts {
  private static final int MAX_ATTEMPTS = 64;
  private static final int MAX_TAGS = 64;

  /** Of one CSeq. */
  private static final class Attempt {
    final Set<String> hops = new TreeSet<>();
    boolean requested;
    @Nullable SipRow last;
    @Nullable SipRow answer;
    @Nullable SipRow refusal;
    long answerNanos = -1;
    long refusalNanos = -1;
    long ringNanos = -1;
    boolean progress;
    boolean ringing;
    boolean challenged;
  }

  private final Map<Long, Attempt> attempts = new TreeMap<>();
  private final Set<String> tags = new TreeSet<>();
  private @Nullable String server;

  void add(SipRow message, long timeNanos) {
    Long cseq = message.getCseq();
    boolean request = message.getMethod() != null;
    if (cseq == null || (request && message.getToTag() != null)) {
      return;
    }
    Attempt attempt = attempts.get(cseq);
    if (attempt == null) {
      if (attempts.size() == MAX_ATTEMPTS) {
        return;
      }
      attempt = new Attempt();
      attempts.put(cseq, attempt);
    }
    if (request) {
      request(attempt, message);
    } else if (message.getStatusCode() != null) {
      response(attempt, message, message.getStatusCode(), timeNanos);
    }
  }

  private static void request(Attempt attempt, SipRow message) {
    attempt.requested = true;
    if (attempt.hops.size() < MAX_TAGS) {
      attempt.hops.add(message.getFlowId() + message.getIsOrig());
    }
    attempt.last = message.getRetransmission() && attempt.last != null ? attempt.last : message;
  }

  private void response(Attempt attempt, SipRow message, int status, long timeNanos) {
    if (message.getToTag() != null && tags.size() < MAX_TAGS) {
      tags.add(message.getToTag());
    }
    server = message.getUserAgent() == null ? server : message.getUserAgent();
    if (status >= 300) {
      attempt.challenged |= status == 401 || status == 407;
      if (attempt.refusal == null) {
        attempt.refusal = message;
        attempt.refusalNanos = timeNanos;
      }
    } else if (status >= 200) {
      if (attempt.answer == null) {
        attempt.answer = message;
        attempt.answerNanos = timeNanos;
      }
    } else if (status >= 180) {
      attempt.progress |= status == 183;
      attempt.ringing |= status < 183;
      attempt.ringNanos = attempt.ringNanos < 0 ? timeNanos : attempt.ringNanos;
    }
  }

  boolean isEmpty() {
    return attempts.values().stream().noneMatch(attempt -> attempt.requested);
  }

  /** The first that was answered, else the last; null when no request was seen. */
  private @Nullable Attempt deciding() {
    Attempt last = null;
    for (Attempt attempt : attempts.values()) {
      if (attempt.requested) {
        last = attempt;
        if (attempt.answer != null) {
          return attempt;
        }
      }
    }
    return last;
  }

  /** When it was answered; -1 when not. */
  long answerNanos() {
    Attempt attempt = deciding();
    return attempt == null ? -1 : attempt.answerNanos;
  }

  long finalNanos() {
    Attempt attempt = deciding();
    return attempt == null ? -1 : Math.max(attempt.answerNanos, attempt.refusalNanos);
  }

  long ringNanos() {
    Attempt attempt = deciding();
    return attempt == null ? -1 : attempt.ringNanos;
  }

  /** The state without a final answer. */
  String provisional() {
    Attempt attempt = deciding();
    if (attempt == null) {
      return "trying";
    }
    return attempt.progress ? "progress" : attempt.ringing ? "ringing" : "trying";
  }

  void put(CallRow row) {
    int requested = 0;
    int challenges = 0;
    int hops = 0;
    for (Attempt attempt : attempts.values()) {
      if (attempt.requested) {
        hops = requested == 0 ? attempt.hops.size() : hops;
        requested++;
        challenges += attempt.challenged ? 1 : 0;
      }
    }
    row.setAttempts(requested);
    row.setAuthChallenges(challenges);
    row.setHops(hops);
    row.setForks(tags.size());
    row.setServer(server);
    Attempt attempt = deciding();
    if (attempt == null) {
      return;
    }
    SipRow status = attempt.answer == null ? attempt.refusal : attempt.answer;
    if (status != null) {
      row.setStatusCode(status.getStatusCode());
      row.setStatusMsg(status.getStatusMsg());
      row.setReason(row.getReason() == null ? status.getReason() : row.getReason());
    }
    if (attempt.last != null) {
      row.setCalleeIp(attempt.last.getIsOrig() ? attempt.last.getDstIp() : attempt.last.getSrcIp());
    }
    row.setRingTime(attempt.ringNanos < 0 ? null : (Long) Times.micros(attempt.ringNanos));
    row.setAnswerTime(attempt.answerNanos < 0 ? null : (Long) Times.micros(attempt.answerNanos));
  }
}
