package org.flowbeam.protocol.http;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/** What a {@link MessageReader} asks about one direction and finds in it. Bytes are lent. */
interface MessageHandler {
  /** Where a line lies. */
  enum Place {
    /** Where a message must begin. */
    HERE,
    /** At the begin of a line among bytes that belong to no message. */
    ASTRAY,
    /** A hole came before its first byte, which so may lie inside a line. */
    BEHIND_HOLE
  }

  /** Whether the line {@code [from, end)}, which lies there in the stream, begins a message. */
  boolean isStartLine(Bytes line, int from, int end, Place place, long offset);

  /** Whether a message may begin at this position of the stream. */
  boolean mayBegin(long offset);

  /** Whether a line with this begin can still become one. */
  boolean mayBecomeStartLine(Bytes begin);

  /** Whether these first bytes behind a head are the next message instead of a body. */
  Match beginsMessage(Bytes start);

  /**
   * Where the next message begins in the stream, as the other side tells: what it sent when it had
   * seen so much; -1 when it does not tell.
   */
  long expectedAt();

  /** The same while none is being read: the first such place that is not before this one. */
  long expectedFrom(long offset);

  /**
   * Whether bytes that are no start line are a message without a head; it then has begun.
   *
   * @param offset where they lie in the stream
   */
  boolean beginsWithoutHead(long offset, long timeNanos);

  /** From this position of the stream on, bytes belong to no message. */
  void stray(long offset, long timeNanos);

  /**
   * Another message was found where this one without an end was read.
   *
   * @param offset where the other begins in the stream
   * @return whether this one, which has no head, is none after all
   */
  boolean isNoMessage(long offset, long timeNanos);

  /**
   * A message begins with this start line.
   *
   * @return whether header lines follow
   */
  boolean begin(Bytes line, int from, int end, long offset, long timeNanos);

  /** Its head is complete; the answer says where its body ends. */
  Framing head(Head head, long timeNanos);

  /**
   * Whether the next message may be where the body should begin.
   *
   * @param offset where that is in the stream
   */
  boolean mayLackBody(long offset);

  /** There is a body although there should be none; the answer says where it ends. */
  Framing unexpectedBody(long timeNanos);

  void body(byte[] bytes, int offset, int length);

  /** So many bytes of the body are not in the capture. */
  void bodyGap(long lengthBytes);

  /** The body is not framed as its head says; its bytes are taken as they come. */
  void notAsFramed(String kind, String detail, long timeNanos);

  /** Header lines behind the last chunk. */
  void trailers(Head trailers);

  /**
   * All of the message was seen.
   *
   * @param asFramed whether it ends where its framing says
   */
  void end(boolean asFramed, long timeNanos);

  /**
   * The message ends before all of it was seen.
   *
   * @param head the header lines so far when its head is not complete, else empty
   */
  void cut(Head head, long timeNanos);

  /** Whole messages may lie in a hole. */
  void lost();

  /** Something breaks a rule or limit. */
  void odd(String kind, String detail, long timeNanos);

  /** Bytes behind a head that ends HTTP in this connection. */
  void switched(Bytes rest, long restOffset);
}
