package org.flowbeam.flow;

/**
 * Mean, deviation and maximum of the times between the packets of a flow. Welford's method in
 * packet order: the same packets give the same bits. Memory: three numbers.
 */
public final class InterArrival {
  private long count;
  private double mean;
  private double squares;
  private long maxNanos;

  void reset() {
    count = 0;
    mean = 0;
    squares = 0;
    maxNanos = 0;
  }

  void add(long gapNanos) {
    count++;
    double delta = gapNanos - mean;
    mean += delta / count;
    squares += delta * (gapNanos - mean);
    maxNanos = Math.max(maxNanos, gapNanos);
  }

  /** How many gaps were added: one less than the packets. */
  public long count() {
    return count;
  }

  public long maxMicros() {
    return Math.floorDiv(maxNanos, 1000);
  }

  /** Rounded to nearest. */
  public long meanMicros() {
    return Math.round(mean / 1000);
  }

  /** Of the population, rounded to nearest. */
  public long deviationMicros() {
    return count == 0 ? 0 : Math.round(Math.sqrt(squares / count) / 1000);
  }
}
