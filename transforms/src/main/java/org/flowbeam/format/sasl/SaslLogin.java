package org.flowbeam.format.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.ntlm.NtlmNames;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * One login by SASL as its client's messages tell it, each of them base64 on a line: PLAIN, LOGIN,
 * CRAM-MD5, DIGEST-MD5, SCRAM, XOAUTH2, OAUTHBEARER, NTLM and EXTERNAL. Of other mechanisms nothing
 * is read. Names and secrets are kept to {@link #MAX_CHARS}; a malformed message tells nothing.
 */
public final class SaslLogin {
  public static final int MAX_CHARS = 256;

  private static final Pattern NAME =
      Pattern.compile("(?:^|,)(?:username|n)=(?:\"([^\"]*)\"|([^,]*))");
  private static final Pattern DIGEST = Pattern.compile("(?:^|,)(?:response|p)=\"?([^,\"]*)");
  private static final Pattern BEARER = Pattern.compile("auth=Bearer ([^\u0001]*)");
  private static final Pattern OAUTH_USER =
      Pattern.compile("(?:^|\u0001)user=([^\u0001]*)|^n,a=([^,\u0001]*)");

  private final String mechanism;
  private int messages;
  private int step;
  private boolean cancelled;
  private @Nullable String user;
  private @Nullable String domain;
  private @Nullable String secret;

  /** Begins a login; the mechanism is shown in upper case. */
  public SaslLogin(String mechanism) {
    this.mechanism = cut(mechanism.strip().toUpperCase(Locale.ROOT));
  }

  /** The client's next message as it stands on its line: base64, {@code =} for empty. */
  public void message(Bytes line) {
    if (line.length() == 1 && line.u8(0) == '*') {
      cancelled = true;
      return;
    }
    byte[] decoded = decoded(line);
    if (decoded != null) {
      read(decoded);
    } else {
      step++; // of LOGIN: what follows is not the name
    }
    messages++;
  }

  private static byte @Nullable [] decoded(Bytes line) {
    String text = line.latin1(0, line.length()).strip();
    try {
      return Base64.getDecoder().decode(text.equals("=") ? "" : text);
    } catch (IllegalArgumentException e) {
      return null; // no base64: tells nothing
    }
  }

  private void read(byte[] message) {
    String text = new String(message, ISO_8859_1);
    switch (mechanism) {
      case "PLAIN" -> plain(text);
      case "LOGIN" -> login(text);
      case "CRAM-MD5" -> cram(text);
      case "EXTERNAL" -> user = shown(text);
      case "XOAUTH2", "OAUTHBEARER" -> {
        user = first(OAUTH_USER, text, user);
        secret = first(BEARER, text, secret);
      }
      case "NTLM" -> ntlm(message);
      default -> {
        if (mechanism.equals("DIGEST-MD5") || mechanism.startsWith("SCRAM-")) {
          user = user == null ? first(NAME, text, null) : user;
          secret = first(DIGEST, text, secret);
        }
      }
    }
  }

  private void plain(String text) {
    int first = text.indexOf(0);
    int second = text.indexOf(0, first + 1);
    if (first >= 0 && second > 0) {
      user = shown(text.substring(first + 1, second));
      secret = shown(text.substring(second + 1));
    }
  }

  /** The name, then the password; between them, or before, some clients send nothing. */
  private void login(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (step == 0) {
      user = shown(text);
    } else if (step == 1) {
      secret = shown(text);
    }
    step++;
  }

  private void cram(String text) {
    int blank = text.lastIndexOf(' ');
    if (blank > 0) {
      user = shown(text.substring(0, blank));
      secret = shown(text.substring(blank + 1));
    }
  }

  private void ntlm(byte[] message) {
    NtlmNames names = NtlmNames.of(message);
    if (names != null) {
      domain = names.domain();
      user = names.user();
    }
  }

  private static @Nullable String first(Pattern pattern, String text, @Nullable String otherwise) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return otherwise;
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return shown(matcher.group(group));
      }
    }
    return otherwise;
  }

  private static String shown(String latin1) {
    return cut(EscapedText.ofLatin1(latin1));
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }

  public String mechanism() {
    return mechanism;
  }

  /** How many messages were read. */
  public int messages() {
    return messages;
  }

  /** Whether the client gave up with {@code *}. */
  public boolean isCancelled() {
    return cancelled;
  }

  public @Nullable String user() {
    return user;
  }

  /** Of NTLM only. */
  public @Nullable String domain() {
    return domain;
  }

  /** Password, token, or what proves them; not to be shown unless users ask for it. */
  public @Nullable String secret() {
    return secret;
  }
}
