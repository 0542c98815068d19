package org.flowbeam.stream;

import java.util.Arrays;

/**
 * How far the peer was known to have sent when bytes that wait for a hole were captured: by their
 * position, in at most {@value #MAX} steps. Of bytes beyond that the step before them speaks.
 */
final class PeerSent {
  static final int MAX = 1024;

  /** Where nothing waits. */
  static final long NONE = -1;

  /** Steps by ascending position; none overlaps another. */
  private long[] from = new long[4];

  private long[] to = new long[4];
  private long[] sent = new long[4];
  private int count;

  void clear() {
    count = 0;
  }

  /** Bytes from here to there were captured; those that wait already keep what they have. */
  void add(long start, long end, long peerSent) {
    long at = start;
    int i = floor(start) + 1;
    i -= i > 0 && to[i - 1] > start ? 1 : 0;
    while (at < end) {
      if (i < count && from[i] <= at) {
        at = to[i++];
        continue;
      }
      long stop = i < count ? Math.min(end, from[i]) : end;
      if (i > 0 && to[i - 1] == at && sent[i - 1] == peerSent) {
        to[i - 1] = stop;
      } else if (i < count && from[i] == stop && sent[i] == peerSent) {
        from[i] = at;
      } else if (count == MAX) {
        return;
      } else {
        insert(i++, at, stop, peerSent);
      }
      at = stop;
    }
  }

  private void insert(int i, long start, long end, long peerSent) {
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
      sent = Arrays.copyOf(sent, 2 * count);
    }
    System.arraycopy(from, i, from, i + 1, count - i);
    System.arraycopy(to, i, to, i + 1, count - i);
    System.arraycopy(sent, i, sent, i + 1, count - i);
    from[i] = start;
    to[i] = end;
    sent[i] = peerSent;
    count++;
  }

  /** The last step that begins at or before the position; -1 if there is none. */
  private int floor(long position) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (from[middle] <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  long at(long position) {
    int step = floor(position);
    return step < 0 ? NONE : sent[step];
  }

  /** Where another step begins behind this position. */
  long endOfStep(long position) {
    int next = floor(position) + 1;
    return next == count ? Long.MAX_VALUE : from[next];
  }

  /** Nothing before this position waits any longer. */
  void forgetBefore(long position) {
    int past = 0;
    while (past < count && to[past] <= position) {
      past++;
    }
    if (past > 0) {
      count -= past;
      System.arraycopy(from, past, from, 0, count);
      System.arraycopy(to, past, to, 0, count);
      System.arraycopy(sent, past, sent, 0, count);
    }
  }
}
