package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  @RepeatedTest(20)
  void valuesAreNumberedInTheOrderOfTheirFirstAppearance(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    Dictionary numbers = new Dictionary();
    Dictionary texts = new Dictionary();
    Map<Long, Integer> seen = new HashMap<>();
    int distinct = random.nextInt(1, 20_000);
    int shift = random.nextInt(50); // values whose lowest bits are all zero, as those of doubles
    for (int i = 0; i < 30_000; i++) {
      long value = (long) random.nextInt(distinct) << shift;
      int id = seen.computeIfAbsent(value, none -> seen.size());
      byte[] text = ("x" + value).getBytes(StandardCharsets.UTF_8);
      assertThat(numbers.idOf(value, Long.BYTES)).isEqualTo(id);
      assertThat(texts.idOf(text, 0, text.length)).isEqualTo(id);
    }
    assertThat(numbers.size()).isEqualTo(seen.size());
    assertThat(numbers.isFull()).isFalse();
    assertThat(texts.isFull()).isFalse();
  }

  @Test
  void valuesThatWereChosenToShareSlotsEndItSoon() {
    Dictionary dictionary = new Dictionary();
    long inverse = inverse(GOLDEN);
    int added = 0;
    while (!dictionary.isFull()) {
      // Their products are 0, 1, 2 and so on: the highest bits are all zero.
      dictionary.idOf(inverse * added++, Long.BYTES);
    }
    assertThat(added).isLessThan(1_000);
  }

  /** Of an odd number modulo 2^64, by Newton's method: each step doubles the right bits. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
