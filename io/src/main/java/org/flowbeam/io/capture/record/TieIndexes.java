package org.flowbeam.io.capture.record;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts, for each record of a source, the records before it that have the same time: its tie
 * index. It looks back over the last {@value #TIMES} different times, so that records of one time
 * keep their order when the clock steps back and forth between them. Fixed memory.
 */
final class TieIndexes {
  static final int TIMES = 64;

  private static final int MASK = TIMES - 1;

  /** A ring, the time seen last at {@link #head}, those before it below. */
  private final long[] times = new long[TIMES];

  private final int[] indexes = new int[TIMES];
  private int head;
  private int count;

  /** No time in the ring is higher. */
  private long highest;

  /** Continues behind records that had these times, in order of their last record. */
  void resume(List<Tie> ties) {
    count = 0;
    for (Tie tie : ties) {
      push(tie.timeNanos(), tie.index());
    }
  }

  /** The tie index of the next record. */
  int next(long nanos) {
    if (count > 0 && times[head] == nanos) {
      indexes[head] = oneMore(indexes[head]);
    } else {
      int back = count > 0 && nanos <= highest ? find(nanos) : -1;
      push(nanos, back < 0 ? 0 : oneMore(take(back)));
    }
    return indexes[head];
  }

  private static int oneMore(int index) {
    return Math.min(index + 1, Integer.MAX_VALUE - 1);
  }

  /** All times but that of the last record, in order of their last record. */
  List<Tie> others() {
    List<Tie> ties = new ArrayList<>(count);
    for (int back = count - 1; back > 0; back--) {
      ties.add(new Tie(times[slot(back)], indexes[slot(back)]));
    }
    return ties;
  }

  private int slot(int back) {
    return (head - back) & MASK;
  }

  private int find(long nanos) {
    for (int back = 1; back < count; back++) {
      if (times[slot(back)] == nanos) {
        return back;
      }
    }
    return -1;
  }

  /** Removes one and returns its index. */
  private int take(int back) {
    int index = indexes[slot(back)];
    for (int i = back; i > 0; i--) {
      times[slot(i)] = times[slot(i - 1)];
      indexes[slot(i)] = indexes[slot(i - 1)];
    }
    head = slot(1);
    count--;
    return index;
  }

  private void push(long nanos, int index) {
    head = (head + 1) & MASK;
    boolean full = count == TIMES;
    boolean losesHighest = full && times[head] == highest;
    count = full ? TIMES : count + 1;
    times[head] = nanos;
    indexes[head] = index;
    if (count == 1) {
      highest = nanos;
    } else if (losesHighest) {
      highest = highestOfAll();
    } else {
      highest = Math.max(highest, nanos);
    }
  }

  private long highestOfAll() {
    long most = times[head];
    for (int back = 1; back < count; back++) {
      most = Math.max(most, times[slot(back)]);
    }
    return most;
  }
}
