package org.flowbeam.io.bytes;

/** Arithmetic on times, which captures may put anywhere in 64 bits. */
public final class Times {
  private Times() {}

  /** Microseconds since 1970 of a time in nanoseconds, rounded down. */
  public static long micros(long nanos) {
    return Math.floorDiv(nanos, 1000);
  }

  /**
   * Nanoseconds since 1970 of a time as rows hold it.
   *
   * @param nanos behind the last whole microsecond
   */
  public static long nanos(long micros, int nanos) {
    return micros * 1000 + nanos;
  }

  /** Nanoseconds between two times, at most {@link Long#MAX_VALUE}; 0 when they run backwards. */
  public static long elapsed(long fromNanos, long toNanos) {
    if (toNanos <= fromNanos) {
      return 0;
    }
    long nanos = toNanos - fromNanos;
    return nanos < 0 ? Long.MAX_VALUE : nanos;
  }
}
