package org.flowbeam.format.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the names of fields and parameters say: whether they hold a secret, or whom it lets in. */
public final class SecretNames {
  /** What a field of some name holds; case and all but letters of the name do not count. */
  public enum Kind {
    PASSWORD,
    /** One that lets its bearer in (RFC 6749, RFC 6750), or says who that is (OpenID Connect). */
    TOKEN,
    /** A user, or something that stands for one. */
    USER,
    OTHER
  }

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
      Set.of(
          "accesstoken",
          "refreshtoken",
          "idtoken",
          "authtoken",
          "token",
          "clientsecret",
          "secret",
          "apikey",
          "auth",
          "jwt");

  private static final List<String> USERS = List.of("user", "login", "mail", "account", "uname");
  private static final Set<String> SHORT_USERS = Set.of("log", "id", "uid", "usr", "name");

  private SecretNames() {}

  public static Kind kind(String name) {
    String plain = plain(name);
    if (isPassword(plain)) {
      return Kind.PASSWORD;
    }
    if (TOKENS.contains(plain)) {
      return Kind.TOKEN;
    }
    return isUser(plain) ? Kind.USER : Kind.OTHER;
  }

  private static boolean isPassword(String plain) {
    return plain.contains("passw") || PASSWORDS.contains(plain);
  }

  private static boolean isUser(String plain) {
    if (SHORT_USERS.contains(plain)) {
      return true;
    }
    for (String user : USERS) {
      if (plain.contains(user)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value of that name is not to be shown. */
  static boolean hides(String name) {
    return hidesPlain(plain(name));
  }

  private static boolean hidesPlain(String plain) {
    return isPassword(plain) || TOKENS.contains(plain);
  }

  /** Whether a header of that name carries a secret and nothing else. */
  static boolean hidesHeader(String name) {
    String plain = plain(name);
    return plain.endsWith("token")
        || plain.endsWith("apikey")
        || plain.endsWith("secret")
        || hidesPlain(plain);
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    StringBuilder letters = null;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      if (!letter && letters == null) {
        letters = new StringBuilder(lower.length()).append(lower, 0, i);
      }
      if (letter && letters != null) {
        letters.append(c);
      }
    }
    return letters == null ? lower : letters.toString();
  }
}
