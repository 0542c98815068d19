package org.flowbeam.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({"300s, 300000000000", "1ms, 1000000", "1.5us, 1500", "5m, 300000000000", "0s, 0"})
  void durationsHaveUnits(String text, long nanos) {
    assertThat(Quantity.nanos("idleTcp", text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({"64MiB, 67108864", "1048576, 1048576", "2GB, 2000000000", "1KiB, 1024"})
  void sizesMayHaveUnits(String text, long bytes) {
    assertThat(Quantity.bytes("blockBytes", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"300", "s", "-1s", "1 fortnight", "1e300s", "''"})
  void whatIsNoDurationNamesTheOption(String text) {
    assertThatThrownBy(() -> Quantity.nanos("idleTcp", text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--idleTcp=");
  }

  @Test
  void aSizeBeyondSixtyThreeBitsIsRefused() {
    assertThatThrownBy(() -> Quantity.bytes("memory", "9999999999999999999"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("too large");
  }
}
