package org.flowbeam.protocol.shared;

import org.jspecify.annotations.Nullable;

/**
 * What somebody showed to be let in; text as tables show it, null for what is not known.
 *
 * @param mechanism in lower case
 * @param secret the password or token, never to be shown but through {@link CredentialRows}
 * @param isPublic whether the secret is none, such as the mail address that guests give
 */
public record Credential(
    String mechanism,
    @Nullable String user,
    @Nullable String realm,
    @Nullable String host,
    @Nullable String secret,
    boolean isPublic) {

  /** Without what it hides. */
  @Override
  public String toString() {
    return mechanism + " of " + user;
  }
}
