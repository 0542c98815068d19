package org.flowbeam.protocol.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * Shows the members of JSON objects (RFC 8259), at any depth, to a {@link FormLogin}: texts and
 * numbers as their bytes come. Lenient, since it looks for a name, a colon and a value only: what
 * is no JSON finds nothing or little, and nothing fails. Keeps one name and one value, {@link
 * FormLogin#MAX_FIELD_BYTES} of each.
 */
final class JsonLogin {
  private enum State {
    BETWEEN,
    TEXT,
    ESCAPE,
    UNICODE,
    NUMBER
  }

  private final FormLogin logins;
  private byte[] token = new byte[FormLogin.FIRST_FIELD_BYTES];
  private int tokenBytes;
  private boolean cut;
  private State state = State.BETWEEN;
  private int unit;
  private int unitDigits;
  private int highSurrogate;

  /** The last text, which is a name if a colon follows. */
  private @Nullable String text;

  /** Whose value comes. */
  private @Nullable String name;

  JsonLogin(FormLogin logins) {
    this.logins = logins;
  }

  void begin() {
    state = State.BETWEEN;
    text = null;
    name = null;
    beginToken();
  }

  private void beginToken() {
    tokenBytes = 0;
    cut = false;
    highSurrogate = 0;
  }

  void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      read(bytes[i] & 0xff);
    }
  }

  private void read(int c) {
    switch (state) {
      case BETWEEN -> between(c);
      case TEXT -> {
        if (c == '"') {
          textEnds();
        } else if (c == '\\') {
          state = State.ESCAPE;
        } else {
          add(c);
        }
      }
      case ESCAPE -> escape(c);
      case UNICODE -> unicode(c);
      case NUMBER -> {
        if (c <= ' ' || ",]}".indexOf(c) >= 0) {
          valueEnds();
          between(c);
        } else {
          add(c);
        }
      }
    }
  }

  private void between(int c) {
    state = State.BETWEEN;
    switch (c) {
      case '"' -> {
        beginToken();
        state = State.TEXT;
      }
      case ':' -> {
        name = text;
        text = null;
      }
      case ',', '{', '}', '[', ']' -> {
        name = null;
        text = null;
      }
      default -> {
        if (name != null && (c == '-' || (c >= '0' && c <= '9'))) {
          beginToken();
          add(c);
          state = State.NUMBER;
        }
      }
    }
  }

  private void escape(int c) {
    state = State.TEXT;
    switch (c) {
      case 'b' -> add('\b');
      case 'f' -> add('\f');
      case 'n' -> add('\n');
      case 'r' -> add('\r');
      case 't' -> add('\t');
      case 'u' -> {
        unit = 0;
        unitDigits = 0;
        state = State.UNICODE;
      }
      default -> add(c);
    }
  }

  private void unicode(int c) {
    int digit = Text.hexDigit(c);
    if (digit < 0) {
      state = State.TEXT;
      read(c);
      return;
    }
    unit = 16 * unit + digit;
    if (++unitDigits == 4) {
      state = State.TEXT;
      if (Character.isHighSurrogate((char) unit)) {
        highSurrogate = unit;
      } else {
        addCharacter();
      }
    }
  }

  private void addCharacter() {
    boolean pair = highSurrogate != 0 && Character.isLowSurrogate((char) unit);
    int character = pair ? Character.toCodePoint((char) highSurrogate, (char) unit) : unit;
    highSurrogate = 0;
    for (byte b : Character.toString(character).getBytes(UTF_8)) {
      add(b);
    }
  }

  private void add(int c) {
    if (tokenBytes < FormLogin.MAX_FIELD_BYTES) {
      if (tokenBytes == token.length) {
        token = Arrays.copyOf(token, 2 * tokenBytes);
      }
      token[tokenBytes++] = (byte) c;
    } else {
      cut = true;
    }
  }

  private void textEnds() {
    state = State.BETWEEN;
    if (name == null) {
      text = EscapedText.of(token, 0, tokenBytes);
    } else {
      valueEnds();
    }
  }

  private void valueEnds() {
    String of = name;
    name = null;
    if (of != null && FormLogin.isOfInterest(of)) {
      logins.field(of, EscapedText.of(token, 0, tokenBytes), cut);
    }
  }

  /** Bytes are missing here: what is known is of no use. */
  void gap() {
    begin();
  }
}
