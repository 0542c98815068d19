package org.flowbeam.io.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "536870912, 1",
    "536870913, 2",
    "1000000000, 2",
    "1073741825, 3",
    "9223372036854775807, 4096",
  })
  void thereIsAShardPer512MebibytesOfInput(long inputBytes, int shards) {
    assertThat(Shards.count(inputBytes)).isEqualTo(shards);
  }

  @Test
  void everyShardOfATableGetsRowsAndNoOtherTableDoes() {
    boolean[] used = new boolean[15];
    for (int i = 0; i < 1000; i++) {
      used[Shards.shuffleKey(2, 5, "flow" + i)] = true;
    }
    for (int key = 0; key < used.length; key++) {
      assertThat(used[key]).as("key %d", key).isEqualTo(key >= 10);
    }
  }
}
