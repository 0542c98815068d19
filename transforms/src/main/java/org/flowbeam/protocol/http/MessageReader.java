package org.flowbeam.protocol.http;

import org.flowbeam.format.content.StartSeeker;
import org.flowbeam.format.text.LineBuffer;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Cuts one direction into messages (RFC 9112): start line, head, body, as {@link StartFinder},
 * {@link HeadReader} and {@link BodyFramer} find their ends. Bodies pass through without being
 * copied; of a line that is split over pieces the beginning is kept, at most 64 KiB.
 */
final class MessageReader {
  private enum State {
    START,
    HEAD,
    BODY,
    /** Waits for the other side's decision about another protocol. */
    HELD,
    /** Another protocol goes on. */
    OVER
  }

  private final MessageHandler handler;
  private final Held held = new Held();
  private final LineBuffer line = new LineBuffer();

  /** Bytes that were looked at and are something else than was thought. */
  private final LineBuffer again = new LineBuffer();

  private final StartFinder starts;
  private final HeadReader heads;
  private final BodyFramer body;
  private State state = State.START;
  private long headNanos;
  private long nextOffset;

  /** More was held than may be; until the other side says something, nothing is held. */
  private boolean neverDecided;

  MessageReader(MessageHandler handler, StartSeeker.Grammar startLines) {
    this.handler = handler;
    StartSeeker seeker = new StartSeeker(startLines, handler::mayBegin);
    starts = new StartFinder(handler, line, again, seeker);
    heads = new HeadReader(line, again);
    body = new BodyFramer(handler, line, again, seeker);
  }

  void onData(Bytes data, long offset, long timeNanos) {
    nextOffset = offset + data.length();
    read(data, offset, timeNanos);
  }

  private void read(Bytes data, long offset, long timeNanos) {
    int at = 0;
    while (at < data.length()) {
      at =
          switch (state) {
            case START -> readStart(data, at, offset, timeNanos);
            case HEAD -> readHead(data, at, offset, timeNanos);
            case BODY -> readBody(data, at, offset, timeNanos);
            case HELD -> {
              hold(data, at, offset, timeNanos);
              yield data.length();
            }
            case OVER -> data.length();
          };
    }
  }

  private void readAgain(long timeNanos) {
    if (!again.isEmpty()) {
      Bytes bytes = again.take();
      read(bytes, again.offset(), timeNanos);
    }
  }

  private int readStart(Bytes data, int from, long offset, long timeNanos) {
    int at = starts.read(data, from, offset, timeNanos);
    switch (starts.progress()) {
      case MORE -> {}
      case BEGUN -> {
        heads.begin(starts.startLineBytes());
        state = State.HEAD;
      }
      case BEGUN_WITHOUT_FIELDS -> {
        heads.begin(starts.startLineBytes());
        headEnds(timeNanos);
      }
      case HEADLESS -> {
        beginBody(Framing.untilNext(), timeNanos);
        readAgain(timeNanos);
      }
      case FOUND -> readAgain(again.timeNanos());
    }
    return at;
  }

  private int readHead(Bytes data, int from, long offset, long timeNanos) {
    int at = heads.read(data, from, offset, timeNanos);
    switch (heads.progress()) {
      case MORE -> {}
      case END -> headEnds(timeNanos);
      case ENDED_BEFORE -> headEnds(timeNanos);
      case TOO_LARGE -> {
        String detail = "a head of more than " + HeadReader.MAX_BYTES + " bytes";
        handler.odd("http_head_too_large", detail, timeNanos);
        cutMessage(timeNanos);
        starts.lose(false);
      }
    }
    if (state == State.OVER) {
      again.add(data, at, data.length(), offset, timeNanos);
      long restOffset = again.isEmpty() ? offset + at : again.offset();
      handler.switched(again.take(), restOffset);
      return data.length();
    }
    if (heads.progress() == HeadReader.Progress.ENDED_BEFORE) {
      readAgain(timeNanos);
    }
    return at;
  }

  private void headEnds(long timeNanos) {
    if (heads.isLarge()) {
      String detail = "headers behind " + HeadReader.MAX_SHOWN_BYTES + " bytes are not shown";
      handler.odd("http_head_too_large", detail, timeNanos);
    }
    Framing framing = handler.head(heads.head(), timeNanos);
    switch (framing.kind()) {
      case NONE -> end(true, timeNanos);
      case SWITCH -> state = State.OVER;
      default -> beginBody(framing, timeNanos);
    }
  }

  private void beginBody(Framing framing, long timeNanos) {
    headNanos = timeNanos;
    state = State.BODY;
    body.begin(framing);
  }

  private int readBody(Bytes data, int from, long offset, long timeNanos) {
    int at = body.read(data, from, offset, timeNanos);
    switch (body.progress()) {
      case MORE -> {}
      case AGAIN -> readAgain(timeNanos);
      case END -> end(body.isAsFramed(), timeNanos);
      case LOST -> {
        end(false, timeNanos);
        starts.lose(false);
      }
      case NEXT -> {
        line.clear();
        if (handler.isNoMessage(again.offset(), timeNanos)) {
          state = State.START;
        } else {
          end(body.isAsFramed(), body.isLacked() ? headNanos : timeNanos);
        }
        readAgain(again.timeNanos());
      }
    }
    return at;
  }

  private void end(boolean asFramed, long timeNanos) {
    state = State.START;
    handler.end(asFramed, timeNanos);
  }

  void onGap(long lengthBytes, long timeNanos) {
    long position = nextOffset;
    nextOffset += lengthBytes;
    switch (state) {
      case START, HEAD -> lose(timeNanos);
      case BODY -> {
        switch (body.gap(lengthBytes, position)) {
          case INSIDE -> {}
          case AT_END -> end(true, timeNanos);
          case BEHIND_END -> {
            end(true, timeNanos);
            loseOrDrop(timeNanos);
          }
          case UNKNOWN -> lose(timeNanos);
        }
      }
      case HELD -> held.drop();
      case OVER -> {}
    }
  }

  private void loseOrDrop(long timeNanos) {
    if (state == State.HELD) {
      held.drop();
    } else {
      lose(timeNanos);
    }
  }

  private void lose(long timeNanos) {
    cutMessage(timeNanos);
    starts.lose(true);
    handler.lost();
  }

  /** The direction is closed, so that a body without a stated end is complete. */
  void onFin(long timeNanos) {
    if (state == State.START && starts.endsHeadless()) {
      beginBody(Framing.untilNext(), timeNanos);
      readAgain(timeNanos);
    }
    if (state == State.HEAD && heads.endsBeforeLine()) {
      headEnds(timeNanos);
      readAgain(timeNanos);
    }
    if (state == State.BODY) {
      end(body.fin(nextOffset, timeNanos), timeNanos);
    } else {
      cutMessage(timeNanos);
    }
    line.clear();
  }

  /** Nothing more will be seen of this direction. */
  void stop(long timeNanos) {
    releaseRequests();
    cutMessage(timeNanos);
    state = State.OVER;
  }

  private void cutMessage(long timeNanos) {
    if (state == State.BODY && body.stop(nextOffset)) {
      end(true, headNanos);
    } else if (state == State.BODY || state == State.HEAD) {
      Head soFar = state == State.HEAD ? heads.head() : new Head();
      state = State.START;
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
    state = State.START;
    if (held.isDropped()) {
      starts.lose(true);
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
    return held.lengthBytes() > 0 || (state == State.START && !line.isEmpty());
  }

  /** Bytes of this direction that were not used; the reader stops. */
  Bytes takeUnused() {
    state = State.OVER;
    return held.lengthBytes() > 0 ? held.all() : line.take();
  }

  long unusedOffset() {
    return nextOffset - (held.lengthBytes() > 0 ? held.lengthBytes() : line.length());
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
}
