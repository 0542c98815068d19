package org.flowbeam.protocol.http;

import org.flowbeam.format.text.LineBuffer;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;

/**
 * The header lines of one message. A line of nothing but CRs ends the head, as an empty one does; a
 * blank line ends it when what follows is no header, for some readers take it so.
 */
final class HeadReader {
  /** What is longer is looked up, but not kept to be shown. */
  static final int MAX_SHOWN_BYTES = 64 << 10;

  /** A longer head is none. */
  static final int MAX_BYTES = 1 << 20;

  /** Of a longer line the rest is skipped. */
  static final int MAX_LINE_BYTES = 64 << 10;

  enum Progress {
    MORE,
    END,
    /** The head ended before the last line, of which what was taken is to be read again. */
    ENDED_BEFORE,
    TOO_LARGE
  }

  private final LineBuffer line;
  private final LineBuffer again;
  private Head head = new Head();
  private Progress progress = Progress.MORE;
  private int bytes;
  private boolean blankLine;
  private boolean skipping;

  /**
   * Makes one.
   *
   * @param again takes bytes that are to be read again
   */
  HeadReader(LineBuffer line, LineBuffer again) {
    this.line = line;
    this.again = again;
  }

  void begin(int startLineBytes) {
    head = new Head();
    bytes = startLineBytes;
    blankLine = false;
    skipping = false;
  }

  /** Takes a line or a piece of one; returns the position behind it. */
  int read(Bytes data, int from, long offset, long timeNanos) {
    progress = Progress.MORE;
    int lineFeed = data.indexOf('\n', from);
    int end = lineFeed < 0 ? data.length() : lineFeed + 1;
    int fits = Math.min(end, from + MAX_LINE_BYTES - line.length());
    bytes += end - from;
    if (bytes > MAX_BYTES) {
      progress = Progress.TOO_LARGE;
      return end;
    }
    if (skipping) {
      skipping = lineFeed < 0;
      return end;
    }
    if (line.isEmpty() && lineFeed >= 0 && fits == end) {
      onLine(data, from, lineFeed);
      return progress == Progress.ENDED_BEFORE ? from : end;
    }
    line.add(data, from, fits, offset, timeNanos);
    if (fits < end || lineFeed >= 0) {
      skipping = lineFeed < 0;
      onLine(line.bytes(), 0, line.length() - (fits == end ? 1 : 0));
      if (progress != Progress.ENDED_BEFORE) {
        line.clear();
        return end;
      }
      again.addAll(line);
      return fits;
    }
    return end;
  }

  /** The line {@code [from, lineFeed)}. */
  private void onLine(Bytes data, int from, int lineFeed) {
    int end = lineFeed > from && data.u8(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    if (isAll('\r', data, from, end)) {
      progress = Progress.END;
    } else if (blankLine && !Text.isBlank(data.u8(from)) && !Head.isHeader(data, from, end)) {
      progress = Progress.ENDED_BEFORE;
    } else {
      blankLine = Text.skipBlanks(data, from, end) == end;
      head.add(data, from, end, bytes <= MAX_SHOWN_BYTES);
    }
  }

  private static boolean isAll(int value, Bytes data, int from, int end) {
    for (int at = from; at < end; at++) {
      if (data.u8(at) != value) {
        return false;
      }
    }
    return true;
  }

  Progress progress() {
    return progress;
  }

  Head head() {
    return head;
  }

  /** More than is shown. */
  boolean isLarge() {
    return bytes > MAX_SHOWN_BYTES;
  }

  /** Whether the head ended before the line that has begun, if that is the last one. */
  boolean endsBeforeLine() {
    Bytes begin = line.bytes();
    boolean ends = blankLine && !line.isEmpty() && !Head.isHeader(begin, 0, begin.length());
    if (ends) {
      again.addAll(line);
    }
    return ends;
  }
}
