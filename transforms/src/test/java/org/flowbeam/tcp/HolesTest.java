package org.flowbeam.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HolesTest {
  /** Of a stream that begins at 1. */
  private static Holes holes() {
    Holes holes = new Holes();
    holes.reset(1);
    return holes;
  }

  @Test
  void bytesInOrderLeaveNoHole() {
    Holes holes = holes();
    assertThat(holes.seen(1, 11)).isFalse();
    assertThat(holes.seen(11, 21)).isFalse();
    assertThat(holes.count()).isZero();
  }

  @Test
  void holeIsFilledPieceByPiece() {
    Holes holes = holes();
    holes.seen(31, 41);
    assertThat(holes.seen(11, 21)).isTrue();
    assertThat(holes.count()).isEqualTo(2);
    assertThat(holes.seen(1, 11)).isTrue();
    assertThat(holes.seen(21, 31)).isTrue();
    assertThat(holes.count()).isZero();
    assertThat(holes.seen(1, 41)).isFalse();
  }

  @Test
  void acknowledgementCountsWhatItNewlyCovers() {
    Holes holes = holes();
    holes.seen(11, 21);
    holes.seen(31, 41);
    assertThat(holes.acknowledge(26, true)).isEqualTo(2);
    assertThat(holes.missedBytes()).isEqualTo(10 + 5);
    assertThat(holes.acknowledge(51, true)).isEqualTo(2);
    assertThat(holes.acknowledge(51, true)).isZero();
    assertThat(holes.gaps()).isEqualTo(3);
    assertThat(holes.missedBytes()).isEqualTo(10 + 10 + 10);
  }

  @Test
  void whatIsFilledLaterWasNotMissed() {
    Holes holes = holes();
    holes.seen(11, 21);
    holes.acknowledge(21, true);
    holes.seen(1, 6);
    assertThat(holes.missedBytes()).isEqualTo(5);
    holes.seen(6, 11);
    assertThat(holes.gaps()).isZero();
    assertThat(holes.missedBytes()).isZero();
  }

  @Test
  void unjudgedAcknowledgementMissesNothing() {
    Holes holes = holes();
    holes.seen(11, 21);
    assertThat(holes.acknowledge(21, false)).isZero();
    assertThat(holes.gaps()).isZero();
    assertThat(holes.missedBytes()).isZero();
  }

  @Test
  void earlierBeginIsAHole() {
    Holes holes = holes();
    holes.seen(1, 11);
    holes.seen(21, 31);
    holes.beginEarlier(-99, 1);
    assertThat(holes.contiguousEnd()).isEqualTo(-99);
    assertThat(holes.seen(11, 21)).isTrue();
    assertThat(holes.seen(-99, 1)).isTrue();
    assertThat(holes.count()).isZero();
    assertThat(holes.contiguousEnd()).isEqualTo(31);
  }

  @Test
  void acknowledgementOfWhatWasNeverSentIsTakenBack() {
    Holes holes = holes();
    holes.seen(11, 21);
    holes.acknowledge(501, true);
    holes.nothingSentFrom(31);
    assertThat(holes.missedBytes()).isEqualTo(10 + 10);
    holes.nothingSentFrom(21);
    assertThat(holes.missedBytes()).isEqualTo(10);
    holes.nothingSentFrom(5);
    assertThat(holes.missedBytes()).isEqualTo(4);
    assertThat(holes.seen(21, 31)).isFalse();
    assertThat(holes.seen(1, 11)).isTrue();
  }

  @Test
  void lowestHoleIsForgottenWhenThereAreTooMany() {
    Holes holes = holes();
    for (int i = 0; i <= Holes.MAX; i++) {
      assertThat(holes.takeForgot()).isFalse();
      holes.seen(11 + i * 20L, 21 + i * 20L);
    }
    assertThat(holes.count()).isEqualTo(Holes.MAX);
    assertThat(holes.takeForgot()).isTrue();
    assertThat(holes.takeForgot()).isFalse();
    assertThat(holes.seen(1, 11)).isFalse();
    assertThat(holes.seen(21, 31)).isTrue();
  }

  @Test
  void randomSegmentsAgreeWithASetOfBytes() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Holes holes = holes();
      BitSet seen = new BitSet();
      int top = 1;
      for (int step = 0; step < 60; step++) {
        int start = 1 + random.nextInt(400);
        int end = start + 1 + random.nextInt(40);
        boolean late = missing(seen, start, Math.min(end, top)) > 0;
        assertThat(holes.seen(start, end)).as("seed %d step %d", seed, step).isEqualTo(late);
        seen.set(start, end);
        top = Math.max(top, end);
      }
      holes.acknowledge(top, true);
      assertThat(holes.missedBytes()).as("seed %d", seed).isEqualTo(missing(seen, 1, top));
    }
  }

  private static int missing(BitSet seen, int from, int to) {
    return from >= to ? 0 : to - from - seen.get(from, to).cardinality();
  }
}
