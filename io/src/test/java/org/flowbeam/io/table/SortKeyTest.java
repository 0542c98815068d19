package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortKeyTest {
  private static final Comparator<@Nullable String> TEXT =
      Comparator.nullsFirst(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bytesSortAsTheValuesDo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      Row a = row(random);
      Row b = row(random);
      int expected =
          Comparator.comparing(Row::number, Comparator.nullsFirst(Long::compare))
              .thenComparing(Row::text, TEXT)
              .thenComparing(Row::last)
              .compare(a, b);
      assertThat(Integer.signum(Arrays.compareUnsigned(key(a), key(b))))
          .as("seed %d: %s and %s", seed, a, b)
          .isEqualTo(Integer.signum(expected));
    }
  }

  private record Row(@Nullable Long number, @Nullable String text, int last) {}

  private static final List<String> TEXTS =
      List.of("", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "aa", "a\u0001", "\u00ff", "\u20ac");

  private static Row row(SplittableRandom random) {
    List<Long> numbers =
        Arrays.asList(null, Long.MIN_VALUE, -256L, -1L, 0L, 1L, 255L, Long.MAX_VALUE);
    String text = random.nextInt(12) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size()));
    return new Row(numbers.get(random.nextInt(numbers.size())), text, random.nextInt(-2, 3));
  }

  private static byte[] key(Row row) {
    RowBuffer buffer = new RowBuffer();
    SortKey.append(buffer, row.number());
    SortKey.append(buffer, row.text());
    SortKey.append(buffer, row.last());
    return Arrays.copyOf(buffer.bytes, buffer.length);
  }

  @Test
  void theFirstNumberCanBeReadBack() {
    for (Long value : Arrays.asList(null, Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE)) {
      RowBuffer buffer = new RowBuffer();
      SortKey.append(buffer, value);
      assertThat(SortKey.firstNumber(buffer.bytes, 0)).isEqualTo(value);
    }
  }
}
