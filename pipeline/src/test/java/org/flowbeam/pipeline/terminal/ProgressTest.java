package org.flowbeam.pipeline.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  private long bytes;
  private long packets;
  private final Progress progress =
      new Progress(new Progress.Reading(100_000_000, () -> bytes, () -> packets));

  @Test
  void readingTellsBytesRateAndTheTimeThatIsLeft() {
    bytes = 25_000_000;
    packets = 50_000;
    assertThat(progress.line(5_000_000_000L))
        .isEqualTo("read: 25 of 100 MB (25 %), 10000 packets/s, 15 s left");
  }

  @Test
  void beforeTheFirstByteThereIsNoGuess() {
    assertThat(progress.line(1)).endsWith("packets/s, - left");
  }

  @Test
  void nothingIsDoneBeforeItsPhaseIs() {
    bytes = 100_000_000;
    assertThat(progress.line(1)).isEqualTo("read all; flows and tables follow");
    progress.phase("assemble flows", "parts", 128, () -> 32);
    assertThat(progress.line(1)).isEqualTo("assemble flows: 32 of 128 parts (25 %)");
    progress.phase("commit", "", 0, () -> 0);
    assertThat(progress.line(1)).isEqualTo("commit");
  }
}
