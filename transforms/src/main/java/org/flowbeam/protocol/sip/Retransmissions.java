package org.flowbeam.protocol.sip;

/** Remembers the last {@link #REMEMBERED} messages of one side of a flow by a hash. */
final class Retransmissions {
  private static final int REMEMBERED = 64;

  private final long[] hashes = new long[REMEMBERED];
  private int count;
  private int next;

  /** Whether a message with this hash came before; remembers it. */
  boolean isKnown(long hash) {
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    hashes[next] = hash;
    next = (next + 1) % REMEMBERED;
    count = Math.min(count + 1, REMEMBERED);
    return false;
  }
}
