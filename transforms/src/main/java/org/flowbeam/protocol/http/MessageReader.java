package org.flowbeam.protocol.http;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Cuts one direction into messages (RFC 9112). Each byte is looked at once; bodies pass through
 * without being copied; of a line that is split over pieces the beginning is kept, at most {@link
 * #MAX_HEAD_BYTES}. Behind a hole, or where framing is broken, it goes on with the next line that
 * begins a message.
 */
final class MessageReader {
  /** A start line with its header lines. */
  static final int MAX_HEAD_BYTES = 64 << 10;

  static final int MAX_CHUNK_LINE_BYTES = 1 << 10;
  static final int MAX_TRAILER_BYTES = 8 << 10;

  private enum State {
    START_LINE,
    HEADERS,
    SIZED,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILERS,
    UNTIL_CLOSE,
    /** Inside a line that is too long for what was expected. */
    SKIPPED_LINE,
    /** Waits for the other side's decision about another protocol. */
    HELD,
    /** Another protocol goes on. */
    OVER
  }

  private final MessageHandler handler;
  private final Held held = new Held();
  private final Bytes window = new Bytes();
  private State state = State.START_LINE;
  private Head head = new Head();
  private byte[] line = new byte[0];
  private int lineBytes;
  private long lineOffset;
  private long lineTimeNanos;
  private int headBytes;
  private long remaining;
  private long nextOffset;

  /** No message has begun since bytes were lost or made no sense. */
  private boolean astray;

  /** A hole came before the current line. */
  private boolean insideLine;

  /** More was held than may be; until the other side says something, nothing is held. */
  private boolean neverDecided;

  MessageReader(MessageHandler handler) {
    this.handler = handler;
  }

  void onData(Bytes data, long offset, long timeNanos) {
    nextOffset = offset + data.length();
    int at = 0;
    while (at < data.length()) {
      at =
          switch (state) {
            case START_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS ->
                readLine(data, at, offset, timeNanos);
            case SIZED, CHUNK_DATA -> readSized(data, at, timeNanos);
            case SKIPPED_LINE -> skipLine(data, at);
            case UNTIL_CLOSE -> {
              handler.body(data.array(), data.offset() + at, data.length() - at);
              yield data.length();
            }
            case HELD -> {
              hold(data, at, offset, timeNanos);
              yield data.length();
            }
            case OVER -> data.length();
          };
    }
  }

  void onGap(long lengthBytes, long timeNanos) {
    nextOffset += lengthBytes;
    switch (state) {
      case UNTIL_CLOSE -> handler.bodyGap(lengthBytes);
      case SIZED, CHUNK_DATA -> bodyGap(lengthBytes, timeNanos);
      case HELD -> held.drop();
      case OVER -> {}
      default -> lose(timeNanos);
    }
  }

  private void bodyGap(long lengthBytes, long timeNanos) {
    long inside = Math.min(lengthBytes, remaining);
    handler.bodyGap(inside);
    remaining -= inside;
    if (state == State.SIZED && remaining == 0) {
      end(timeNanos);
    } else if (remaining == 0 && inside == lengthBytes) {
      state = State.CHUNK_END;
    }
    if (inside < lengthBytes) {
      if (state == State.HELD) {
        held.drop();
      } else {
        lose(timeNanos);
      }
    }
  }

  private void lose(long timeNanos) {
    cutMessage(timeNanos);
    lineBytes = 0;
    insideLine = true;
    astray = true;
    state = State.START_LINE;
    handler.lost();
  }

  /** The direction is closed, so that a body without a stated end is complete. */
  void onFin(long timeNanos) {
    if (state == State.UNTIL_CLOSE || state == State.TRAILERS) {
      end(timeNanos);
    } else {
      cutMessage(timeNanos);
    }
    lineBytes = 0;
  }

  /** Nothing more will be seen of this direction. */
  void stop(long timeNanos) {
    releaseRequests();
    cutMessage(timeNanos);
    state = State.OVER;
  }

  private void cutMessage(long timeNanos) {
    boolean inMessage =
        state != State.START_LINE
            && state != State.SKIPPED_LINE
            && state != State.HELD
            && state != State.OVER;
    if (inMessage) {
      Head soFar = state == State.HEADERS ? head : new Head();
      state = State.START_LINE;
      handler.cut(soFar, timeNanos);
    }
  }

  /** Keeps what follows for a decision; to be called at the end of a message. */
  void hold() {
    state = neverDecided ? state : State.HELD;
  }

  /** Reads what was kept: HTTP goes on. */
  void release() {
    neverDecided = false;
    readHeld();
  }

  private void readHeld() {
    if (state != State.HELD) {
      return;
    }
    state = State.START_LINE;
    if (held.isDropped()) {
      insideLine = true;
      astray = true;
      held.clear();
      handler.lost();
      return;
    }
    held.release(this);
  }

  /** Without an answer in sight, what looks like requests is read as such. */
  private boolean releaseRequests() {
    boolean requests = state == State.HELD && StartLines.probe(held.all()) == Match.CLIENT;
    if (requests) {
      neverDecided = true;
      readHeld();
    }
    return requests;
  }

  /** Whether bytes of this direction were not used. */
  boolean hasUnused() {
    return held.lengthBytes() > 0 || (state == State.START_LINE && lineBytes > 0);
  }

  /** Bytes of this direction that were not used; the reader stops. */
  Bytes takeUnused() {
    state = State.OVER;
    return held.lengthBytes() > 0 ? held.all() : new Bytes().wrap(line, 0, lineBytes);
  }

  long unusedOffset() {
    return nextOffset - (held.lengthBytes() > 0 ? held.lengthBytes() : lineBytes);
  }

  private void hold(Bytes data, int from, long offset, long timeNanos) {
    if (held.add(data, from, offset + from, timeNanos)) {
      return;
    }
    if (releaseRequests()) {
      onData(data.slice(from, data.length() - from), offset + from, timeNanos);
    } else {
      held.drop();
      handler.odd(
          "http_early_data_dropped",
          "more than " + Held.MAX_BYTES + " bytes before a switch of protocols was decided",
          timeNanos);
    }
  }

  private int readSized(Bytes data, int from, long timeNanos) {
    int length = (int) Math.min(remaining, data.length() - from);
    handler.body(data.array(), data.offset() + from, length);
    remaining -= length;
    if (remaining == 0) {
      if (state == State.SIZED) {
        end(timeNanos);
      } else {
        state = State.CHUNK_END;
      }
    }
    return from + length;
  }

  private int skipLine(Bytes data, int from) {
    int end = data.indexOf('\n', from);
    if (end < 0) {
      return data.length();
    }
    state = State.START_LINE;
    return end + 1;
  }

  private int readLine(Bytes data, int from, long offset, long timeNanos) {
    if (lineBytes == 0) {
      lineOffset = offset + from;
      lineTimeNanos = timeNanos;
    }
    int room = Math.max(0, maxLineBytes() - lineBytes);
    int limit = (int) Math.min((long) from + room, data.length());
    int end = lineEnd(data, from, limit);
    if (end < 0) {
      if (limit - from == room) {
        tooLong(timeNanos);
      } else {
        keep(data, from, limit);
      }
      return limit;
    }
    if (lineBytes == 0) {
      onLine(data, from, end, timeNanos);
    } else {
      keep(data, from, end);
      window.wrap(line, 0, lineBytes);
      lineBytes = 0;
      onLine(window, 0, window.length(), timeNanos);
    }
    if (state == State.OVER) {
      handler.switched(data.slice(end + 1, data.length() - end - 1), offset + end + 1);
      return data.length();
    }
    return end + 1;
  }

  private static int lineEnd(Bytes data, int from, int limit) {
    byte[] array = data.array();
    int shift = data.offset();
    for (int i = from + shift; i < limit + shift; i++) {
      if (array[i] == '\n') {
        return i - shift;
      }
    }
    return -1;
  }

  private int maxLineBytes() {
    return switch (state) {
      case CHUNK_SIZE, CHUNK_END -> MAX_CHUNK_LINE_BYTES;
      case TRAILERS -> MAX_TRAILER_BYTES - headBytes;
      case HEADERS -> MAX_HEAD_BYTES - headBytes;
      default -> MAX_HEAD_BYTES;
    };
  }

  private void keep(Bytes data, int from, int end) {
    int length = end - from;
    if (line.length < lineBytes + length) {
      byte[] larger =
          new byte[Math.max(lineBytes + length, Math.min(512 + 2 * line.length, MAX_HEAD_BYTES))];
      System.arraycopy(line, 0, larger, 0, lineBytes);
      line = larger;
    }
    System.arraycopy(data.array(), data.offset() + from, line, lineBytes, length);
    lineBytes += length;
  }

  private void tooLong(long timeNanos) {
    lineBytes = 0;
    switch (state) {
      case START_LINE -> stray(timeNanos);
      case HEADERS ->
          fail(
              "http_head_too_large", "a head of more than " + MAX_HEAD_BYTES + " bytes", timeNanos);
      case TRAILERS ->
          fail(
              "http_trailers_too_large",
              "trailers of more than " + MAX_TRAILER_BYTES + " bytes",
              timeNanos);
      default -> fail("http_bad_chunk", "a chunk without size or end", timeNanos);
    }
    insideLine = false;
    state = State.SKIPPED_LINE;
  }

  private void fail(String kind, String detail, long timeNanos) {
    handler.odd(kind, detail, timeNanos);
    cutMessage(timeNanos);
    astray = true;
  }

  private void stray(long timeNanos) {
    if (!astray) {
      handler.odd("http_unexpected_data", "bytes that belong to no message", timeNanos);
    }
    astray = true;
  }

  private void onLine(Bytes bytes, int from, int lineFeed, long timeNanos) {
    int end = lineFeed > from && bytes.u8(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    switch (state) {
      case START_LINE -> startLine(bytes, from, end, timeNanos);
      case HEADERS -> {
        headBytes += lineFeed + 1 - from;
        if (end > from) {
          head.add(bytes, from, end);
        } else {
          headEnds(timeNanos);
        }
      }
      case CHUNK_SIZE -> chunkSize(bytes, from, end, timeNanos);
      case CHUNK_END -> {
        state = State.CHUNK_SIZE;
        if (end > from) {
          fail("http_bad_chunk", "a chunk that is longer than its size", timeNanos);
        }
      }
      default -> {
        headBytes += lineFeed + 1 - from;
        if (end > from) {
          head.add(bytes, from, end);
        } else {
          handler.trailers(head);
          end(timeNanos);
        }
      }
    }
  }

  private void startLine(Bytes bytes, int from, int end, long timeNanos) {
    if (end > from) {
      if (handler.isStartLine(bytes, from, end, insideLine)) {
        state = State.HEADERS;
        astray = false;
        head = new Head();
        headBytes = end + 2 - from;
        handler.begin(bytes, from, end, lineOffset, lineTimeNanos);
      } else {
        stray(timeNanos);
      }
    }
    insideLine = false;
  }

  private void headEnds(long timeNanos) {
    Framing framing = handler.head(head, timeNanos);
    remaining = framing.lengthBytes();
    switch (framing.kind()) {
      case NONE -> end(timeNanos);
      case SIZED -> state = State.SIZED;
      case CHUNKED -> state = State.CHUNK_SIZE;
      case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
      case SWITCH -> state = State.OVER;
    }
  }

  /** Size and extensions; extensions are not kept. */
  private void chunkSize(Bytes bytes, int from, int end, long timeNanos) {
    long size = 0;
    int at = from;
    while (at < end && Text.hexDigit(bytes.u8(at)) >= 0 && size <= Integer.MAX_VALUE) {
      size = (size << 4) | Text.hexDigit(bytes.u8(at));
      at++;
    }
    int next = Text.skipBlanks(bytes, at, end);
    if (at == from || (next < end && bytes.u8(next) != ';')) {
      fail("http_bad_chunk", "a chunk size that is no number", timeNanos);
      return;
    }
    remaining = size;
    head = size == 0 ? new Head() : head;
    headBytes = 0;
    state = size == 0 ? State.TRAILERS : State.CHUNK_DATA;
  }

  private void end(long timeNanos) {
    state = State.START_LINE;
    handler.end(timeNanos);
  }
}
