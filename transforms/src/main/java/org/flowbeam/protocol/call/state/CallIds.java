package org.flowbeam.protocol.call.state;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** By what other legs may know a call. At most {@link #MAX_IDS}. */
public final class CallIds {
  private static final int MAX_IDS = 64;

  /**
   * Somebody was told to call another.
   *
   * @param target whom, as {@link #person} gives it
   * @param by address of who was told
   */
  public record Referral(long timeNanos, String target, String by) {}

  private final Map<String, String> reasons = new TreeMap<>();
  private final Map<String, Referral> referrals = new TreeMap<>();
  private boolean referred;

  void add(SipRow message, List<String> replaced, long timeNanos) {
    add("session_id", message.getSessionId());
    add("charging_id", message.getChargingId());
    replaced.forEach(id -> add("transfer", id));
    List<String> related = message.getRelatedCallIds();
    if (related != null) {
      related.stream().filter(id -> !replaced.contains(id)).forEach(id -> add("header", id));
    }
    referred |= "INVITE".equals(message.getMethod()) && message.getReferredBy() != null;
    boolean refers = "REFER".equals(message.getMethod()) && message.getReferTo() != null;
    if (refers && referrals.size() < MAX_IDS) {
      refer(message, message.getReferTo(), timeNanos);
    }
  }

  private void refer(SipRow message, String to, long timeNanos) {
    String target = target(to);
    if (target != null) {
      String by = message.getIsOrig() ? message.getDstIp() : message.getSrcIp();
      referrals.putIfAbsent(target + " " + by, new Referral(timeNanos, target, by));
    }
  }

  private void add(String reason, @Nullable String value) {
    if (value != null && reasons.size() < MAX_IDS) {
      reasons.put(reason + "\n" + value, reason);
    }
  }

  /** The user of the URI in Refer-To, else its host; null when it has none. */
  private static @Nullable String target(String referTo) {
    int open = referTo.indexOf('<');
    int close = referTo.indexOf('>', open + 1);
    String uri = referTo.substring(open + 1, close < 0 ? referTo.length() : close);
    int colon = uri.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String rest = uri.substring(colon + 1).split("[?;]", 2)[0];
    int at = rest.indexOf('@');
    return at > 0 ? person(rest.substring(0, at).split(":", 2)[0]) : person(rest.split(":", 2)[0]);
  }

  /**
   * A user as two legs may write him: the last seven digits of what has as many and nothing else
   * but separators, else the text in lower case.
   */
  public static String person(String user) {
    String digits = user.replaceAll("[-+(). ]", "");
    boolean number = digits.length() >= 7 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? digits.substring(digits.length() - 7) : user.toLowerCase(Locale.ROOT);
  }

  /** Takes an id and why it links. */
  public interface Taker {
    void take(String reason, String id);
  }

  /** Gives out the ids in the order of reasons and texts. */
  public void forEach(Taker taker) {
    reasons.forEach((key, reason) -> taker.take(reason, key.substring(reason.length() + 1)));
  }

  /** Whom it told others to call. */
  public Iterable<Referral> referrals() {
    return referrals.values();
  }

  /** Whether its INVITE says that somebody else asked for it (RFC 3892). */
  public boolean isReferred() {
    return referred;
  }
}
