package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.ntlm.NtlmNames;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.schemas.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What the headers Authorization and Proxy-Authorization of a request prove (RFC 9110 section 11,
 * RFC 7616, RFC 7617, RFC 6750, MS-NLMP). Header values have one char per byte.
 *
 * @param toProxy whether a proxy asked for it
 */
record Authorization(Credential credential, boolean toProxy) {
  /** Longer tokens are cut, for rows and for their hash. */
  private static final int MAX_CHARS = 8 << 10;

  static List<Authorization> of(Head head, @Nullable String host) {
    List<Authorization> found = new ArrayList<>(0);
    for (HttpHeader header : head.all()) {
      boolean toProxy = header.getName().equalsIgnoreCase("Proxy-Authorization");
      if (toProxy || header.getName().equalsIgnoreCase("Authorization")) {
        Credential credential = credential(Head.unfolded(header.getValue()).strip(), host);
        if (credential != null) {
          found.add(new Authorization(credential, toProxy));
        }
      }
    }
    return found;
  }

  private static @Nullable Credential credential(String value, @Nullable String host) {
    int blank = value.indexOf(' ');
    if (blank < 0) {
      return value.isEmpty() ? null : token("unknown", value, host);
    }
    String scheme = value.substring(0, blank).toLowerCase(Locale.ROOT);
    String rest = value.substring(blank + 1).strip();
    return switch (scheme) {
      case "basic" -> basic(rest, host);
      case "digest" ->
          new Credential(
              scheme, parameter(rest, "username"), parameter(rest, "realm"), host, null, false);
      case "ntlm", "negotiate" -> ntlm(scheme, rest);
      default -> token(EscapedText.ofLatin1(scheme), rest, host);
    };
  }

  private static Credential token(String scheme, String latin1, @Nullable String host) {
    return new Credential(scheme, null, null, host, shown(latin1), false);
  }

  private static String shown(String latin1) {
    return EscapedText.ofLatin1(
        latin1.length() > MAX_CHARS ? latin1.substring(0, MAX_CHARS) : latin1);
  }

  private static @Nullable Credential basic(String base64, @Nullable String host) {
    byte[] decoded = decoded(base64);
    String text = decoded == null ? "" : EscapedText.of(decoded, 0, decoded.length);
    int colon = text.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String password = text.substring(colon + 1);
    return new Credential("basic", text.substring(0, colon), null, host, password, false);
  }

  static byte @Nullable [] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Only the third message of NTLM names anybody; Kerberos is not in clear. */
  private static @Nullable Credential ntlm(String scheme, String base64) {
    byte[] message = decoded(base64);
    NtlmNames names = message == null ? null : NtlmNames.of(message);
    return names == null
        ? null
        : new Credential(scheme, names.user(), names.domain(), names.workstation(), null, false);
  }

  /** Of {@code name=value, name="value"}. */
  private static @Nullable String parameter(String list, String name) {
    int at = 0;
    while (at < list.length()) {
      int equals = list.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      boolean isIt = list.substring(at, equals).strip().equalsIgnoreCase(name);
      StringBuilder value = new StringBuilder();
      at = value(list, equals + 1, value);
      if (isIt) {
        return shown(value.toString());
      }
    }
    return null;
  }

  /** Appends the value that begins here; returns where the next name may begin. */
  private static int value(String list, int from, StringBuilder value) {
    int at = from;
    boolean quoted = false;
    while (at < list.length() && (quoted || list.charAt(at) != ',')) {
      char c = list.charAt(at++);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted && at < list.length()) {
        value.append(list.charAt(at++));
      } else if (quoted || c != ' ') {
        value.append(c);
      }
    }
    return at + 1;
  }
}
