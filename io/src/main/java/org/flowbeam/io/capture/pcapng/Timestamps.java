package org.flowbeam.io.capture.pcapng;

import java.math.BigInteger;

/**
 * pcapng times as nanoseconds since 1970: finer units are floored, what 64 bits cannot tell moves
 * to their nearer end.
 */
final class Timestamps {
  /** if_tsresol of an interface that does not state it. */
  static final int MICROSECONDS = 6;

  private static final long NANOS = 1_000_000_000L;
  private static final BigInteger BIG_NANOS = BigInteger.valueOf(NANOS);
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private Timestamps() {}

  /**
   * A time of an interface as nanoseconds.
   *
   * @param units unsigned
   * @param resolution if_tsresol: 10^-n, or with the high bit 2^-n seconds
   */
  static long nanos(long units, int resolution, long offsetSeconds) {
    int n = resolution & 0x7f;
    if (units >= 0 && offsetSeconds >= -NANOS && offsetSeconds <= NANOS) {
      if (resolution <= 9 && units <= (Long.MAX_VALUE >> 1) / POWERS_OF_TEN[9 - n]) {
        return units * POWERS_OF_TEN[9 - n] + offsetSeconds * NANOS;
      }
      if (resolution > 9 && n - 9 < POWERS_OF_TEN.length && resolution < 0x80) {
        return add(units / POWERS_OF_TEN[n - 9], offsetSeconds * NANOS);
      }
      if (resolution >= 0x80 && n < 63 && units >>> n <= NANOS) {
        return binary(units, n) + offsetSeconds * NANOS;
      }
    }
    return exact(units, resolution, offsetSeconds);
  }

  static boolean isSaturated(long nanos) {
    return nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE;
  }

  /** Units of 2^-n seconds, of which there are at most 10^9 whole seconds. */
  private static long binary(long units, int n) {
    long whole = (units >>> n) * NANOS;
    if (n == 0) {
      return whole;
    }
    long part = units & ((1L << n) - 1);
    long high = Math.multiplyHigh(part, NANOS);
    return whole + ((high << (64 - n)) | ((part * NANOS) >>> n));
  }

  private static long add(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private static long exact(long units, int resolution, long offsetSeconds) {
    int n = resolution & 0x7f;
    BigInteger value = new BigInteger(Long.toUnsignedString(units)).multiply(BIG_NANOS);
    BigInteger perSecond = resolution >= 0x80 ? BigInteger.ONE.shiftLeft(n) : BigInteger.TEN.pow(n);
    BigInteger nanos =
        value.divide(perSecond).add(BigInteger.valueOf(offsetSeconds).multiply(BIG_NANOS));
    if (nanos.bitLength() < Long.SIZE) {
      return nanos.longValue();
    }
    return nanos.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
