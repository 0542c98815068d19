package org.flowbeam.tcp;

import java.util.Arrays;

/**
 * Which bytes of one side's stream were not seen below its highest one, to tell a late packet from
 * a repeated one and to count what the peer acknowledged but the capture lacks.
 *
 * <p>Positions are those of {@link SideNumbers}. At most {@value #MAX} holes are kept; when one
 * more opens, the lowest is forgotten: it stays missed or not as it is then, and {@link
 * #takeForgot} tells so.
 */
final class Holes {
  static final int MAX = 128;

  private long[] from = new long[4];
  private long[] to = new long[4];
  private int count;

  /** One past the highest byte that was seen or acknowledged. */
  private long top;

  /** Acknowledgements up to here were accounted for. */
  private long acknowledged;

  /** Up to here they came while both sides were established. */
  private long judgedTo;

  private long forgottenGaps;
  private long forgottenBytes;
  private boolean forgot;

  /** Forgets everything; the stream begins at {@code start}. */
  void reset(long start) {
    count = 0;
    top = start;
    acknowledged = start;
    judgedTo = start;
    forgottenGaps = 0;
    forgottenBytes = 0;
    forgot = false;
  }

  /** Whether a hole was forgotten since this was asked last. */
  boolean takeForgot() {
    boolean answer = forgot;
    forgot = false;
    return answer;
  }

  int count() {
    return count;
  }

  /** One past the last byte up to which nothing is missing. */
  long contiguousEnd() {
    return count > 0 ? from[0] : top;
  }

  /**
   * Payload at [start, end) was seen; where that is empty, the stream reaches to there. Returns
   * true when it filled a hole, at least in part.
   */
  boolean seen(long start, long end) {
    if (start > top) {
      open(top, start);
    }
    boolean filled = end > start && count > 0 && start < to[count - 1] && fill(start, end);
    top = Math.max(top, end);
    return filled;
  }

  /**
   * The peer acknowledged everything before {@code position}.
   *
   * @param judged whether holes below it count as missed, should they never be filled
   * @return how many holes lie between this and earlier acknowledgements, if they are judged
   */
  int acknowledge(long position, boolean judged) {
    if (position <= acknowledged) {
      return 0;
    }
    int gaps = 0;
    for (int i = 0; i < count; i++) {
      gaps += Math.max(from[i], acknowledged) < Math.min(to[i], position) ? 1 : 0;
    }
    if (position > top) {
      gaps++;
      open(top, position);
      top = position;
    }
    acknowledged = position;
    judgedTo = judged ? position : judgedTo;
    return judged ? gaps : 0;
  }

  /** Holes below the judged acknowledgements that are not filled. */
  long gaps() {
    int open = 0;
    while (open < count && from[open] < judgedTo) {
      open++;
    }
    return forgottenGaps + open;
  }

  /** Bytes in {@link #gaps}. */
  long missedBytes() {
    long bytes = forgottenBytes;
    for (int i = 0; i < count; i++) {
      bytes += Math.max(0, Math.min(to[i], judgedTo) - from[i]);
    }
    return bytes;
  }

  /** The stream turned out to begin at {@code start}; what lies before {@code end} was not seen. */
  void beginEarlier(long start, long end) {
    insert(0, start, end);
  }

  /** Nothing at or above {@code position} was sent, but what was seen: what was missed there is. */
  void nothingSentFrom(long position) {
    if (count > 0 && to[count - 1] == top && position < top) {
      top = Math.max(position, from[count - 1]);
      if (from[count - 1] >= top) {
        remove(count - 1);
      } else {
        to[count - 1] = top;
      }
    }
    acknowledged = Math.min(acknowledged, position);
    judgedTo = Math.min(judgedTo, position);
  }

  private void open(long start, long end) {
    if (count > 0 && to[count - 1] == start) {
      to[count - 1] = end;
      return;
    }
    insert(count, start, end);
  }

  private boolean fill(long start, long end) {
    boolean filled = false;
    for (int i = count - 1; i >= 0 && to[i] > start; i--) {
      if (from[i] >= end) {
        continue;
      }
      filled = true;
      boolean headLeft = from[i] < start;
      boolean tailLeft = to[i] > end;
      if (headLeft && tailLeft) {
        long tail = to[i];
        to[i] = start;
        insert(i + 1, end, tail);
        return true;
      } else if (headLeft) {
        to[i] = start;
      } else if (tailLeft) {
        from[i] = end;
      } else {
        remove(i);
      }
    }
    return filled;
  }

  private void insert(int position, long start, long end) {
    int at = position;
    if (count == MAX) {
      forgetLowest();
      at = Math.max(0, at - 1);
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    System.arraycopy(from, at, from, at + 1, count - at);
    System.arraycopy(to, at, to, at + 1, count - at);
    from[at] = start;
    to[at] = end;
    count++;
  }

  private void forgetLowest() {
    long missed = Math.min(to[0], judgedTo) - from[0];
    if (missed > 0) {
      forgottenGaps++;
      forgottenBytes += missed;
    }
    remove(0);
    forgot = true;
  }

  private void remove(int at) {
    count--;
    System.arraycopy(from, at + 1, from, at, count - at);
    System.arraycopy(to, at + 1, to, at, count - at);
  }
}
