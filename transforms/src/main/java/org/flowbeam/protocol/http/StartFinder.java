package org.flowbeam.protocol.http;

import org.flowbeam.format.content.ByteSink;
import org.flowbeam.format.content.StartSeeker;
import org.flowbeam.format.text.LineBuffer;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.http.MessageHandler.Place;

/**
 * Finds where messages begin in one direction. Among bytes that make no sense, or behind a hole, a
 * message begins where the other side says so, with a line that begins one, or with a certain start
 * line wherever that stands.
 */
final class StartFinder {
  /** Of a start line. */
  static final int MAX_LINE_BYTES = 64 << 10;

  enum Progress {
    MORE,
    /** A message has begun; its start line is used. */
    BEGUN,
    /** A message has begun, and its start line, which is used, is all of its head. */
    BEGUN_WITHOUT_FIELDS,
    /** A message without a head has begun; what was read of it is to be read again. */
    HEADLESS,
    /** A start line was found; it is to be read again. */
    FOUND
  }

  private static final ByteSink NOWHERE = (bytes, offset, length) -> {};

  private final MessageHandler handler;
  private final LineBuffer line;
  private final LineBuffer again;
  private final StartSeeker seeker;
  private Progress progress = Progress.MORE;
  private int startLineBytes;

  /** In the rest of a line that begins no message. */
  private boolean inStray;

  /** No message has begun since bytes were lost or made no sense. */
  private boolean astray;

  /** A hole came before the current line. */
  private boolean behindHole;

  /** A message begins here, as the other side says. */
  private boolean expected;

  /**
   * Makes one.
   *
   * @param again takes bytes that are to be read again
   */
  StartFinder(MessageHandler handler, LineBuffer line, LineBuffer again, StartSeeker seeker) {
    this.handler = handler;
    this.line = line;
    this.again = again;
    this.seeker = seeker;
  }

  /** It is not known where the next message begins. */
  void lose(boolean hole) {
    line.clear();
    astray = true;
    inStray = !hole;
    behindHole = hole;
    expected = false;
    seeker.reset(hole);
  }

  Progress progress() {
    return progress;
  }

  int startLineBytes() {
    return startLineBytes;
  }

  /** Takes a line or a piece of one; returns the position behind it. */
  int read(Bytes data, int from, long offset, long timeNanos) {
    progress = Progress.MORE;
    long position = offset + from;
    long boundary = handler.expectedFrom(position);
    if (position == boundary) {
      beginAnew();
    }
    boolean ahead = position < boundary && boundary < offset + data.length();
    int limit = ahead ? (int) (boundary - offset) : data.length();
    int lineFeed = data.indexOf('\n', from);
    int end = lineFeed < 0 || lineFeed >= limit ? limit : lineFeed + 1;
    boolean whole = data.u8(end - 1) == '\n';
    if (inStray) {
      inStray = !whole;
      return seek(data, from, end, offset, timeNanos);
    }
    if (line.isEmpty() && whole) {
      boolean fits = end - from <= MAX_LINE_BYTES;
      return fits && onLine(data, from, end, position, timeNanos)
          ? end
          : stray(data, from, end, offset, timeNanos);
    }
    line.add(data, from, end, offset, timeNanos);
    boolean fits = line.length() <= MAX_LINE_BYTES;
    if (fits && !whole && mayBecomeStartLine()) {
      return end;
    }
    if (fits && whole && onLine(line.bytes(), 0, line.length(), line.offset(), line.timeNanos())) {
      line.clear();
    } else {
      inStray = !whole;
      strayTaken(line.take());
    }
    return end;
  }

  /** What has begun goes on unless it can hardly become a start line. */
  private void beginAnew() {
    boolean noStart = !line.isEmpty() && handler.beginsMessage(line.bytes()) == Match.NO;
    if (noStart && (!astray || expected)) {
      handler.stray(line.offset(), line.timeNanos());
    }
    if (inStray || noStart) {
      line.clear();
      inStray = false;
      seeker.reset(false);
    }
    expected = line.isEmpty();
    behindHole &= !expected;
  }

  private boolean mayBecomeStartLine() {
    Bytes begin = line.bytes();
    boolean mayBeEmpty = begin.length() == 1 && begin.u8(0) == '\r';
    return begin.isEmpty() || mayBeEmpty || handler.mayBecomeStartLine(begin);
  }

  /** The line {@code [from, end)} with its line feed; false when it begins no message. */
  private boolean onLine(Bytes data, int from, int end, long position, long timeNanos) {
    int lineFeed = end - 1;
    int lineEnd = lineFeed > from && data.u8(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    if (lineEnd > from) {
      Place place =
          behindHole ? Place.BEHIND_HOLE : astray && !expected ? Place.ASTRAY : Place.HERE;
      if (!handler.isStartLine(data, from, lineEnd, place, position)) {
        return false;
      }
      astray = false;
      startLineBytes = end - from;
      seeker.reset(false);
      boolean fieldsFollow = handler.begin(data, from, lineEnd, position, timeNanos);
      progress = fieldsFollow ? Progress.BEGUN : Progress.BEGUN_WITHOUT_FIELDS;
    }
    behindHole = false;
    expected &= lineEnd == from;
    return true;
  }

  /** Bytes of a line that begins no message. */
  private int stray(Bytes data, int from, int end, long offset, long timeNanos) {
    if (isHeadless(offset + from, timeNanos)) {
      return from;
    }
    return seek(data, from, end, offset, timeNanos);
  }

  private void strayTaken(Bytes begin) {
    long position = line.offset();
    long time = line.timeNanos();
    if (isHeadless(position, time)) {
      again.add(begin, 0, begin.length(), position, time);
      return;
    }
    int used = seek(begin, 0, begin.length(), position, time);
    again.add(begin, used, begin.length(), position, time);
  }

  private boolean isHeadless(long position, long timeNanos) {
    boolean headless = !astray && !behindHole && handler.beginsWithoutHead(position, timeNanos);
    if (headless) {
      inStray = false;
      progress = Progress.HEADLESS;
    } else if (!astray || expected) {
      handler.stray(position, timeNanos);
    }
    astray = true;
    behindHole = false;
    expected = false;
    return headless;
  }

  private int seek(Bytes data, int from, int end, long offset, long timeNanos) {
    int used = seeker.seek(data, from, end, offset, timeNanos, NOWHERE);
    if (used < 0) {
      return end;
    }
    Bytes found = seeker.found();
    inStray = false;
    progress = Progress.FOUND;
    again.add(found, 0, found.length(), seeker.offset(), seeker.timeNanos());
    return used;
  }

  /** A line without its end is all that is left: whether it is a message without a head. */
  boolean endsHeadless() {
    boolean headless = !line.isEmpty() && isHeadless(line.offset(), line.timeNanos());
    if (headless) {
      again.addAll(line);
    }
    return headless;
  }
}
