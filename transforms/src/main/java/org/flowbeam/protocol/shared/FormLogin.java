package org.flowbeam.protocol.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Finds logins in the fields of forms: a field whose name says password, and the user whose field
 * came last before it, or first behind it. Reads {@code application/x-www-form-urlencoded} as its
 * bytes come, and fields that were found otherwise. Keeps a field at a time, {@link
 * #MAX_FIELD_BYTES} of it, and {@link #MAX_PASSWORDS}.
 */
public final class FormLogin {
  public static final int MAX_FIELD_BYTES = 1024;
  public static final int MAX_PASSWORDS = 8;

  private static final Set<String> PASSWORDS =
      Set.of(
          "pass", "pwd", "pw", "psw", "pswd", "passphrase", "userpass", "loginpass", "mdp", "pin");

  private static final List<String> USERS = List.of("user", "login", "mail", "account", "uname");
  private static final Set<String> SHORT_USERS = Set.of("log", "id", "uid", "usr", "name");

  private record Found(@Nullable String user, String password) {}

  private final byte[] field = new byte[MAX_FIELD_BYTES];
  private int fieldBytes;
  private int equalsAt;
  private @Nullable String user;
  private final List<Found> found = new ArrayList<>(0);

  public void begin() {
    found.clear();
    user = null;
    beginField();
  }

  private void beginField() {
    fieldBytes = 0;
    equalsAt = -1;
  }

  /** Bytes of a form. */
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '&') {
        endField();
      } else if (fieldBytes < MAX_FIELD_BYTES) {
        equalsAt = bytes[i] == '=' && equalsAt < 0 ? fieldBytes : equalsAt;
        field[fieldBytes++] = bytes[i];
      }
    }
  }

  private void endField() {
    if (equalsAt > 0) {
      String name = decoded(0, equalsAt);
      if (isPassword(name) || isUser(name)) {
        field(name, decoded(equalsAt + 1, fieldBytes));
      }
    }
    beginField();
  }

  private String decoded(int from, int to) {
    byte[] decoded = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      int c = field[i];
      int high = i + 2 < to ? Text.hexDigit(field[i + 1]) : -1;
      int low = i + 2 < to ? Text.hexDigit(field[i + 2]) : -1;
      if (c == '+') {
        c = ' ';
      } else if (c == '%' && high >= 0 && low >= 0) {
        c = 16 * high + low;
        i += 2;
      }
      decoded[length++] = (byte) c;
    }
    return EscapedText.of(decoded, 0, length);
  }

  /** One field, wherever it was found. */
  public void field(String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    if (isPassword(name)) {
      if (found.size() < MAX_PASSWORDS) {
        found.add(new Found(user, value));
      }
    } else if (isUser(name)) {
      user = value;
      found.replaceAll(login -> login.user == null ? new Found(value, login.password) : login);
    }
  }

  static boolean isPassword(String name) {
    String plain = plain(name);
    return plain.contains("passw") || PASSWORDS.contains(plain);
  }

  static boolean isUser(String name) {
    String plain = plain(name);
    return SHORT_USERS.contains(plain) || USERS.stream().anyMatch(plain::contains);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  /** The form is over: what was found in it. */
  public List<Credential> end(@Nullable String host) {
    endField();
    return found.stream()
        .map(login -> new Credential("form", login.user, null, host, login.password, false))
        .toList();
  }
}
