package org.flowbeam.protocol.call.state;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/**
 * The requests that begin a call, by CSeq and From tag, and their answers, whichever of both comes
 * first: INVITE or MESSAGE without a To tag. Answers to an INVITE inside the call have another CSeq
 * or come from the other side, and decide nothing. At most {@link #MAX_ATTEMPTS}.
 */
final class CallAttempts {
  private static final int MAX_ATTEMPTS = 64;
  private static final int MAX_TAGS = 64;
  static final String FULL = "more than " + MAX_ATTEMPTS + " requests that begin it";

  /** Both sides count by themselves. */
  private record Id(long cseq, String fromTag) {}

  private static final class Attempt {
    final Set<String> hops = new TreeSet<>();
    final Set<String> tags = new TreeSet<>();
    @Nullable String server;
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

  private final Map<Id, Attempt> attempts =
      new TreeMap<>(Comparator.comparingLong(Id::cseq).thenComparing(Id::fromTag));

  private boolean full;

  void add(SipRow message, long timeNanos) {
    Long cseq = message.getCseq();
    boolean request = message.getMethod() != null;
    if (cseq == null || (request && message.getToTag() != null)) {
      return;
    }
    Id id = new Id(cseq, String.valueOf(message.getFromTag()));
    Attempt attempt = attempts.get(id);
    if (attempt == null) {
      if (attempts.size() == MAX_ATTEMPTS) {
        full = true;
        return;
      }
      attempt = new Attempt();
      attempts.put(id, attempt);
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

  private static void response(Attempt attempt, SipRow message, int status, long timeNanos) {
    if (message.getToTag() != null && attempt.tags.size() < MAX_TAGS) {
      attempt.tags.add(message.getToTag());
    }
    attempt.server = message.getUserAgent() == null ? attempt.server : message.getUserAgent();
    if (status >= 300) {
      attempt.challenged |= status == 401 || status == 407;
      if (attempt.refusal == null || rank(status) < rank(attempt.refusal.getStatusCode())) {
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

  /**
   * Of several refusals, as forks and hops give them, the one that a proxy passes on: of the 6xx,
   * else of the lowest class (RFC 3261 16.7).
   */
  private static int rank(@Nullable Integer status) {
    return status == null ? Integer.MAX_VALUE : status >= 600 ? status - 600 : status;
  }

  /** Whether there were more than are kept. */
  boolean isFull() {
    return full;
  }

  boolean isEmpty() {
    return attempts.values().stream().noneMatch(attempt -> attempt.requested);
  }

  /**
   * The first that was answered, else the last. A 2xx makes a dialog that ends with a BYE and
   * nothing else (RFC 3261 13.2.2.4, 15); what is refused behind it leaves it as it is (14.1). When
   * no request was seen, one that rang, since only what begins a call does; null without any.
   */
  private @Nullable Attempt deciding() {
    Attempt last = null;
    Attempt rang = null;
    for (Attempt attempt : attempts.values()) {
      rang = rang == null && attempt.ringNanos >= 0 && attempt.answer != null ? attempt : rang;
      if (attempt.requested) {
        last = attempt;
        if (attempt.answer != null) {
          return attempt;
        }
      }
    }
    return last == null ? rang : last;
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
    Set<String> tags = new TreeSet<>();
    String server = null;
    for (Attempt attempt : attempts.values()) {
      if (attempt.requested) {
        hops = requested == 0 ? attempt.hops.size() : hops;
        requested++;
        challenges += attempt.challenged ? 1 : 0;
        tags.addAll(attempt.tags);
        server = attempt.server == null ? server : attempt.server;
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
