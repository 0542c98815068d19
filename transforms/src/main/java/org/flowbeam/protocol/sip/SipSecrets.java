package org.flowbeam.protocol.sip;

import java.util.regex.Pattern;
import org.flowbeam.format.text.Secrets;

/** Hides responses to challenges, passwords in URIs, and keys of SRTP. */
final class SipSecrets {
  /** {@code sip:user:password@host}; bounded, so that it is linear. */
  private static final Pattern PASSWORD =
      Pattern.compile("(sips?:[^@:;,<>\\s\"]{1,256}):[^@;<>\\s\"]{0,256}@");

  private static final Pattern KEY = Pattern.compile("(inline:)[^\\s|;]+");

  /** Not by the rules of lists, since a value whose quotes are broken must not show it either. */
  private static final Pattern RESPONSE =
      Pattern.compile("(?i)(\\bresponse\\s*=\\s*)(?:\"[^\"]*\"?|[^\",\\s]*)");

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

  /** Keys in SDP, and what bodies quote of headers. */
  static String ofBody(String body) {
    String quoted = RESPONSE.matcher(ofUris(body)).replaceAll("$1" + Secrets.MASK);
    return KEY.matcher(quoted).replaceAll("$1" + Secrets.MASK);
  }

  /** Digest keeps all but its response, wherever it stands; of other schemes the scheme is left. */
  private static String credentials(String value) {
    int blank = value.indexOf(' ');
    if (blank < 0) {
      return Secrets.MASK;
    }
    return value.substring(0, blank).equalsIgnoreCase("Digest")
        ? ofUris(RESPONSE.matcher(value).replaceAll("$1" + Secrets.MASK))
        : value.substring(0, blank + 1) + Secrets.MASK;
  }
}
