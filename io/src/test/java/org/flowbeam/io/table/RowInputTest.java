package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowInputTest {
  private final RowBuffer buffer = new RowBuffer();
  private final RowInput input = new RowInput();

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 63, 64, -65, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE})
  void aNumberComesBack(long value) {
    buffer.writeLong(value);
    input.bytes = buffer.bytes;
    assertThat(input.readLong()).isEqualTo(value);
    assertThat(input.at).isEqualTo(buffer.length);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, Math.PI, Double.MIN_VALUE, Double.NEGATIVE_INFINITY})
  void aDoubleComesBack(double value) {
    buffer.writeDouble(value);
    input.bytes = buffer.bytes;
    assertThat(Double.longBitsToDouble(input.readDoubleBits())).isEqualTo(value);
    assertThat(input.at).isEqualTo(buffer.length);
  }
}
