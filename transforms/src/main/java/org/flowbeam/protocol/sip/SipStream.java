package org.flowbeam.protocol.sip;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Cuts one side of a TCP connection into messages by Content-Length (RFC 3261 18.3), however the
 * stream comes in pieces. What is no message is dropped up to the next line that begins one. Keeps
 * {@link #MAX_MESSAGE_BYTES}; of a longer message the rest is passed by.
 */
final class SipStream {
  static final int MAX_MESSAGE_BYTES = 64 << 10;

  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 2 << 10;

  /** Takes what was cut out. */
  interface Handler {
    /**
     * A message, lent.
     *
     * @param headEnd where its body begins
     * @param truncated whether some of it is missing
     * @param tooLong whether that is because it has more than {@link #MAX_MESSAGE_BYTES}
     * @param wholeHead whether the empty line behind the headers was seen
     */
    void message(
        Bytes message,
        int headEnd,
        boolean truncated,
        boolean tooLong,
        boolean wholeHead,
        long offset,
        long timeNanos);

    /** Bytes that are no message, behind which it goes on; not called behind a gap. */
    void junk(long timeNanos);
  }

  private final Handler handler;
  private final Bytes window = new Bytes();
  private byte[] buffer = NO_BYTES;
  private int length;
  private long offset;
  private long timeNanos;

  /** Where a line begins up to which there is no empty line. */
  private int scanned;

  /** Where the body begins; 0 while in the head. */
  private int headEnd;

  private long bodyLength;

  /** How much of the body came, kept or not. */
  private long bodyCame;

  private boolean bodyCut;

  /** Whether the current line is dropped, since it begins no message. */
  private boolean dropsLine;

  private boolean behindGap;

  SipStream(Handler handler) {
    this.handler = handler;
  }

  void data(Bytes data, long dataOffset, long now) {
    int at = 0;
    while (at < data.length()) {
      at = headEnd > 0 ? body(data, at) : head(data, at, dataOffset, now);
      if (headEnd > 0 && bodyCame == bodyLength) {
        finish();
      }
    }
  }

  private int body(Bytes data, int from) {
    int count = (int) Math.min(data.length() - from, bodyLength - bodyCame);
    keep(data, from, count);
    bodyCame += count;
    return from + count;
  }

  /** Takes one line, or what there is of it. */
  private int head(Bytes data, int from, long dataOffset, long now) {
    int lf = data.indexOf('\n', from);
    int end = lf < 0 ? data.length() : lf + 1;
    if (dropsLine) {
      dropsLine = lf < 0;
      return end;
    }
    if (length == 0) {
      offset = dataOffset + from;
      timeNanos = now;
    }
    boolean keptLine = keep(data, from, end - from);
    if (scanned == 0 && !isStart(lf >= 0)) {
      return end;
    }
    if (lf >= 0 && keptLine) {
      boolean empty = SipHead.end(window.wrap(buffer, 0, length), scanned, length) == length;
      scanned = length;
      if (empty) {
        headEnded();
      }
    }
    if (headEnd == 0 && length == MAX_MESSAGE_BYTES) {
      partial(true);
      dropsLine = lf < 0;
    }
    return end;
  }

  /** Whether the first line begins a message, or still may. */
  private boolean isStart(boolean lineEnds) {
    window.wrap(buffer, 0, length);
    if (StartLine.skipLineEnds(window, 0, length) == length) {
      length = lineEnds ? 0 : length; // keep-alives (RFC 5626)
      return !lineEnds;
    }
    int start = StartLine.skipLineEnds(window, 0, length);
    Match match = StartLine.judge(window, start);
    boolean fits = match.found() || (match == Match.NEED_MORE && !lineEnds);
    if (!fits) {
      if (!behindGap) {
        handler.junk(timeNanos);
      }
      length = 0;
      dropsLine = !lineEnds;
    }
    return fits;
  }

  private void headEnded() {
    behindGap = false;
    window.wrap(buffer, 0, length);
    SipHead head = SipHead.parse(window, 0, length, true);
    headEnd = length;
    bodyLength = Math.max(0, head.contentLength());
  }

  private void finish() {
    boolean tooLong = length == MAX_MESSAGE_BYTES && headEnd + bodyLength > MAX_MESSAGE_BYTES;
    boolean truncated = bodyCut || headEnd + bodyLength > MAX_MESSAGE_BYTES;
    window.wrap(buffer, 0, length);
    handler.message(window, headEnd, truncated, tooLong, true, offset, timeNanos);
    reset();
  }

  /** So many bytes are missing. */
  void gap(long lengthBytes) {
    if (headEnd > 0 && lengthBytes <= bodyLength - bodyCame) {
      bodyCame += lengthBytes;
      bodyCut = true;
      if (bodyCame == bodyLength) {
        finish();
      }
      return;
    }
    partial();
    behindGap = true;
    dropsLine = true;
  }

  /** Gives out what there is of a message: nothing more of it comes. */
  void partial() {
    partial(false);
  }

  private void partial(boolean tooLong) {
    if (headEnd > 0) {
      bodyCut = true;
      finish();
      return;
    }
    if (scanned > 0) {
      // The line that is cut goes with it: it tells that the one before goes on in no fold.
      window.wrap(buffer, 0, length);
      handler.message(window, length, true, tooLong, false, offset, timeNanos);
    }
    reset();
    dropsLine = true;
  }

  private void reset() {
    length = 0;
    scanned = 0;
    headEnd = 0;
    bodyLength = 0;
    bodyCame = 0;
    bodyCut = false;
    dropsLine = false;
    if (buffer.length > FIRST_BYTES) {
      buffer = NO_BYTES;
    }
  }

  /**
   * Appends as much as there is room for, and says whether that was all; a gap in the body ends
   * what is kept of it.
   */
  private boolean keep(Bytes data, int from, int count) {
    int kept = bodyCut ? 0 : Math.min(count, MAX_MESSAGE_BYTES - length);
    if (buffer.length < length + kept) {
      int room = Math.max(length + kept, FIRST_BYTES + 2 * buffer.length);
      buffer = Arrays.copyOf(buffer, Math.min(room, MAX_MESSAGE_BYTES));
    }
    System.arraycopy(data.array(), data.offset() + from, buffer, length, kept);
    length += kept;
    return kept == count;
  }
}
