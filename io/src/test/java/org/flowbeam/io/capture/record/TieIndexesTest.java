package org.flowbeam.io.capture.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TieIndexesTest {
  private static List<Integer> indexes(long... times) {
    TieIndexes ties = new TieIndexes();
    List<Integer> indexes = new ArrayList<>();
    for (long time : times) {
      indexes.add(ties.next(time));
    }
    return indexes;
  }

  @Test
  void recordsOfOneTimeAreNumbered() {
    assertThat(indexes(5, 5, 5, 6, 6, 7)).containsExactly(0, 1, 2, 0, 1, 0);
  }

  @Test
  void numbersGoOnWhenTheClockStepsBack() {
    assertThat(indexes(5, 5, 7, 5, 7, 6, 5)).containsExactly(0, 1, 0, 2, 1, 0, 3);
  }

  @Test
  void timeBehindTooManyOthersBeginsAnew() {
    long[] times = new long[TieIndexes.TIMES + 1];
    times[TieIndexes.TIMES] = 0;
    for (int i = 0; i < TieIndexes.TIMES; i++) {
      times[i] = i;
    }
    assertThat(indexes(times)).endsWith(1);
    long[] more = new long[TieIndexes.TIMES + 2];
    for (int i = 0; i <= TieIndexes.TIMES; i++) {
      more[i] = i;
    }
    assertThat(indexes(more)).endsWith(0);
  }

  /** Against a list of all times, the last seen at its end. */
  @Test
  void anyOrderOfTimesIsCountedAsByAPlainList() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int spread = 1 + random.nextInt(100);
      TieIndexes ties = new TieIndexes();
      List<Tie> plain = new ArrayList<>();
      long base = random.nextInt(3) == 0 ? Long.MIN_VALUE : -20;
      for (int i = 0; i < 500; i++) {
        long time = base + (random.nextBoolean() ? i / 2 : random.nextInt(spread));
        int expected = 0;
        for (Tie tie : List.copyOf(plain)) {
          if (tie.timeNanos() == time) {
            expected = tie.index() + 1;
            plain.remove(tie);
          }
        }
        plain.add(new Tie(time, expected));
        if (plain.size() > TieIndexes.TIMES) {
          plain.remove(0);
        }
        assertThat(ties.next(time)).as("seed %d, record %d", seed, i).isEqualTo(expected);
      }
    }
  }
}
