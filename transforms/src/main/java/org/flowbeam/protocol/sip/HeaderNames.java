package org.flowbeam.protocol.sip;

import java.util.Map;
import java.util.TreeMap;

/** Headers with a name of one letter: RFC 3261 and the registrations of later ones at IANA. */
final class HeaderNames {
  private static final Map<String, String> FULL = new TreeMap<>();

  static {
    FULL.put("a", "Accept-Contact");
    FULL.put("b", "Referred-By");
    FULL.put("c", "Content-Type");
    FULL.put("d", "Request-Disposition");
    FULL.put("e", "Content-Encoding");
    FULL.put("f", "From");
    FULL.put("i", "Call-ID");
    FULL.put("j", "Reject-Contact");
    FULL.put("k", "Supported");
    FULL.put("l", "Content-Length");
    FULL.put("m", "Contact");
    FULL.put("n", "Identity-Info");
    FULL.put("o", "Event");
    FULL.put("r", "Refer-To");
    FULL.put("s", "Subject");
    FULL.put("t", "To");
    FULL.put("u", "Allow-Events");
    FULL.put("v", "Via");
    FULL.put("x", "Session-Expires");
    FULL.put("y", "Identity");
  }

  private HeaderNames() {}

  /** The full name of a compact one; any other name as it is. */
  static String full(String name) {
    if (name.length() != 1) {
      return name;
    }
    String full = FULL.get(Character.toString(Character.toLowerCase(name.charAt(0))));
    return full == null ? name : full;
  }
}
