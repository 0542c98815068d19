package org.flowbeam.session;

import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.session.PayloadAccount.SessionBytes;

/**
 * Two sides that speak some protocol, which is found, parsed, and may be followed by another: the
 * flow itself, or what a parser opened inside of it. Counts what became of each byte.
 */
interface Conversation {
  boolean isDatagrams();

  /** How many conversations it lies in; 0 is the flow. */
  int depth();

  /** The next bytes of a stream, or one datagram, lent. */
  void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos);

  /** Bytes of a stream that are not in the capture. */
  void gap(boolean fromB, long lengthBytes, long at, long timeNanos);

  /** The end of one side's stream. */
  void fin(boolean fromB, long timeNanos);

  /** Nothing more comes. */
  void end(SessionEnd reason, long timeNanos);

  /** Its protocol is known; to be said before anything comes. */
  void parseAs(String protocol, boolean clientIsB);

  /** Bytes that a parser had to hold and that were too many: they are not delivered. */
  void dropped(boolean fromB, long bytes);

  /** How far a side's stream is known to go; -1 when that is not known. */
  long sentBytes(boolean ofB);

  /** The protocols found so far. */
  Service service();

  /** What became of the bytes of a side. */
  SessionBytes bytes(boolean ofB);
}
