package org.flowbeam.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerSentTest {
  @Test
  void eachByteKeepsWhatWasKnownWhenItCameFirst() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PeerSent steps = new PeerSent();
      long[] bytes = new long[300];
      Arrays.fill(bytes, PeerSent.NONE);
      for (int sent = 0; sent < 60; sent += random.nextInt(3)) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
        steps.add(from, to, sent);
        for (int i = from; i < to; i++) {
          bytes[i] = bytes[i] == PeerSent.NONE ? sent : bytes[i];
        }
      }
      int past = random.nextInt(bytes.length);
      steps.forgetBefore(past);
      for (int i = past; i < bytes.length; i++) {
        if (bytes[i] != PeerSent.NONE) {
          assertThat(steps.at(i)).as("seed %d, byte %d", seed, i).isEqualTo(bytes[i]);
          long end = Math.min(steps.endOfStep(i), bytes.length);
          for (int j = i; j < end && bytes[j] != PeerSent.NONE; j++) {
            assertThat(bytes[j]).as("seed %d, byte %d", seed, j).isEqualTo(bytes[i]);
          }
        }
      }
    }
  }

  @Test
  void manyStepsAreBounded() {
    PeerSent steps = new PeerSent();
    for (int i = 0; i < 2 * PeerSent.MAX; i++) {
      steps.add(i, i + 1, i);
    }
    assertThat(steps.at(PeerSent.MAX - 1)).isEqualTo(PeerSent.MAX - 1);
    assertThat(steps.at(2 * PeerSent.MAX - 1)).isEqualTo(PeerSent.MAX - 1);
  }
}
