package org.flowbeam.protocol.call;

/** The clock rates of media that jitter is measured for, in Hz. */
public final class ClockRates {
  private static final int[] RATES = {
    8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 90_000
  };

  /** How many there are. */
  public static final int COUNT = RATES.length;

  private static final double TOLD_TOLERANCE = 0.1;
  private static final double OTHER_TOLERANCE = 0.02;
  private static final double UNTOLD_TOLERANCE = 0.05;

  private ClockRates() {}

  public static int at(int index) {
    return RATES[index];
  }

  /** -1 for a rate that is none of them. */
  static int indexOf(int rate) {
    for (int i = 0; i < COUNT; i++) {
      if (RATES[i] == rate) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The rate that a stream has: as told, but where what was measured is far from that and close to
   * another; without a told one the nearest if it is close. 0 when not known.
   *
   * @param told by SDP or the payload type; 0 when not
   * @param measured 0 when not known
   */
  static int choose(int told, double measured) {
    int nearest = nearest(measured);
    double distance = Math.abs(measured - nearest) / nearest;
    if (measured <= 0) {
      return told;
    }
    if (told == 0) {
      return distance <= UNTOLD_TOLERANCE ? nearest : 0;
    }
    boolean wrong = Math.abs(measured - told) / told > TOLD_TOLERANCE;
    return wrong && distance <= OTHER_TOLERANCE ? nearest : told;
  }

  private static int nearest(double measured) {
    int nearest = RATES[0];
    for (int rate : RATES) {
      nearest = Math.abs(measured - rate) < Math.abs(measured - nearest) ? rate : nearest;
    }
    return nearest;
  }
}
