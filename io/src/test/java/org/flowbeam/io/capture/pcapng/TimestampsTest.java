package org.flowbeam.io.capture.pcapng;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  /** By the format's own words, in exact arithmetic. */
  private static long exact(long units, int resolution, long offsetSeconds) {
    BigDecimal perSecond =
        resolution < 0x80
            ? BigDecimal.ONE.scaleByPowerOfTen(resolution)
            : new BigDecimal(BigInteger.TWO.pow(resolution & 0x7f));
    BigInteger nanos =
        new BigDecimal(Long.toUnsignedString(units))
            .scaleByPowerOfTen(9)
            .divide(perSecond, 0, RoundingMode.FLOOR)
            .toBigInteger()
            .add(BigInteger.valueOf(offsetSeconds).multiply(BigInteger.valueOf(1_000_000_000)));
    return nanos
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }

  @Test
  void allResolutionsAgreeWithExactArithmetic() {
    SplittableRandom random = new SplittableRandom(20261121);
    for (int i = 0; i < 200_000; i++) {
      long units = random.nextLong() >>> random.nextInt(64);
      int resolution = random.nextInt(256);
      long offset = random.nextBoolean() ? 0 : random.nextLong() >> random.nextInt(64);
      assertThat(Timestamps.nanos(units, resolution, offset))
          .as("round %d: %d units of %d, offset %d", i, units, resolution, offset)
          .isEqualTo(exact(units, resolution, offset));
    }
  }

  @Test
  void theEndsOfEveryResolutionAgreeWithExactArithmetic() {
    for (int resolution = 0; resolution < 256; resolution++) {
      for (long units : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
        for (long offset : new long[] {0, -1, 1, 1_000_000_000, Long.MIN_VALUE, Long.MAX_VALUE}) {
          assertThat(Timestamps.nanos(units, resolution, offset))
              .as("%d units of %d, offset %d", units, resolution, offset)
              .isEqualTo(exact(units, resolution, offset));
        }
      }
    }
  }

  @Test
  void finerThanNanosecondsIsFloored() {
    assertThat(Timestamps.nanos(1999, 12, 0)).isEqualTo(1);
  }
}
