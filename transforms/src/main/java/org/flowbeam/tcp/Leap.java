package org.flowbeam.tcp;

/**
 * Decides whether numbers far ahead are believed. One packet with a wrong number must not move a
 * stream, nor must an acknowledgement of what was never sent; but when a capture lost much, what
 * follows lies far ahead for good. So such numbers are only remembered, until both sides name the
 * same place, or {@value #ALONE} packets of one side go on from each other; of a side that was
 * never acknowledged, two.
 */
final class Leap {
  static final int ALONE = 4;

  private static final long NONE = SideNumbers.NONE;

  /** Where the segments ahead begin and end; {@link #NONE} if there are none. */
  private long start = NONE;

  private long end;
  private long finAt = NONE;
  private int segments;

  /** The latest acknowledgement ahead; {@link #NONE} if there is none. */
  private long acknowledged = NONE;

  private int acknowledgements;

  void reset() {
    start = NONE;
    finAt = NONE;
    acknowledged = NONE;
  }

  /** Whether segments are remembered. */
  boolean isPending() {
    return start != NONE;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  /** Whether a FIN ends the segments. */
  boolean hasFin() {
    return finAt == end && isPending();
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Whether a position lies at the segments that are remembered. */
  boolean isNear(long position, long slackBytes) {
    return isPending() && position >= start - slackBytes && position <= end + slackBytes;
  }

  /** Whether a segment ahead is believed, and those that are remembered with it. */
  boolean goesOn(long position, boolean everAcknowledged, long slackBytes) {
    boolean agreed = acknowledged != NONE && Math.abs(position - acknowledged) <= slackBytes;
    boolean next = isNear(position, slackBytes) && position >= end;
    return agreed || (next && segments + 1 >= (everAcknowledged ? ALONE : 2));
  }

  /**
   * Remembers a segment ahead.
   *
   * @return whether others were forgotten, to which it is not near
   */
  boolean add(long from, long to, boolean fin, long slackBytes) {
    boolean forgets = isPending() && !isNear(from, slackBytes);
    if (forgets || !isPending()) {
      start = from;
      end = to;
      finAt = NONE;
      segments = 1;
    } else {
      segments += from >= end ? 1 : 0;
      start = Math.min(start, from);
      end = Math.max(end, to);
    }
    finAt = fin ? to : finAt;
    return forgets;
  }

  /** Whether an acknowledgement ahead is believed; if not, it is remembered. */
  boolean acknowledge(long position, long slackBytes) {
    boolean next =
        acknowledged != NONE && position > acknowledged && position - acknowledged <= slackBytes;
    boolean repeated = position == acknowledged;
    acknowledgements = next ? acknowledgements + 1 : repeated ? acknowledgements : 1;
    acknowledged = position;
    return acknowledgements >= ALONE || isNear(position, slackBytes);
  }

  /** The side goes on where it was: what was acknowledged ahead was never sent. */
  void contradict() {
    acknowledged = NONE;
  }
}
