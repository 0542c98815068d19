package org.flowbeam.protocol.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Who is meant by From, To, Contact or a request URI: {@code "Name" <sip:user@host>;tag=x}, or a
 * bare URI. Of tel: URIs the number is the user.
 */
record NameAddress(@Nullable String name, @Nullable String user, @Nullable String host) {
  private static final NameAddress NOBODY = new NameAddress(null, null, null);

  /** Reads a header; parameters are left out. */
  static NameAddress of(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return NOBODY;
    }
    int open = HeaderText.next(value, 0, '<');
    if (open == value.length()) {
      return ofUri(HeaderText.withoutParameters(value), null);
    }
    int close = value.indexOf('>', open);
    String uri = value.substring(open + 1, close < 0 ? value.length() : close);
    String name = HeaderText.unquoted(value.substring(0, open).strip());
    return ofUri(uri, name.isEmpty() ? null : name);
  }

  /** Reads a URI. */
  static NameAddress ofUri(String uri, @Nullable String name) {
    int colon = uri.indexOf(':');
    if (colon < 0) {
      return new NameAddress(name, null, null);
    }
    String rest = uri.substring(colon + 1);
    String scheme = HeaderText.lower(uri.substring(0, colon).strip());
    return switch (scheme) {
      case "tel" -> new NameAddress(name, text(decoded(cut(rest, ";?"))), null);
      case "sip", "sips" -> ofSip(rest, name);
      default -> new NameAddress(name, null, null);
    };
  }

  /** The at sign ends the user, who may have semicolons and question marks (RFC 3261 19.1.1). */
  private static NameAddress ofSip(String rest, @Nullable String name) {
    int at = rest.indexOf('@');
    String userPart = at < 0 ? "" : rest.substring(0, at);
    String user = decoded(cut(userPart, userPart.contains(";phone-context") ? ":;" : ":"));
    String hostPort = cut(rest.substring(at + 1), ";?>");
    String host = hostPort;
    if (hostPort.startsWith("[")) {
      int end = hostPort.indexOf(']');
      host = end < 0 ? hostPort : hostPort.substring(1, end);
    } else {
      host = cut(hostPort, ":");
    }
    return new NameAddress(name, text(user), text(host.strip()));
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String cut(String text, String delimiters) {
    for (int i = 0; i < text.length(); i++) {
      if (delimiters.indexOf(text.charAt(i)) >= 0) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /** Text with its %NN decoded. */
  static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      int high = i + 2 < text.length() ? Text.hexDigit(text.charAt(i + 1)) : -1;
      int low = i + 2 < text.length() ? Text.hexDigit(text.charAt(i + 2)) : -1;
      if (text.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.write(16 * high + low);
        i += 3;
      } else {
        String one = Character.toString(text.codePointAt(i));
        bytes.writeBytes(one.getBytes(StandardCharsets.UTF_8));
        i += one.length();
      }
    }
    byte[] all = bytes.toByteArray();
    return EscapedText.of(all, 0, all.length);
  }
}
