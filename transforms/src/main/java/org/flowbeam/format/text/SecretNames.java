package org.flowbeam.format.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the names of fields and parameters say: whether they hold a secret, or whom it lets in. */
public final class SecretNames {
  private static final Set<String> PASSWORDS =
      Set.of(
          "pass",
          "pwd",
          "pw",
          "psw",
          "pswd",
          "passphrase",
          "passcode",
          "userpass",
          "loginpass",
          "mdp",
          "pin");

  private static final Set<String> TOKENS =
      Set.of("accesstoken", "refreshtoken", "clientsecret", "apikey");

  private static final List<String> USERS = List.of("user", "login", "mail", "account", "uname");
  private static final Set<String> SHORT_USERS = Set.of("log", "id", "uid", "usr", "name");

  private SecretNames() {}

  /** Whether it is the name of a password; case and all but letters do not count. */
  public static boolean isPassword(String name) {
    return isPlainPassword(plain(name));
  }

  private static boolean isPlainPassword(String plain) {
    return plain.contains("passw") || PASSWORDS.contains(plain);
  }

  /** Whether it is the name of a token that lets its bearer in (RFC 6749, RFC 6750). */
  public static boolean isToken(String name) {
    return TOKENS.contains(plain(name));
  }

  /** Whether it is the name of a user, or of something that stands for one. */
  public static boolean isUser(String name) {
    String plain = plain(name);
    return SHORT_USERS.contains(plain) || USERS.stream().anyMatch(plain::contains);
  }

  /** Whether a value of that name is not to be shown. */
  static boolean hides(String name) {
    return hidesPlain(plain(name));
  }

  private static boolean hidesPlain(String plain) {
    return isPlainPassword(plain) || TOKENS.contains(plain);
  }

  /** Whether a header of that name carries a secret and nothing else. */
  static boolean hidesHeader(String name) {
    String plain = plain(name);
    return plain.endsWith("token") || plain.endsWith("apikey") || hidesPlain(plain);
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    StringBuilder letters = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'a' && c <= 'z') {
        letters.append(c);
      }
    }
    return letters.toString();
  }
}
