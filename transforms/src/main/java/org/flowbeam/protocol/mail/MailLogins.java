package org.flowbeam.protocol.mail;

import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.protocol.shared.Credential;
import org.jspecify.annotations.Nullable;

/** Logins by SASL as credentials: names of all mechanisms, secrets of those that send them. */
public final class MailLogins {
  private static final Set<String> IN_CLEAR = Set.of("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER");

  private MailLogins() {}

  /** What a login showed; null when that is nothing. */
  public static @Nullable Credential credential(SaslLogin login) {
    String secret = IN_CLEAR.contains(login.mechanism()) ? login.secret() : null;
    return login.user() == null && secret == null
        ? null
        : new Credential(
            login.mechanism().toLowerCase(Locale.ROOT),
            login.user(),
            login.domain(),
            null,
            secret,
            false);
  }
}
