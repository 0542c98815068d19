package org.flowbeam.protocol.http;

import org.flowbeam.format.content.ByteSink;
import org.flowbeam.format.content.StartSeeker;
import org.flowbeam.format.text.LineBuffer;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Finds where the body of one message ends (RFC 9112 section 6.3). One that is not framed as its
 * head says is taken as it comes, up to the next message. The bytes decide where there may be no
 * body although the head says so, or one although it says not, and where the other side says that
 * the next message begins.
 */
final class BodyFramer {
  enum Progress {
    MORE,
    /** Bytes are to be read again. */
    AGAIN,
    END,
    /** It ended; where the next message begins is not known. */
    LOST,
    /** It ended where the next message begins, whose first bytes are to be read again. */
    NEXT
  }

  private static final int MAX_UNDECIDED_BYTES = 16 << 10;

  private final MessageHandler handler;
  private final LineBuffer line;
  private final LineBuffer again;
  private final StartSeeker seeker;
  private final ChunkReader chunks;
  private final ByteSink sink;
  private Framing framing = Framing.none();
  private Progress progress = Progress.MORE;
  private long remaining;
  private boolean atStart;

  /** What comes is the body or the next message; it is kept to be read again. */
  private boolean undecided;

  /** There is no body. */
  private boolean lacking;

  /** Where a message was looked for and not found. */
  private long notAt;

  /** It does not end as its head says. */
  private boolean broken;

  /**
   * Makes one.
   *
   * @param again takes bytes that are to be read again
   */
  BodyFramer(MessageHandler handler, LineBuffer line, LineBuffer again, StartSeeker seeker) {
    this.handler = handler;
    this.line = line;
    this.again = again;
    this.seeker = seeker;
    this.chunks = new ChunkReader(handler, line);
    this.sink = handler::body;
  }

  void begin(Framing of) {
    broken = false;
    undecided = false;
    lacking = false;
    notAt = -1;
    become(of);
    atStart = true;
  }

  private void become(Framing of) {
    framing = of;
    remaining = of.lengthBytes();
    switch (of.kind()) {
      case CHUNKED -> chunks.begin();
      case UNTIL_NEXT -> seeker.reset(false);
      default -> {}
    }
  }

  Progress progress() {
    return progress;
  }

  /** Whether it ended as its framing says. */
  boolean isAsFramed() {
    return !broken;
  }

  /** Whether the next message came in its place. */
  boolean isLacked() {
    return lacking;
  }

  /** Takes bytes; returns the position behind them. */
  int read(Bytes data, int from, long offset, long timeNanos) {
    progress = Progress.MORE;
    long position = offset + from;
    long boundary = handler.expectedAt();
    if (atStart) {
      atStart = false;
      lacking = isUnexpected() || handler.mayLackBody(position);
      undecided = lacking;
    }
    if (position == boundary && position != notAt && !undecided) {
      notAt = position;
      undecided = true;
    }
    if (undecided) {
      return decide(data, from, offset, timeNanos);
    }
    boolean ahead = position < boundary && boundary < offset + data.length();
    int limit = ahead ? (int) (boundary - offset) : data.length();
    return switch (framing.kind()) {
      case SIZED -> readSized(data, from, limit);
      case CHUNKED -> readChunk(data, from, limit, offset, timeNanos);
      default -> readUntil(data, from, limit, offset, timeNanos);
    };
  }

  private boolean isUnexpected() {
    return framing.kind() == Framing.Kind.UNEXPECTED;
  }

  private boolean isUntil() {
    return framing.kind() == Framing.Kind.UNTIL_CLOSE || framing.kind() == Framing.Kind.UNTIL_NEXT;
  }

  private int decide(Bytes data, int from, long offset, long timeNanos) {
    int lineFeed = data.indexOf('\n', from);
    int end = lineFeed < 0 ? data.length() : lineFeed + 1;
    again.add(data, from, end, offset, timeNanos);
    Match match = handler.beginsMessage(again.bytes());
    if (match == Match.NEED_MORE && again.length() <= MAX_UNDECIDED_BYTES) {
      return end;
    }
    undecided = false;
    if (match.found()) {
      progress = Progress.NEXT;
      broken |= !lacking && !isUntil();
      seeker.flush(sink);
      return end;
    }
    progress = Progress.AGAIN;
    lacking = false;
    if (isUnexpected()) {
      become(handler.unexpectedBody(timeNanos));
    }
    return end;
  }

  private int readSized(Bytes data, int from, int limit) {
    int length = (int) Math.min(remaining, limit - from);
    take(data, from, length);
    progress = remaining == 0 ? Progress.END : Progress.MORE;
    return from + length;
  }

  private void take(Bytes data, int from, int length) {
    handler.body(data.array(), data.offset() + from, length);
    remaining -= length;
  }

  private int readChunk(Bytes data, int from, int limit, long offset, long timeNanos) {
    int next = chunks.read(data, from, limit, offset, timeNanos);
    switch (chunks.progress()) {
      case MORE -> {}
      case END -> progress = Progress.END;
      case BROKEN -> {
        notChunked(timeNanos);
        progress = Progress.AGAIN;
      }
      case LARGE_TRAILERS -> {
        String detail = "trailers of more than " + ChunkReader.MAX_TRAILER_BYTES + " bytes";
        handler.notAsFramed("http_trailers_too_large", detail, timeNanos);
        line.clear();
        progress = Progress.LOST;
      }
    }
    return next;
  }

  /** What should be a chunk is none; the line that has begun is to be read again. */
  private void notChunked(long timeNanos) {
    String detail = "what should be a chunk is none; the body is taken as it came";
    handler.notAsFramed("http_bad_chunk", detail, timeNanos);
    boolean sized = !chunks.sawChunk() && framing.lengthBytes() > 0;
    broken = !sized;
    become(sized ? Framing.sized(framing.lengthBytes(), framing.codings()) : Framing.untilNext());
    again.addAll(line);
  }

  private int readUntil(Bytes data, int from, int limit, long offset, long timeNanos) {
    if (framing.kind() == Framing.Kind.UNTIL_CLOSE) {
      handler.body(data.array(), data.offset() + from, limit - from);
      return limit;
    }
    int used = seeker.seek(data, from, limit, offset, timeNanos, sink);
    if (used < 0) {
      return limit;
    }
    Bytes found = seeker.found();
    again.add(found, 0, found.length(), seeker.offset(), seeker.timeNanos());
    progress = Progress.NEXT;
    return used;
  }

  /** Where a hole ends. */
  enum Hole {
    INSIDE,
    AT_END,
    BEHIND_END,
    UNKNOWN
  }

  /**
   * Bytes are missing.
   *
   * @param position where the hole begins in the stream
   */
  Hole gap(long lengthBytes, long position) {
    if (isLacking(position)) {
      return Hole.BEHIND_END;
    }
    settle();
    atStart = false;
    switch (framing.kind()) {
      case SIZED -> {
        long inside = Math.min(lengthBytes, remaining);
        handler.bodyGap(inside);
        remaining -= inside;
        boolean ends = remaining == 0;
        return inside < lengthBytes ? Hole.BEHIND_END : ends ? Hole.AT_END : Hole.INSIDE;
      }
      case CHUNKED -> {
        long inside = Math.min(lengthBytes, chunks.remaining());
        if (inside > 0) {
          handler.bodyGap(inside);
          chunks.take(inside);
        }
        return inside < lengthBytes ? Hole.UNKNOWN : Hole.INSIDE;
      }
      default -> {
        handler.bodyGap(lengthBytes);
        seeker.reset(true);
        return Hole.INSIDE;
      }
    }
  }

  /**
   * The direction is closed.
   *
   * @return whether the body ended as its framing says
   */
  boolean fin(long position, long timeNanos) {
    if (isLacking(position)) {
      return true;
    }
    settle();
    if (framing.kind() == Framing.Kind.CHUNKED && !chunks.isInTrailers() && !line.isEmpty()) {
      notChunked(timeNanos);
      Bytes rest = again.take();
      long room = framing.kind() == Framing.Kind.SIZED ? remaining : rest.length();
      take(rest, 0, (int) Math.min(room, rest.length()));
    }
    return switch (framing.kind()) {
      case SIZED -> remaining == 0;
      case CHUNKED -> chunks.isInTrailers();
      default -> !broken;
    };
  }

  /**
   * Nothing more is seen.
   *
   * @return whether the message is complete without a body
   */
  boolean stop(long position) {
    if (isLacking(position)) {
      return true;
    }
    settle();
    return false;
  }

  /** Whether the message has no body, as far as was seen. */
  private boolean isLacking(long position) {
    boolean lacks =
        undecided ? lacking : atStart && (isUnexpected() || handler.mayLackBody(position));
    if (lacks) {
      again.clear();
    }
    return lacks;
  }

  /** What might have been the next message is none. */
  private void settle() {
    if (undecided) {
      undecided = false;
      Bytes begin = again.take();
      long room =
          switch (framing.kind()) {
            case SIZED -> remaining;
            case CHUNKED -> chunks.remaining();
            default -> begin.length();
          };
      int length = (int) Math.min(room, begin.length());
      take(begin, 0, length);
      chunks.take(framing.kind() == Framing.Kind.CHUNKED ? length : 0);
    }
    if (framing.kind() == Framing.Kind.UNTIL_NEXT) {
      seeker.flush(sink);
    }
  }
}
