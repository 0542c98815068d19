package org.flowbeam.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StreamOptionsTest {
  private static StreamOptions options(long depthBytes, int capBytes) {
    return new StreamOptions(depthBytes, capBytes, OverlapPolicy.FIRST, Overflow.SLIDE, true, true);
  }

  @Test
  void nonsenseIsRefusedInOneLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(-1, 1 << 20))
        .withMessage("stream depth must be between 0 and 1152921504606846976 bytes: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(Long.MAX_VALUE, 1 << 20))
        .withMessageStartingWith("stream depth must be between 0 and");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(1, 4_095))
        .withMessage("reassembly cap must be between 4096 and 67108864 bytes: 4095");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(1, Integer.MAX_VALUE))
        .withMessageStartingWith("reassembly cap must be between");
  }

  @Test
  void defaultsAreThoseOfTheCommandLine() {
    StreamOptions defaults = StreamOptions.defaults();
    assertThat(defaults.depthBytes()).isEqualTo(64L << 20);
    assertThat(defaults.capBytes()).isEqualTo(1 << 20);
    assertThat(defaults.overlap()).isEqualTo(OverlapPolicy.FIRST);
    assertThat(defaults.onOverflow()).isEqualTo(Overflow.SLIDE);
    assertThat(defaults.reliable()).isTrue();
    assertThat(defaults.drainAtEnd()).isTrue();
  }
}
