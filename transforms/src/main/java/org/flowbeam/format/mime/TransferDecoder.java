package org.flowbeam.format.mime;

import java.util.Arrays;
import org.flowbeam.format.content.ByteSink;
import org.flowbeam.format.text.Text;

/**
 * Takes a transfer encoding off (RFC 2045 section 6), in pieces and in constant memory. What is no
 * base64 is passed over, and padding in the midst begins anew; what is no quoted-printable stays as
 * it is. Both are {@link #isDefective}. Unknown encodings are none.
 *
 * <p>Attachments are nearly all of the bytes of mail: whole lines of base64 are decoded where they
 * lie, and the look for their ends is the decoding.
 */
final class TransferDecoder {
  private static final int BUFFER_BYTES = 8 << 10;

  /** Longer runs of blanks are no blanks at the end of a line, whatever follows. */
  private static final int MAX_BLANKS = 1024;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** Value of each character of base64; -1 of others. */
  private static final int[] SEXTETS = sextets(0);

  /** The same at the places of the first three of four characters. */
  private static final int[] FIRST = sextets(18);

  private static final int[] SECOND = sextets(12);
  private static final int[] THIRD = sextets(6);

  private static int[] sextets(int shift) {
    int[] values = new int[256];
    Arrays.fill(values, -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = i << shift;
    }
    return values;
  }

  private enum Coding {
    NONE,
    BASE64,
    QUOTED
  }

  private final ByteSink sink;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] blanks = new byte[MAX_BLANKS];
  private int filled;
  private int blankCount;
  private Coding coding = Coding.NONE;
  private int bits;
  private int sextets;

  /** Of quoted-printable: 0, or '=' with what followed it: '=' alone is 1, a digit 2, CR 3. */
  private int escape;

  private int digit;
  private boolean defective;

  TransferDecoder(ByteSink sink) {
    this.sink = sink;
  }

  void begin(String encoding) {
    coding =
        switch (encoding) {
          case "base64" -> Coding.BASE64;
          case "quoted-printable" -> Coding.QUOTED;
          default -> Coding.NONE;
        };
    filled = 0;
    blankCount = 0;
    sextets = 0;
    escape = 0;
    defective = false;
  }

  static boolean isKnown(String encoding) {
    return switch (encoding) {
      case "base64", "quoted-printable", "7bit", "8bit", "binary" -> true;
      default -> false;
    };
  }

  /** Whether what is decoded differs from what was sent. */
  static boolean changes(String encoding) {
    return encoding.equals("base64") || encoding.equals("quoted-printable");
  }

  void write(byte[] bytes, int offset, int length) {
    if (coding == Coding.NONE) {
      sink.write(bytes, offset, length);
      return;
    }
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (coding == Coding.QUOTED) {
        quoted(bytes[at++] & 0xff);
      } else {
        int behind = sextets == 0 ? quantaWithRoom(bytes, at, end) : at;
        if (behind == at) {
          base64(bytes[at++] & 0xff);
        } else {
          at = behind;
        }
      }
    }
    flush();
  }

  /**
   * Decodes lines of base64 that hold nothing else, up to the first line that does not or is not
   * whole. No such line begins with a dash.
   *
   * @param from where a line begins
   * @return where that line begins; {@code from} where none was decoded
   */
  int lines(byte[] bytes, int from, int end) {
    if (coding != Coding.BASE64 || sextets > 0) {
      return from;
    }
    int line = from;
    while (true) {
      if (filled > BUFFER_BYTES / 2) {
        flush(); // there is room for a line
      }
      int before = filled;
      int at = quanta(bytes, line, end);
      int behind = behindLineEnd(bytes, at, end);
      if (at == line || behind == at) {
        filled = before;
        flush();
        return line;
      }
      line = behind;
    }
  }

  private static int behindLineEnd(byte[] bytes, int at, int end) {
    if (at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n') {
      return at + 2;
    }
    return at < end && bytes[at] == '\n' ? at + 1 : at;
  }

  private int quantaWithRoom(byte[] bytes, int from, int end) {
    if (filled + 3 > BUFFER_BYTES) {
      flush();
    }
    return quanta(bytes, from, end);
  }

  /**
   * Decodes four characters at once, as long as all of them are some and there is room; returns the
   * position behind.
   */
  private int quanta(byte[] bytes, int from, int end) {
    byte[] out = buffer;
    int to = filled;
    int at = from;
    int behindLast = Math.min(end, from + (BUFFER_BYTES - to) / 3 * 4) - 3;
    for (; at < behindLast; at += 4) {
      int value =
          FIRST[bytes[at] & 0xff]
              | SECOND[bytes[at + 1] & 0xff]
              | THIRD[bytes[at + 2] & 0xff]
              | SEXTETS[bytes[at + 3] & 0xff];
      if (value < 0) {
        break; // any -1 makes it negative
      }
      out[to++] = (byte) (value >> 16);
      out[to++] = (byte) (value >> 8);
      out[to++] = (byte) value;
    }
    filled = to;
    return at;
  }

  private void base64(int c) {
    int value = SEXTETS[c];
    if (value >= 0) {
      bits = bits << 6 | value;
      if (++sextets == 4) {
        put(bits >> 16);
        put(bits >> 8);
        put(bits);
        sextets = 0;
      }
    } else if (c == '=') {
      endQuantum();
    } else {
      defective |= c != '\r' && c != '\n' && !Text.isBlank(c);
    }
  }

  private void endQuantum() {
    if (sextets == 2) {
      put(bits >> 4);
    } else if (sextets == 3) {
      put(bits >> 10);
      put(bits >> 2);
    }
    defective |= sextets == 1;
    sextets = 0;
  }

  private void quoted(int c) {
    if (escape > 0) {
      escaped(c);
    } else if (c == '=') {
      putBlanks();
      escape = 1;
    } else if (Text.isBlank(c)) {
      if (blankCount == MAX_BLANKS) {
        putBlanks();
      }
      blanks[blankCount++] = (byte) c;
    } else {
      if (c == '\r' || c == '\n') {
        blankCount = 0; // added on the way
      } else {
        putBlanks();
      }
      put(c);
    }
  }

  private void escaped(int c) {
    if (escape == 1) {
      if (Text.hexDigit(c) >= 0) {
        digit = c;
        escape = 2;
      } else if (c == '\r') {
        escape = 3;
      } else if (c == '\n') {
        escape = 0;
      } else if (!Text.isBlank(c)) {
        literal(c, false);
      }
    } else if (escape == 2) {
      if (Text.hexDigit(c) >= 0) {
        put(16 * Text.hexDigit(digit) + Text.hexDigit(c));
        escape = 0;
      } else {
        literal(c, true);
      }
    } else {
      escape = 0;
      if (c != '\n') {
        put('\r');
        quoted(c);
      }
    }
  }

  private void literal(int c, boolean withDigit) {
    defective = true;
    escape = 0;
    put('=');
    if (withDigit) {
      put(digit);
    }
    quoted(c);
  }

  private void putBlanks() {
    for (int i = 0; i < blankCount; i++) {
      put(blanks[i]);
    }
    blankCount = 0;
  }

  private void put(int c) {
    if (filled == buffer.length) {
      flush();
    }
    buffer[filled++] = (byte) c;
  }

  private void flush() {
    if (filled > 0) {
      sink.write(buffer, 0, filled);
      filled = 0;
    }
  }

  /** Bytes are missing here: what follows is decoded anew. */
  void gap() {
    sextets = 0;
    escape = 0;
    blankCount = 0;
  }

  void end() {
    if (coding == Coding.BASE64) {
      defective |= sextets > 0;
      endQuantum();
    } else if (coding == Coding.QUOTED && escape == 2) {
      put('=');
      put(digit);
    }
    flush();
  }

  boolean isDefective() {
    return defective;
  }
}
