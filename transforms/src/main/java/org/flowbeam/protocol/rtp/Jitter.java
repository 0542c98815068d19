package org.flowbeam.protocol.rtp;

import org.flowbeam.protocol.call.ClockRates;

/**
 * Interarrival jitter (RFC 3550 6.4.1) of one payload type for every clock rate that it may have,
 * since SDP, which tells the rate, may be in another flow. Constant memory.
 */
final class Jitter {
  private static final double GAIN = 16;
  private static final double NANOS = 1e9;

  private final double[] jitter = new double[ClockRates.COUNT];
  private final double[] sum = new double[ClockRates.COUNT];
  private final double[] maximum = new double[ClockRates.COUNT];
  private long steps;

  /** Takes the next packet's distance to the one before. */
  void next(long nanos, int timestampStep) {
    steps++;
    double seconds = nanos / NANOS;
    for (int i = 0; i < jitter.length; i++) {
      double difference = Math.abs(seconds * ClockRates.at(i) - timestampStep);
      jitter[i] += (difference - jitter[i]) / GAIN;
      sum[i] += jitter[i];
      maximum[i] = Math.max(maximum[i], jitter[i]);
    }
  }

  /** In units of the clock, over all packets but the first, which has none. */
  double mean(int clock) {
    return steps == 0 ? 0 : sum[clock] / steps;
  }

  double maximum(int clock) {
    return maximum[clock];
  }
}
