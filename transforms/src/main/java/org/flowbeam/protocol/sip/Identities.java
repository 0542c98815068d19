package org.flowbeam.protocol.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who takes part beyond From and To: credentials, subscribers, equipment, other calls. */
final class Identities {
  private static final int MAX_RELATED = 16;

  private static final Pattern IMSI =
      Pattern.compile("(?:^|[:\"<\\s])(\\d{14,15})@[\\w.-]{0,128}3gppnetwork\\.org");

  private static final Pattern IMEI =
      Pattern.compile("urn:(?:gsma:imei|urn-7:3gpp-imei|imei):([\\d-]{14,20})");

  private static final Pattern REPLACES = Pattern.compile("[?&]Replaces=([^&>\\s]{1,1024})");

  private Identities() {}

  /** The credentials of a request or the challenge of a response, without their scheme. */
  static @Nullable String credentials(SipHead head) {
    for (String name :
        List.of("Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate")) {
      String value = head.first(name);
      int blank = value == null ? -1 : value.indexOf(' ');
      if (value != null && blank > 0) {
        return value.substring(blank + 1);
      }
    }
    return null;
  }

  static @Nullable String imsi(SipHead head, @Nullable String authUser) {
    String found = group(IMSI, authUser);
    for (String name : List.of("P-Asserted-Identity", "From", "To")) {
      found = found == null ? group(IMSI, head.first(name)) : found;
    }
    return found;
  }

  static @Nullable String imei(SipHead head) {
    String told = group(IMEI, head.first("Contact"));
    return told == null ? null : told.replace("-", "");
  }

  private static @Nullable String group(Pattern pattern, @Nullable String text) {
    Matcher matcher = text == null ? null : pattern.matcher(text);
    return matcher != null && matcher.find() ? matcher.group(1) : null;
  }

  /** {@code icid-value}, the same for all legs of a call in an IMS. */
  static @Nullable String chargingId(SipHead head) {
    String vector = head.first("P-Charging-Vector");
    return vector == null ? null : HeaderText.parameter(";" + vector, "icid-value");
  }

  static @Nullable String sessionId(SipHead head) {
    String value = head.first("Session-ID");
    return value == null ? null : HeaderText.withoutParameters(value);
  }

  /** Call-IDs that the message names beside its own, in order. */
  static List<String> relatedCallIds(SipHead head) {
    List<String> related = new ArrayList<>(0);
    for (String name : List.of("X-CID", "X-Call-ID", "In-Reply-To", "Replaces", "Target-Dialog")) {
      for (String value : head.all(name, MAX_RELATED)) {
        add(related, HeaderText.withoutParameters(value));
      }
    }
    String replaced = transferredCallId(head);
    if (replaced != null) {
      add(related, replaced);
    }
    return related;
  }

  /** Call-IDs of calls in whose place the message wants others (RFC 3891, RFC 3515). */
  static List<String> replacedCallIds(SipHead head) {
    List<String> replaced = new ArrayList<>(0);
    for (String value : head.all("Replaces", MAX_RELATED)) {
      add(replaced, HeaderText.withoutParameters(value));
    }
    String transferred = transferredCallId(head);
    if (transferred != null) {
      add(replaced, transferred);
    }
    return replaced;
  }

  /** The call that whoever is referred shall replace. */
  private static @Nullable String transferredCallId(SipHead head) {
    String replaces = group(REPLACES, head.first("Refer-To"));
    return replaces == null ? null : HeaderText.withoutParameters(NameAddress.decoded(replaces));
  }

  private static void add(List<String> related, String callId) {
    if (!callId.isEmpty() && !related.contains(callId) && related.size() < MAX_RELATED) {
      related.add(callId);
    }
  }
}
