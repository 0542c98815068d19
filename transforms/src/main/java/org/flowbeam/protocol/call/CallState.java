package org.flowbeam.protocol.call;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SdpMediaRow;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of one Call-ID say about the call: a function of the set of them, which come in
 * order of time. Every set that grows has a named maximum; what is beyond is not counted.
 */
final class CallState {
  static final int MAX_FLOWS = 64;

  private static final int MAX_KINDS = 16;
  private static final int MAX_NUMBERS = 256;
  private static final int MAX_MESSAGES = 4096;
  private static final long HOUR_NANOS = 3600L * 1_000_000_000L;
  private static final Set<String> OF_DIALOGS =
      Set.of("INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE");

  private final CallRow row = empty("", "call");
  private final CallAttempts invites = new CallAttempts();
  private final CallAttempts texts = new CallAttempts();
  private CallAttempts attempts = texts;
  private final Digits digits = new Digits();
  private final Set<String> flows = new TreeSet<>();
  private final Set<String> media = new TreeSet<>();
  private final Set<String> codecs = new TreeSet<>();
  private final Set<String> reinvites = new TreeSet<>();
  private final Set<String> transfers = new TreeSet<>();
  private final Set<Integer> messages = new HashSet<>();
  private final Map<String, Boolean> held = new TreeMap<>();
  private final Map<String, String> links = new TreeMap<>();
  private boolean ofDialog;
  private boolean ofMessage;
  private @Nullable SipRow first;
  private @Nullable SipRow begin;
  private long firstNanos;
  private long lastNanos;
  private long beginNanos;
  private long byeNanos = Long.MAX_VALUE;
  private long cancelNanos = Long.MAX_VALUE;
  private @Nullable String byeTag;
  private long endNanos;
  private long beyond;

  /** A row whose counts are 0. */
  static CallRow empty(String callId, String kind) {
    CallRow row = new CallRow();
    row.setCallId(callId);
    row.setKind(kind);
    row.setMessages(0L);
    row.setRetransmissions(0L);
    row.setAttempts(0);
    row.setAuthChallenges(0);
    row.setReinvites(0);
    row.setHolds(0);
    row.setTransfers(0);
    row.setForks(0);
    row.setHops(0);
    row.setRtpStreams(0);
    row.setRtpPackets(0L);
    row.setRtpLost(0L);
    row.setEarlyMedia(false);
    row.setFlows(List.of());
    return row;
  }

  void add(SipRow message, long timeNanos) {
    String method = message.getMethod();
    String about = method == null ? message.getCseqMethod() : method;
    boolean request = method != null;
    if (first == null) {
      first = message;
      firstNanos = timeNanos;
    }
    lastNanos = timeNanos;
    ofDialog |= about != null && OF_DIALOGS.contains(about);
    ofMessage |= "MESSAGE".equals(about);
    count(message);
    if ("INVITE".equals(about)) {
      invites.add(message, timeNanos);
    } else if ("MESSAGE".equals(about)) {
      texts.add(message, timeNanos);
    }
    begin(message, timeNanos);
    if (request && "INVITE".equals(method) && message.getToTag() != null) {
      limited(reinvites, message.getFromTag() + " " + message.getCseq());
    }
    if ("REFER".equals(method)) {
      limited(transfers, message.getFromTag() + " " + message.getCseq());
    }
    if ("BYE".equals(about) && timeNanos < byeNanos) {
      byeNanos = timeNanos;
      byeTag = message.getFromTag();
      reason(message);
    }
    if ("CANCEL".equals(about) && timeNanos < cancelNanos) {
      cancelNanos = timeNanos;
      reason(message);
    }
    if (message.getDtmf() != null && !message.getRetransmission()) {
      digits.add(Times.micros(timeNanos), message.getDtmf());
    }
    sdp(message, request);
    keys(message);
  }

  /** A text inside a call does not begin it. */
  private void begin(SipRow message, long timeNanos) {
    String method = message.getMethod();
    boolean invites = "INVITE".equals(method);
    boolean better = begin == null || (invites && "MESSAGE".equals(begin.getMethod()));
    if (better && (invites || "MESSAGE".equals(method)) && message.getToTag() == null) {
      begin = message;
      beginNanos = timeNanos;
    }
  }

  private void count(SipRow message) {
    int hash =
        List.of(
                String.valueOf(message.getMethod()),
                String.valueOf(message.getStatusCode()),
                String.valueOf(message.getStatusMsg()),
                String.valueOf(message.getCseq()),
                String.valueOf(message.getCseqMethod()),
                String.valueOf(message.getFromTag()),
                String.valueOf(message.getToTag()))
            .hashCode();
    if (message.getRetransmission()) {
      row.setRetransmissions(row.getRetransmissions() + 1);
    } else if (messages.size() < MAX_MESSAGES) {
      messages.add(hash);
    } else {
      beyond += messages.contains(hash) ? 0 : 1;
    }
    if (flows.size() < MAX_FLOWS) {
      flows.add(message.getFlowId());
    }
  }

  private void reason(SipRow message) {
    if (message.getReason() != null) {
      row.setReason(message.getReason());
    }
  }

  private static void limited(Set<String> set, String value) {
    if (set.size() < MAX_NUMBERS) {
      set.add(value);
    }
  }

  private void sdp(SipRow message, boolean request) {
    List<SdpMediaRow> lines = message.getSdpMedia();
    if (lines == null || lines.isEmpty()) {
      return;
    }
    for (SdpMediaRow line : lines) {
      if (line.getPort() > 0 && media.size() < MAX_KINDS) {
        media.add(line.getKind());
        line.getPayloads().forEach(payload -> codec(payload.getEncoding()));
      }
      String security = Media.of(line).security();
      if (row.getSrtp() == null || !security.equals("none")) {
        row.setSrtp(security);
      }
    }
    Integer status = message.getStatusCode();
    boolean early = status != null && status > 100 && status < 200;
    row.setEarlyMedia(row.getEarlyMedia() || early);
    hold(String.valueOf(request ? message.getFromTag() : message.getToTag()), lines.get(0));
  }

  private void codec(@Nullable String encoding) {
    if (encoding != null && codecs.size() < MAX_KINDS) {
      codecs.add(encoding);
    }
  }

  private void hold(String side, SdpMediaRow line) {
    boolean now =
        line.getDirection().equals("sendonly")
            || line.getDirection().equals("inactive")
            || "0.0.0.0".equals(line.getAddress());
    Boolean before = held.get(side);
    if (before != null && now && !before) {
      row.setHolds(row.getHolds() + 1);
    }
    if (before != null || held.size() < MAX_FLOWS) {
      held.put(side, now);
    }
  }

  private void keys(SipRow message) {
    key("session_id", message.getSessionId());
    key("charging_id", message.getChargingId());
    List<String> related = message.getRelatedCallIds();
    if (related != null) {
      related.forEach(id -> key("header", id));
    }
  }

  private void key(String reason, @Nullable String value) {
    if (value != null && links.size() < MAX_FLOWS) {
      links.put(reason + "\n" + value, reason);
    }
  }

  /** Whether it is a row of {@code calls}; other Call-IDs are those of registrations and such. */
  boolean isCall() {
    return ofDialog || ofMessage;
  }

  String callId() {
    return first == null ? "" : first.getCallId();
  }

  /** When no more media is to be expected, {@code --} tail left out. */
  long endNanos() {
    return endNanos;
  }

  void write(RecordWriter writer) {
    row.setCallId(callId());
    row.setKind(ofDialog ? "call" : "message");
    attempts = ofDialog ? invites : texts;
    if (ofDialog && begin != null && "MESSAGE".equals(begin.getMethod())) {
      begin = null;
    }
    SipRow known = begin == null ? first : begin;
    if (known != null) {
      parties(known);
    }
    row.setPartial(begin == null);
    long startNanos = begin == null ? firstNanos : beginNanos;
    row.setStartTime(Times.micros(startNanos));
    attempts.put(row);
    state(startNanos);
    row.setReinvites(reinvites.size());
    row.setTransfers(transfers.size());
    row.setMessages(messages.size() + beyond);
    row.setMedia(media.isEmpty() ? null : List.copyOf(media));
    row.setCodecs(codecs.isEmpty() ? null : List.copyOf(codecs));
    row.setFlows(List.copyOf(flows));
    Calls.write(writer, row, digits.toString());
    LinkKeys.write(writer, "header", callId(), callId(), startNanos);
    links.forEach(
        (key, reason) ->
            LinkKeys.write(
                writer, reason, key.substring(reason.length() + 1), callId(), startNanos));
  }

  private void parties(SipRow message) {
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

  /** States of voip: only final answers to what began the call decide, never those inside of it. */
  private void state(long startNanos) {
    boolean bye = byeNanos < Long.MAX_VALUE;
    boolean cancel = cancelNanos < Long.MAX_VALUE;
    Integer status = row.getStatusCode();
    boolean answered = attempts.answerNanos() >= 0;
    String state;
    if (!ofDialog) {
      state = answered ? "ended" : status != null && status >= 300 ? "failed" : "trying";
    } else if (attempts.isEmpty()) {
      state = bye ? "ended" : "active";
    } else if (answered || (bye && status == null)) {
      state = bye ? "ended" : "active";
    } else if (cancel) {
      state = "cancelled";
    } else if (status != null) {
      state = failure(status);
    } else {
      state = attempts.provisional();
    }
    row.setState(state);
    end(bye && (answered || status == null), cancel && !answered, status, startNanos);
  }

  private static String failure(int status) {
    return switch (status) {
      case 486, 600 -> "busy";
      case 487 -> "cancelled";
      default -> status < 400 ? "redirected" : "failed";
    };
  }

  private void end(boolean bye, boolean cancel, @Nullable Integer status, long startNanos) {
    long at = lastNanos;
    String rule = "capture";
    String by = null;
    if (bye) {
      at = byeNanos;
      rule = "bye";
      boolean caller = begin != null && Objects.equals(begin.getFromTag(), byeTag);
      by = begin == null ? null : caller ? "caller" : "callee";
    } else if (cancel) {
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
    long answer = attempts.answerNanos();
    long ring = attempts.ringNanos();
    row.setDurationUs(answer < 0 || !ofDialog ? null : (Long) (Times.elapsed(answer, at) / 1000));
    if (ring >= 0) {
      row.setPostDialUs(Times.elapsed(startNanos, ring) / 1000);
      row.setRingUs(Times.elapsed(ring, answer < 0 ? at : answer) / 1000);
    }
  }
}
