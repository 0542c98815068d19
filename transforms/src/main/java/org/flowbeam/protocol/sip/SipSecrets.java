package org.flowbeam.protocol.sip;

import java.util.regex.Pattern;
import org.flowbeam.format.text.Secrets;

/** Hides responses to challenges, passwords in URIs, and keys of SRTP. */
final class SipSecrets {
  /** {@code sip:user:password@host}; bounded, so that it is linear. */
  private static final Pattern PASSWORD =
      Pattern.compile("(sips?:[^@:;,<>\\s\"]{1,256}):[^@;<>\\s\"]{0,256}@");

  private static final Pattern KEY = Pattern.compile("(inline:)[^\\s|;]+");

  private SipSecrets() {}

  /** The value of a header as a row shows it. */
  static String masked(String name, String value) {
    boolean credentials =
        name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Proxy-Authorization");
    return credentials ? credentials(value) : ofUris(value);
  }

  static String ofUris(String text) {
    boolean may = text.indexOf('@') > 0 && text.contains("sip");
    return may ? PASSWORD.matcher(text).replaceAll("$1:" + Secrets.MASK + "@") : text;
  }

  /** Keys in SDP. */
  static String ofBody(String body) {
    return KEY.matcher(ofUris(body)).replaceAll("$1" + Secrets.MASK);
  }

  /** Digest keeps all but its response; of other schemes the scheme is left. */
  private static String credentials(String value) {
    int blank = value.indexOf(' ');
    if (blank < 0) {
      return Secrets.MASK;
    }
    StringBuilder masked = new StringBuilder(value.substring(0, blank + 1));
    if (!value.substring(0, blank).equalsIgnoreCase("Digest")) {
      return masked.append(Secrets.MASK).toString();
    }
    int from = blank + 1;
    while (from < value.length()) {
      int end = HeaderText.next(value, from, ',');
      String part = value.substring(from, end);
      boolean secret = part.strip().regionMatches(true, 0, "response", 0, 8);
      int equals = part.indexOf('=');
      masked.append(secret && equals > 0 ? part.substring(0, equals + 1) + Secrets.MASK : part);
      masked.append(end < value.length() ? "," : "");
      from = end + 1;
    }
    return masked.toString();
  }
}
