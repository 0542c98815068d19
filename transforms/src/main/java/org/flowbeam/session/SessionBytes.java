package org.flowbeam.session;

/** What became of the payload that one side's stream, or its datagrams, gave. */
final class SessionBytes {
  /** A parser got them, or holds them. */
  long delivered;

  /** No protocol was found that they belong to. */
  long noParser;

  /** Their parser had failed. */
  long stopped;

  /** They waited for what the other side says, and were more than may wait. */
  long heldTooLong;

  void reset() {
    delivered = 0;
    noParser = 0;
    stopped = 0;
    heldTooLong = 0;
  }
}
