package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressLogTest {
  @Test
  void theLineTellsBytesRateAndTheTimeThatIsLeft() {
    ProgressLog log = new ProgressLog(System.err, false, 100_000_000, () -> 0, () -> 0);
    assertThat(log.line(25_000_000, 50_000, 5_000_000_000L))
        .isEqualTo("read 25 of 100 MB (25 %), 10000 packets/s, ETA 15 s");
  }

  @Test
  void beforeTheFirstByteThereIsNoGuess() {
    ProgressLog log = new ProgressLog(System.err, false, 100_000_000, () -> 0, () -> 0);
    assertThat(log.line(0, 0, 1)).endsWith("ETA -");
  }
}
