package org.flowbeam.flow;

/** Arithmetic on times, which captures may put anywhere in 64 bits. */
final class Times {
  private Times() {}

  /** Nanoseconds between two times, at most {@link Long#MAX_VALUE}; 0 when they run backwards. */
  static long elapsed(long fromNanos, long toNanos) {
    if (toNanos <= fromNanos) {
      return 0;
    }
    long nanos = toNanos - fromNanos;
    return nanos < 0 ? Long.MAX_VALUE : nanos;
  }
}
