package org.flowbeam.stream;

/**
 * Decides whether a number far ahead is believed. One packet with a wrong number must not move a
 * stream; but when a capture lost much, what follows it lies far ahead for good. So the first
 * number beyond the limit is only remembered, and one that continues it is believed.
 */
final class Leap {
  private boolean known;
  private long expected;

  void reset() {
    known = false;
  }

  /**
   * @param start the number in question
   * @param next what would come after it
   * @param limit numbers up to here need no proof
   * @param slackBytes how far behind {@code next} a number may lie to continue it
   */
  boolean isBelieved(long start, long next, long limit, long slackBytes) {
    if (start <= limit) {
      return true;
    }
    boolean continues = known && start >= expected && start - expected <= slackBytes;
    known = !continues;
    expected = next;
    return continues;
  }
}
