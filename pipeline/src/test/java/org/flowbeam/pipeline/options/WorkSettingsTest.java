package org.flowbeam.pipeline.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkSettingsTest {
  private static final long MIB = 1 << 20;

  @Test
  void thereIsAWorkerPerCoreWhereTheHeapIsLargeEnough() {
    assertThat(WorkSettings.workers(2, 124 * MIB)).isEqualTo(2);
    assertThat(WorkSettings.workers(64, 64 * 48 * MIB)).isEqualTo(64);
  }

  @Test
  void aSmallHeapHasFewerWorkersInsteadOfTooLittleForEach() {
    assertThat(WorkSettings.workers(8, 256 * MIB)).isEqualTo(5);
    assertThat(WorkSettings.workers(64, 1024 * MIB)).isEqualTo(21);
    assertThat(WorkSettings.workers(64, 30 * MIB)).isEqualTo(1);
  }
}
