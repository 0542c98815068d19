package org.flowbeam.protocol.http;

import org.flowbeam.format.content.ByteSink;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Finds where the body of one message ends (RFC 9112 section 6.3). One that is not framed as its
 * head says is taken as it comes, up to the next message. Where there may be no body although the
 * head says so, or one although it says not, the bytes that follow decide.
 */
final class BodyFramer {
  enum Progress {
    MORE,
    /** Bytes were looked at and not used: they are in the line buffer. */
    AGAIN,
    END,
    /** It ended; where the next message begins is not known. */
    LOST,
    /** It ended where the next message begins, whose first bytes are in the line buffer. */
    NEXT
  }

  private static final int MAX_UNDECIDED_BYTES = 16 << 10;

  private final MessageHandler handler;
  private final LineBuffer line;
  private final StartSeeker seeker;
  private final ChunkReader chunks;
  private final ByteSink sink;
  private Framing framing = Framing.none();
  private Progress progress = Progress.MORE;
  private long remaining;
  private boolean atStart;

  /** What comes is the body or the next message. */
  private boolean undecided;

  /** Where a message was looked for and not found. */
  private long notAt;

  /** It is not framed as its head says. */
  private boolean broken;

  private boolean lacked;

  BodyFramer(MessageHandler handler, LineBuffer line, StartSeeker seeker) {
    this.handler = handler;
    this.line = line;
    this.seeker = seeker;
    this.chunks = new ChunkReader(handler, line);
    this.sink = handler::body;
  }

  void begin(Framing of) {
    broken = false;
    undecided = false;
    lacked = false;
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
    return lacked;
  }

  /** Takes bytes; returns the position behind what was used. */
  int read(Bytes data, int from, long offset, long timeNanos) {
    progress = Progress.MORE;
    if (atStart) {
      atStart = false;
      undecided = framing.kind() == Framing.Kind.UNEXPECTED || handler.mayLackBody(offset + from);
    }
    if (undecided) {
      return decide(data, from, offset, timeNanos);
    }
    return switch (framing.kind()) {
      case SIZED -> readSized(data, from);
      case CHUNKED -> readChunk(data, from, offset, timeNanos);
      default -> readUntil(data, from, offset, timeNanos);
    };
  }

  private int decide(Bytes data, int from, long offset, long timeNanos) {
    int lineFeed = data.indexOf('\n', from);
    int end = lineFeed < 0 ? data.length() : lineFeed + 1;
    line.add(data, from, end, offset, timeNanos);
    Match match = handler.beginsMessage(line.bytes());
    if (match == Match.NEED_MORE && line.length() <= MAX_UNDECIDED_BYTES) {
      return end;
    }
    undecided = false;
    if (match.found()) {
      progress = Progress.NEXT;
      lacked = !isUntil();
    } else {
      progress = Progress.AGAIN;
      if (framing.kind() == Framing.Kind.UNEXPECTED) {
        become(handler.unexpectedBody(timeNanos));
      }
    }
    return end;
  }

  private int readSized(Bytes data, int from) {
    int length = (int) Math.min(remaining, data.length() - from);
    handler.body(data.array(), data.offset() + from, length);
    remaining -= length;
    progress = remaining == 0 ? Progress.END : Progress.MORE;
    return from + length;
  }

  private int readChunk(Bytes data, int from, long offset, long timeNanos) {
    int next = chunks.read(data, from, offset, timeNanos);
    switch (chunks.progress()) {
      case MORE -> {}
      case END -> progress = Progress.END;
      case BROKEN -> {
        String detail = "what should be a chunk is none; the body is taken as it came";
        notAsFramed("http_bad_chunk", detail, timeNanos);
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

  private void notAsFramed(String kind, String detail, long timeNanos) {
    handler.notAsFramed(kind, detail, timeNanos);
    boolean sized = !chunks.sawChunk() && framing.lengthBytes() > 0;
    broken = !sized;
    become(sized ? Framing.sized(framing.lengthBytes(), framing.codings()) : Framing.untilNext());
    progress = line.isEmpty() ? Progress.MORE : Progress.AGAIN;
  }

  private int readUntil(Bytes data, int from, long offset, long timeNanos) {
    long position = offset + from;
    long boundary = handler.expectedAt();
    if (position == boundary && position != notAt) {
      notAt = position;
      undecided = true;
      seeker.flush(sink);
      return decide(data, from, offset, timeNanos);
    }
    boolean ahead = position < boundary && boundary < offset + data.length();
    int end = ahead ? (int) (boundary - offset) : data.length();
    if (framing.kind() == Framing.Kind.UNTIL_CLOSE) {
      handler.body(data.array(), data.offset() + from, end - from);
      return end;
    }
    int used = seeker.seek(data, from, end, offset, timeNanos, sink);
    if (used < 0) {
      return end;
    }
    Bytes found = seeker.found();
    line.add(found, 0, found.length(), seeker.offset(), seeker.timeNanos());
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
  boolean fin(long position) {
    if (isLacking(position)) {
      return true;
    }
    settle();
    return switch (framing.kind()) {
      case SIZED -> false;
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
    boolean unexpected = framing.kind() == Framing.Kind.UNEXPECTED;
    return undecided ? !isUntil() : atStart && (unexpected || handler.mayLackBody(position));
  }

  private boolean isUntil() {
    return framing.kind() == Framing.Kind.UNTIL_CLOSE || framing.kind() == Framing.Kind.UNTIL_NEXT;
  }

  /** What might have been the next message is none. */
  private void settle() {
    if (undecided) {
      undecided = false;
      Bytes begin = line.take();
      handler.body(begin.array(), begin.offset(), begin.length());
    }
    if (framing.kind() == Framing.Kind.UNTIL_NEXT) {
      seeker.flush(sink);
    }
  }
}
