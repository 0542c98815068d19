package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.text.EncodedWords;

/**
 * Finds uuencoded files (POSIX uuencode) in text that comes in pieces: {@code begin 644 name}, at
 * least one line of data behind it, lines up to {@code end}. What is no such line ends a file that
 * is not complete. It keeps one line of {@link #MAX_LINE_BYTES}.
 */
final class UuReader {
  static final int MAX_LINE_BYTES = 1100;

  private static final String WORD = "begin ";
  private static final Pattern BEGIN = Pattern.compile("begin +0?[0-7]{3} +(\\S.*)");
  private static final int MAX_DATA_BYTES = 63;

  private enum State {
    TEXT,
    /** A line says that a file begins, which the next one proves. */
    ANNOUNCED,
    DATA,
    /** The line of no bytes was there. */
    LAST
  }

  private final FileSink sink;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private final byte[] decoded = new byte[MAX_DATA_BYTES + 3];
  private State state = State.TEXT;
  private int lineBytes;
  private boolean skipsLine;

  /** Whether the begin of the line is missing. */
  private boolean holed;

  private String name = "";

  UuReader(FileSink sink) {
    this.sink = sink;
  }

  void begin() {
    state = State.TEXT;
    lineBytes = 0;
    skipsLine = false;
    holed = false;
  }

  void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int stop = at;
      while (stop < end && bytes[stop] != '\n') {
        stop++;
      }
      keep(bytes, at, stop);
      if (stop < end) {
        lineEnds();
      }
      at = stop + 1;
    }
  }

  private void keep(byte[] bytes, int from, int end) {
    int count = Math.min(end - from, MAX_LINE_BYTES - lineBytes);
    boolean mayBegin = lineBytes > 0 || (count > 0 && bytes[from] == WORD.charAt(0));
    boolean isOther = state == State.TEXT && count > 0 && !mayBegin;
    skipsLine |= !holed && (count < end - from || isOther);
    if (!skipsLine && !holed) {
      System.arraycopy(bytes, from, line, lineBytes, count);
      lineBytes += count;
    }
  }

  private void lineEnds() {
    int length = lineBytes;
    while (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    if (skipsLine) {
      stop();
    } else if (!holed) {
      line(length);
    }
    lineBytes = 0;
    skipsLine = false;
    holed = false;
  }

  private void line(int length) {
    boolean isData = isData(length);
    boolean isZero = length == 0 || (length <= 2 && (line[0] == '`' || line[0] == ' '));
    switch (state) {
      case ANNOUNCED -> {
        if (isData || (isZero && length > 0)) {
          sink.fileBegins();
          sink.fileNamed(EncodedWords.decode(name, new LinkedHashSet<>()));
          state = State.DATA;
          line(length);
          return;
        }
      }
      case DATA -> {
        if (isData) {
          decode(length);
          return;
        }
        if (isZero) {
          state = State.LAST;
          return;
        }
      }
      case LAST -> {
        if (length == 0) {
          return;
        }
      }
      case TEXT -> {}
    }
    if (state.compareTo(State.DATA) >= 0 && isEnd(length)) {
      state = State.TEXT;
      sink.fileEnds(true, false);
      return;
    }
    stop();
    announce(length);
  }

  private boolean isEnd(int length) {
    return new String(line, 0, length, ISO_8859_1).strip().equals("end");
  }

  private void announce(int length) {
    if (length > WORD.length() && line[0] == 'b') {
      Matcher begin = BEGIN.matcher(new String(line, 0, length, ISO_8859_1));
      if (begin.matches()) {
        name = begin.group(1).strip();
        state = State.ANNOUNCED;
      }
    }
  }

  /** What follows is no file. */
  private void stop() {
    if (state.compareTo(State.DATA) >= 0) {
      sink.fileEnds(false, true);
    }
    state = State.TEXT;
  }

  /** Whether a line is as long as it says; blanks at its end may have been lost on the way. */
  private boolean isData(int length) {
    if (length < 2 || line[0] <= ' ' || line[0] >= '`') {
      return false;
    }
    int wanted = (line[0] - ' ' + 2) / 3 * 4;
    int there = length - 1;
    if (there > wanted + 2 || (there < wanted && state != State.DATA)) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if (line[i] < ' ' || line[i] > '`') {
        return false;
      }
    }
    return true;
  }

  private void decode(int length) {
    int count = line[0] - ' ';
    int at = 1;
    for (int filled = 0; filled < count; filled += 3) {
      int bits = sextet(at++, length) << 18;
      bits |= sextet(at++, length) << 12;
      bits |= sextet(at++, length) << 6;
      bits |= sextet(at++, length);
      decoded[filled] = (byte) (bits >> 16);
      decoded[filled + 1] = (byte) (bits >> 8);
      decoded[filled + 2] = (byte) bits;
    }
    sink.fileContent(decoded, 0, count, length);
  }

  private int sextet(int at, int length) {
    return at < length ? (line[at] - ' ') & 0x3f : 0;
  }

  /** Bytes are missing here: what follows is read from its next line on. */
  void gap() {
    lineBytes = 0;
    skipsLine = false;
    holed = true;
    if (state == State.ANNOUNCED) {
      state = State.TEXT;
    }
  }

  void end() {
    if (lineBytes > 0 || skipsLine) {
      lineEnds();
    }
    if (state.compareTo(State.DATA) >= 0) {
      sink.fileEnds(false, false);
    }
    state = State.TEXT;
  }
}
