package org.flowbeam.protocol.http;

import org.flowbeam.format.text.LineBuffer;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;

/**
 * The chunked coding of one body (RFC 9112 section 7.1). Chunk lines that most readers take
 * although they break the grammar are taken and told: ended by a bare LF, empty before the size,
 * with blanks or control characters around it. Extensions are not kept.
 */
final class ChunkReader {
  /**
   * As of a start line: extensions may be long (RFC 9112 section 7.1.1), and what hides in them.
   */
  static final int MAX_LINE_BYTES = 64 << 10;

  /** More of a line need not be looked at before its end comes. */
  private static final int MAX_BEGIN_BYTES = 1 << 10;

  static final int MAX_TRAILER_BYTES = 8 << 10;

  /** How a body goes on. */
  enum Progress {
    MORE,
    END,
    /** What should be a chunk is none; its bytes were not used. */
    BROKEN,
    /** The chunks are complete; the trailers behind them are too large. */
    LARGE_TRAILERS
  }

  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS
  }

  private final MessageHandler handler;
  private final LineBuffer line;
  private State state = State.SIZE;
  private Head trailers = new Head();
  private Progress progress = Progress.MORE;
  private int trailerBytes;
  private long remaining;
  private boolean sawChunk;
  private long timeNanos;

  ChunkReader(MessageHandler handler, LineBuffer line) {
    this.handler = handler;
    this.line = line;
  }

  void begin() {
    state = State.SIZE;
    progress = Progress.MORE;
    sawChunk = false;
  }

  /**
   * Reads a line or piece of a chunk of {@code data[from, limit)}.
   *
   * @return the position behind what was taken. When the chunks are {@link Progress#BROKEN}, what
   *     was not used begins in the line buffer, if that is not empty, and goes on there.
   */
  int read(Bytes data, int from, int limit, long offset, long timeNanos) {
    this.timeNanos = timeNanos;
    if (state == State.DATA) {
      int length = (int) Math.min(remaining, limit - from);
      handler.body(data.array(), data.offset() + from, length);
      take(length);
      return from + length;
    }
    int lineFeed = data.indexOf('\n', from);
    lineFeed = lineFeed < limit ? lineFeed : -1;
    int end = lineFeed < 0 ? limit : lineFeed + 1;
    if (line.length() + (end - from) > maxLineBytes()) {
      progress = state == State.TRAILERS ? Progress.LARGE_TRAILERS : Progress.BROKEN;
      return from;
    }
    boolean known = line.length() > MAX_BEGIN_BYTES;
    if (lineFeed < 0 || !line.isEmpty()) {
      line.add(data, from, end, offset, timeNanos);
    }
    if (lineFeed < 0) {
      boolean hopeless = !known && state != State.TRAILERS && !mayBecomeLine(line.bytes());
      progress = hopeless ? Progress.BROKEN : progress;
      return end;
    }
    boolean used =
        line.isEmpty() ? onLine(data, from, end) : onLine(line.bytes(), 0, line.length());
    if (used) {
      line.clear();
    }
    return used || !line.isEmpty() ? end : from;
  }

  Progress progress() {
    return progress;
  }

  /** Whether a chunk has begun. */
  boolean sawChunk() {
    return sawChunk;
  }

  /** Whether nothing but trailers is missing. */
  boolean isInTrailers() {
    return state == State.TRAILERS;
  }

  /** Bytes that are left of the chunk that has begun. */
  long remaining() {
    return state == State.DATA ? remaining : 0;
  }

  /** So many bytes of the chunk were read or are missing. */
  void take(long length) {
    remaining -= length;
    state = remaining == 0 ? State.DATA_END : state;
  }

  private int maxLineBytes() {
    return state == State.TRAILERS ? MAX_TRAILER_BYTES - trailerBytes : MAX_LINE_BYTES;
  }

  /** Takes a line with its line feed; false when it is not what it should be. */
  private boolean onLine(Bytes bytes, int from, int lineEnd) {
    int end = lineEnd - 1;
    boolean bare = end == from || bytes.u8(end - 1) != '\r';
    end = bare ? end : end - 1;
    boolean used =
        switch (state) {
          case SIZE -> size(bytes, from, end);
          case TRAILERS -> trailer(bytes, from, end, lineEnd - from);
          default -> {
            state = State.SIZE;
            yield end == from;
          }
        };
    if (!used) {
      progress = Progress.BROKEN;
    } else if (bare) {
      handler.odd("http_smuggling_bare_lf", "a chunk line that ends without CR", timeNanos);
    }
    return used;
  }

  private boolean size(Bytes bytes, int from, int end) {
    int at = skipOdd(bytes, from, end);
    boolean odd = at > from || at == end;
    if (at == end) {
      tellOdd(odd);
      return true; // an empty line
    }
    int digits = at;
    long size = 0;
    while (at < end && Text.hexDigit(bytes.u8(at)) >= 0 && size <= Integer.MAX_VALUE) {
      size = (size << 4) | Text.hexDigit(bytes.u8(at));
      at++;
    }
    int blanks = Text.skipBlanks(bytes, at, end);
    int next = skipOdd(bytes, blanks, end);
    if (at == digits || (next < end && bytes.u8(next) != ';')) {
      return false;
    }
    tellOdd(odd || next > blanks);
    sawChunk = true;
    remaining = size;
    if (size > 0) {
      state = State.DATA;
    } else {
      trailers = new Head();
      trailerBytes = 0;
      state = State.TRAILERS;
    }
    return true;
  }

  /** Whether a line that begins like this can still be what it should be. */
  private boolean mayBecomeLine(Bytes begin) {
    int end = begin.length();
    int at = skipOdd(begin, 0, end);
    if (state == State.DATA_END) {
      return at == end && (end == 0 || begin.u8(0) == '\r') && end <= 1;
    }
    int digits = at;
    while (at < end && Text.hexDigit(begin.u8(at)) >= 0) {
      at++;
    }
    int next = skipOdd(begin, at, end);
    return next == end || (at > digits && begin.u8(next) == ';');
  }

  private void tellOdd(boolean odd) {
    if (odd) {
      handler.odd(
          "http_odd_chunk", "bytes around a chunk size that do not belong there", timeNanos);
    }
  }

  /** Skips blanks and control characters. */
  private static int skipOdd(Bytes bytes, int from, int end) {
    int at = from;
    while (at < end && bytes.u8(at) <= ' ') {
      at++;
    }
    return at;
  }

  private boolean trailer(Bytes bytes, int from, int end, int length) {
    trailerBytes += length;
    if (end > from) {
      trailers.add(bytes, from, end, true);
    } else {
      handler.trailers(trailers);
      progress = Progress.END;
    }
    return true;
  }
}
