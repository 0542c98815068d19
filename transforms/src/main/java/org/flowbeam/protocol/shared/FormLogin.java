package org.flowbeam.protocol.shared;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.format.text.SecretNames;
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

  /** Most fields are short. */
  static final int FIRST_FIELD_BYTES = 64;

  public static final int MAX_PASSWORDS = 8;

  private static final String TOKEN = "token";

  private record Found(String mechanism, @Nullable String user, @Nullable String secret) {
    boolean isOfNobody() {
      return user == null && !mechanism.equals(TOKEN);
    }

    Found of(String somebody) {
      return new Found(mechanism, somebody, secret);
    }
  }

  private byte[] field = new byte[FIRST_FIELD_BYTES];
  private int fieldBytes;
  private int equalsAt;
  private boolean fieldCut;

  /** The field that is read began in a gap. */
  private boolean skipsField;

  private String mechanism = "form";
  private @Nullable String user;
  private final List<Found> found = new ArrayList<>(0);

  /**
   * Begins a form.
   *
   * @param carrier what it is, for {@code credentials.mechanism}
   */
  public void begin(String carrier) {
    mechanism = carrier;
    found.clear();
    user = null;
    skipsField = false;
    beginField();
  }

  private void beginField() {
    fieldBytes = 0;
    equalsAt = -1;
    fieldCut = false;
  }

  /** Bytes of a form. */
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '&') {
        endField();
      } else if (fieldBytes < MAX_FIELD_BYTES) {
        if (fieldBytes == field.length) {
          field = Arrays.copyOf(field, 2 * fieldBytes);
        }
        equalsAt = bytes[i] == '=' && equalsAt < 0 ? fieldBytes : equalsAt;
        field[fieldBytes++] = bytes[i];
      } else {
        fieldCut = true;
      }
    }
  }

  /** Bytes are missing here: the field before and that behind are not whole. */
  void gap() {
    beginField();
    skipsField = true;
  }

  private void endField() {
    if (equalsAt > 0 && !skipsField) {
      String name = decoded(0, equalsAt);
      if (isOfInterest(name)) {
        field(name, decoded(equalsAt + 1, fieldBytes), fieldCut);
      }
    }
    beginField();
    skipsField = false;
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

  /** Whether fields of this name matter. */
  static boolean isOfInterest(String name) {
    return SecretNames.kind(name) != SecretNames.Kind.OTHER;
  }

  /**
   * One field, wherever it was found.
   *
   * @param cut whether this is not all of its value
   */
  void field(String name, String value, boolean cut) {
    if (value.isEmpty()) {
      return;
    }
    String secret = cut ? null : value;
    switch (SecretNames.kind(name)) {
      case PASSWORD -> add(new Found(mechanism, user, secret));
      case TOKEN -> add(new Found(TOKEN, null, secret));
      case USER -> {
        user = value;
        found.replaceAll(login -> login.isOfNobody() ? login.of(value) : login);
      }
      case OTHER -> {}
    }
  }

  private void add(Found login) {
    if (found.size() < MAX_PASSWORDS) {
      found.add(login);
    }
  }

  /** The form is over: what was found in it. */
  public List<Credential> end(@Nullable String host) {
    endField();
    return found.stream()
        .map(login -> new Credential(login.mechanism, login.user, null, host, login.secret, false))
        .toList();
  }
}
