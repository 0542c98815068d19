package org.flowbeam.protocol.http;

import org.flowbeam.io.bytes.Bytes;

/** What a {@link MessageReader} finds in one direction. Bytes are lent for the call. */
interface MessageHandler {
  /**
   * Whether the line {@code [from, end)} begins a message.
   *
   * @param insideLine whether a hole came before the first byte, which so may lie inside a line
   */
  boolean isStartLine(Bytes line, int from, int end, boolean insideLine);

  /** A message begins with this start line. */
  void begin(Bytes line, int from, int end, long offset, long timeNanos);

  /** Its head is complete; the answer says where its body ends. */
  Framing head(Head head, long timeNanos);

  void body(byte[] bytes, int offset, int length);

  /** So many bytes of the body are not in the capture. */
  void bodyGap(long lengthBytes);

  /** Header lines behind the last chunk. */
  void trailers(Head trailers);

  /** The message is complete. */
  void end(long timeNanos);

  /**
   * The message ends before it is complete.
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
