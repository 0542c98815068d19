package org.flowbeam.stream;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far the peer was known to have sent when bytes that wait for a hole were captured: by their
 * position, in at most {@value #MAX} steps. Of bytes beyond them the last step speaks, too.
 */
final class PeerSent {
  static final int MAX = 4096;

  /** Where nothing waits. */
  static final long NONE = -1;

  /** Where each step begins. */
  private final TreeMap<Long, Long> steps = new TreeMap<>();

  void clear() {
    steps.clear();
  }

  /** Bytes from here to there were captured; those that wait already keep what they have. */
  void add(long from, long to, long sent) {
    long at = from;
    while (at < to && steps.size() < MAX) {
      long value = at(at);
      long end = Math.min(to, endOfStep(at));
      if (value == NONE) {
        steps.put(at, sent);
        steps.putIfAbsent(end, NONE);
        join(at, sent);
        join(end, at(end));
      }
      at = end;
    }
  }

  /** A step that goes on like the one before is none. */
  private void join(long at, long value) {
    Map.Entry<Long, Long> before = steps.lowerEntry(at);
    if (before != null && before.getValue() == value) {
      steps.remove(at);
    }
  }

  long at(long position) {
    Map.Entry<Long, Long> step = steps.floorEntry(position);
    return step == null ? NONE : step.getValue();
  }

  /** Where the step at this position ends. */
  long endOfStep(long position) {
    Long next = steps.higherKey(position);
    return next == null ? Long.MAX_VALUE : next;
  }

  /** Nothing before this position waits any longer. */
  void forgetBefore(long position) {
    long value = at(position);
    steps.headMap(position).clear();
    if (value != NONE) {
      steps.putIfAbsent(position, value);
    }
  }
}
