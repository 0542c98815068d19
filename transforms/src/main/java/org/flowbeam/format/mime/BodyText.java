package org.flowbeam.format.mime;

/**
 * Passes the lines of a body on. The end of each waits for what follows: before a boundary it is no
 * content (RFC 2046 section 5.1.1).
 */
final class BodyText {
  private static final byte[] NOTHING = {};
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};

  private enum Line {
    /** Nothing is in it so far. */
    BLANK,
    /** It begins with two dashes. */
    DASHED,
    OTHER
  }

  private final BodySink sink;
  private Line line = Line.BLANK;
  private boolean atLineStart;
  private boolean fieldMayBegin;

  /** The end of a line, or what may become one. */
  private byte[] waiting = NOTHING;

  BodyText(BodySink sink) {
    this.sink = sink;
  }

  /** A body begins; what waits is no content. */
  void begin() {
    atLineStart = true;
    fieldMayBegin = true;
    waiting = NOTHING;
  }

  boolean isAtLineStart() {
    return atLineStart;
  }

  /** Whether the next line may begin a part without a boundary: what is before it ends none. */
  boolean fieldMayBegin() {
    return fieldMayBegin;
  }

  /** Reads to the end of the line or of the bytes; returns the position behind. */
  int read(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    boolean isCutCrlf = waiting == CR && at == from;
    boolean isBareCr = waiting == CR && !isCutCrlf;
    if (!isCutCrlf) {
      release();
    }
    if (atLineStart) {
      boolean dashed = from + 1 < end && bytes[from] == '-' && bytes[from + 1] == '-';
      line = dashed ? Line.DASHED : Line.BLANK;
    }
    boolean cr = at > from ? bytes[at - 1] == '\r' : isCutCrlf;
    int textEnd = at > from && cr ? at - 1 : at;
    give(bytes, from, textEnd - from);
    line = line == Line.BLANK && (isBareCr || textEnd > from) ? Line.OTHER : line;
    atLineStart = at < end;
    if (at == end) {
      waiting = cr ? CR : NOTHING;
      return at;
    }
    waiting = cr ? CRLF : LF;
    fieldMayBegin = line != Line.OTHER;
    return at + 1;
  }

  /**
   * Reads lines of content up to one that begins with a dash, which may be a boundary, or to the
   * end of the bytes, and gives them on together; returns the position behind, which may be before
   * that. Whether a field may begin behind them is not looked at.
   */
  int readLines(byte[] bytes, int from, int end) {
    if (!atLineStart) {
      return read(bytes, from, end);
    }
    release();
    int behind = sink.lines(bytes, from, end);
    if (behind > from) {
      waiting = lineEndAt(bytes, behind) == behind - 2 ? CRLF : LF;
      return behind;
    }
    int last = from; // begin of the line whose end has to wait
    int next = behindLine(bytes, from, end);
    while (next < end && bytes[next] != '-') {
      last = next;
      next = behindLine(bytes, next, end);
    }
    give(bytes, from, last - from);
    return read(bytes, last, end);
  }

  /** Where the line end before a position begins. */
  static int lineEndAt(byte[] bytes, int behind) {
    return bytes[behind - 2] == '\r' ? behind - 2 : behind - 1;
  }

  private static int behindLine(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  /** Gives bytes of a body on in which there can be no boundary. */
  void pass(byte[] bytes, int from, int end) {
    release();
    give(bytes, from, end - from);
  }

  private void release() {
    give(waiting, 0, waiting.length);
    waiting = NOTHING;
  }

  private void give(byte[] bytes, int offset, int length) {
    if (length > 0) {
      sink.write(bytes, offset, length);
    }
  }

  /** Bytes are missing here. */
  void gap() {
    release();
    atLineStart = false;
  }

  void end() {
    release();
  }
}
