package org.flowbeam.format.content;

import org.flowbeam.io.bytes.Bytes;

/**
 * Reads text that ends with a line of one dot (RFC 5321 section 4.5.2, RFC 1939 section 3): takes
 * the dots of transparency out and gives the rest on, in the pieces it comes in. The text ends only
 * at CRLF, dot, CRLF. What other readers may take for the end is noted: a dot between bare CRs or
 * LFs that is followed by a command.
 */
public final class DotReader {
  private static final byte[] CR = {'\r'};
  private static final long WORD = 0xdfdfdfdfL;
  private static final long MAIL = 0x4d41494cL;
  private static final long RCPT = 0x52435054L;
  private static final long EHLO = 0x45484c4fL;
  private static final long HELO = 0x48454c4fL;
  private static final long DATA = 0x44415441L;

  private enum State {
    LINE,
    DOT,
    DOT_CR,
    TEXT,
    TEXT_CR,
    DONE
  }

  private final ByteSink sink;
  private State state = State.DONE;

  /** The last eight bytes. */
  private long last;

  /** Bytes of a word that are still to come behind a dubious end; 0 when there is none. */
  private int wordLeft;

  private boolean dubious;

  public DotReader(ByteSink sink) {
    this.sink = sink;
  }

  /** A text begins. */
  public void begin() {
    state = State.LINE;
    last = 0x0d0a;
    wordLeft = 0;
    dubious = false;
  }

  /**
   * Reads on.
   *
   * @return position behind what was read: behind the end of the text, or the end of the data
   */
  public int read(Bytes data, int from) {
    byte[] array = data.array();
    int at = data.offset() + from;
    int end = data.offset() + data.length();
    int given = at;
    while (at < end && state != State.DONE) {
      if (mayPass()) {
        at = pass(array, at, end);
        if (at == end) {
          break;
        }
      }
      int c = array[at] & 0xff;
      watch(c);
      switch (state) {
        case LINE -> {
          if (c == '.') {
            give(array, given, at);
            given = at + 1;
            state = State.DOT;
          } else {
            text(c);
          }
        }
        case DOT -> {
          given = at;
          if (c == '\r') {
            given = at + 1;
            state = State.DOT_CR;
          } else {
            text(c);
          }
        }
        case DOT_CR -> {
          if (c == '\n') {
            state = State.DONE;
            given = at + 1;
          } else {
            sink.write(CR, 0, 1);
            given = at;
            state = State.TEXT_CR;
            text(c);
          }
        }
        default -> text(c);
      }
      at++;
    }
    give(array, given, at);
    return at - data.offset();
  }

  /** Whether nothing happens before the next dot behind a line end. */
  private boolean mayPass() {
    boolean inText = state == State.TEXT || state == State.TEXT_CR;
    return inText && wordLeft == 0 && !hasDot((int) last & 0xffffff);
  }

  private static boolean hasDot(int bytes) {
    return (bytes & 0xff) == '.' || (bytes >> 8 & 0xff) == '.' || bytes >> 16 == '.';
  }

  /** Passes over text up to a dot behind a line end, or to the end of the data. */
  private int pass(byte[] array, int from, int end) {
    int at = nextDot(array, from, end);
    while (at < end && !isLineEnd(at > from ? array[at - 1] : (byte) last)) {
      at = nextDot(array, at + 1, end);
    }
    for (int i = Math.max(from, at - Long.BYTES); i < at; i++) {
      last = last << 8 | (array[i] & 0xff);
    }
    if (at > from) {
      stateFollows();
    }
    return at;
  }

  private static int nextDot(byte[] array, int from, int end) {
    int at = from;
    while (at < end && array[at] != '.') {
      at++;
    }
    return at;
  }

  private static boolean isLineEnd(byte value) {
    return value == '\n' || value == '\r';
  }

  private void stateFollows() {
    if ((last & 0xffff) == 0x0d0a) {
      state = State.LINE;
    } else {
      state = (last & 0xff) == '\r' ? State.TEXT_CR : State.TEXT;
    }
  }

  private void text(int c) {
    if (c == '\r') {
      state = State.TEXT_CR;
    } else {
      state = c == '\n' && state == State.TEXT_CR ? State.LINE : State.TEXT;
    }
  }

  private void give(byte[] array, int from, int to) {
    if (to > from) {
      sink.write(array, from, to - from);
    }
  }

  private void watch(int c) {
    last = last << 8 | c;
    if (c == '\n' || c == '\r') {
      if (isDubiousEnd()) {
        wordLeft = 4;
      }
    } else if (wordLeft > 0 && --wordLeft == 0) {
      long word = last & WORD;
      dubious |= word == MAIL || word == RCPT || word == EHLO || word == HELO || word == DATA;
    }
  }

  private boolean isDubiousEnd() {
    long three = last & 0xffffff;
    boolean bare = three == 0x0a2e0a || (three == 0x0d2e0d);
    return bare || ((last & 0xffffffffL) == 0x0a2e0d0aL && (last >> 32 & 0xff) != '\r');
  }

  /** So many bytes are missing here. */
  public void gap() {
    state = state == State.DONE ? State.DONE : State.TEXT;
    last = 0;
    wordLeft = 0;
  }

  /** What follows a {@link #gap} begins a line. */
  public void lineBegins() {
    state = State.LINE;
  }

  /** Whether the end was read; also true before the first {@link #begin}. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** Whether the text so far ends with what others take for its end. */
  public boolean isAtDubiousEnd() {
    return isDubiousEnd();
  }

  /** Whether the text so far has what others take for its end, and a command behind it. */
  public boolean hasDubiousEnd() {
    return dubious;
  }
}
