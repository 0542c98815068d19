package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Taps.MICRO;
import static org.flowbeam.assemble.Taps.MILLI;
import static org.flowbeam.assemble.Taps.removed;
import static org.flowbeam.assemble.Taps.rows;
import static org.flowbeam.assemble.Taps.some;
import static org.flowbeam.assemble.Taps.together;
import static org.flowbeam.assemble.Taps.traffic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.flowbeam.assemble.Taps.Frame;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DedupOptions.Mode;
import org.flowbeam.dedup.DuplicateAccount;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.junit.jupiter.api.Test;

/** Duplicates as the tables show them; the seed is in every failure message. */
class DedupTest {
  private static final int SEEDS = 200;
  private static final DedupOptions ACROSS = DedupOptions.defaults();
  private static final DedupOptions OFF = ACROSS.withMode(Mode.OFF);

  @Test
  void aSecondCaptureOfAnyPartOfTheSamePacketsChangesNoRow() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Frame> whole = traffic(random);
      List<List<Frame>> captures = new ArrayList<>(List.of(whole));
      for (int i = random.nextInt(3); i >= 0; i--) {
        captures.add(some(whole, random));
      }
      Collections.shuffle(captures, random);
      Assembled both = together(ACROSS, captures);
      assertThat(rows(both)).as("seed %d", seed).isEqualTo(rows(together(OFF, List.of(whole))));
      assertAllCounted(seed, both, captures);
    }
  }

  /** The second tap is late by less than --dedupTime, and the first one captures around it. */
  @Test
  void aSecondCaptureOfAnyPartThatIsSlightlyLateChangesNoRow() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Frame> whole = new ArrayList<>(traffic(random));
      long late = 1 + random.nextInt(999) * MICRO; // of no time of the first capture
      List<Frame> second = some(whole, random).stream().map(f -> f.later(late)).toList();
      long end = whole.get(whole.size() - 1).nanos() + 70_000 * MILLI;
      whole.add(new Frame(end, Packets.ethernet().etherType(0x88cc).payload(new byte[60])));
      Assembled both = together(ACROSS, List.of(second, whole));
      assertThat(rows(both)).as("seed %d", seed).isEqualTo(rows(together(OFF, List.of(whole))));
      assertThat(removed(both)).as("seed %d", seed).isEqualTo(second.size());
      assertAllCounted(seed, both, List.of(second, whole));
    }
  }

  @Test
  void aCaptureCutAnywhereBetweenTwoTimesLosesNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Frame> whole = traffic(random);
      List<List<Frame>> pieces = cut(whole, random);
      Assembled rows = together(ACROSS, pieces);
      assertThat(removed(rows)).as("seed %d", seed).isZero();
      assertThat(rows(rows)).as("seed %d", seed).isEqualTo(rows(together(ACROSS, List.of(whole))));
    }
  }

  /** Equal times find each other whatever the ranges, so any cut is far enough away. */
  @Test
  void tapsOfOneClockGiveTheSameRowsHoweverEachIsCut() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Frame> whole = traffic(random);
      List<List<Frame>> pieces = new ArrayList<>(cut(whole, random));
      pieces.addAll(cut(some(whole, random), random));
      Collections.shuffle(pieces, random);
      assertThat(rows(together(ACROSS, pieces)))
          .as("seed %d", seed)
          .isEqualTo(rows(together(OFF, List.of(whole))));
    }
  }

  /** Cuts in stretches of which the other tap holds nothing for 2 ms: the theorem of 0010. */
  @Test
  void tapsOfTwoClocksGiveTheSameRowsWhenCutWhereTheyShareNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<Frame> first = new ArrayList<>();
      List<Frame> second = new ArrayList<>();
      List<List<Frame>> pieces = new ArrayList<>();
      long nanos = Talk.START_NANOS;
      for (int part = 0; part < 2 + random.nextInt(3); part++) {
        List<Frame> alone = at(traffic(random), nanos);
        List<Frame> shared = at(traffic(random), end(alone) + 3 * MILLI);
        List<Frame> aloneAgain = at(traffic(random), end(shared) + 3 * MILLI);
        List<Frame> piece = new ArrayList<>(alone);
        piece.addAll(shared);
        piece.addAll(aloneAgain);
        long late = 1 + random.nextInt(999) * MICRO;
        some(shared, random).forEach(f -> second.add(f.later(late)));
        first.addAll(piece);
        pieces.add(piece);
        nanos = end(aloneAgain) + MICRO;
      }
      pieces.add(second);
      assertThat(rows(together(ACROSS, pieces)))
          .as("seed %d", seed)
          .isEqualTo(rows(together(ACROSS, List.of(first, second))));
    }
  }

  @Test
  void theOrderOfCapturesDoesNotMatter() {
    for (Mode mode : Mode.values()) {
      for (int seed = 0; seed < SEEDS / 4; seed++) {
        Random random = new Random(seed);
        List<Frame> whole = traffic(random);
        List<List<Frame>> captures = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          long late = random.nextInt(4) * 300L * MICRO;
          captures.add(some(whole, random).stream().map(f -> f.later(late)).toList());
        }
        List<String> rows = rows(together(ACROSS.withMode(mode), captures));
        Collections.shuffle(captures, random);
        assertThat(rows(together(ACROSS.withMode(mode), captures)))
            .as("seed %d, %s", seed, mode)
            .isEqualTo(rows);
      }
    }
  }

  @Test
  void moreTiedPacketsThanAreHeldBackAreStillMatchedOneToOne() {
    byte[] one = udp(1);
    List<Frame> first = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      first.add(new Frame(Talk.START_NANOS, i % 3 == 0 ? udp(2 + i) : one));
    }
    Assembled both = together(ACROSS, List.of(first, first.subList(1_000, 4_000)));
    assertThat(removed(both)).isEqualTo(3_000);
    assertThat(both.flow().getSrcPackets()).isEqualTo(5_000);
  }

  @Test
  void timeFindsCopiesInOneCaptureAndSuspectsNoMore() {
    List<Frame> frames = new ArrayList<>();
    IntStream.range(0, 5).forEach(i -> frames.add(frame(i * 900L * MICRO, 1)));
    assertThat(flow(OFF, frames).getSuspectedDuplicates()).isEqualTo(4);
    DedupOptions time = ACROSS.withMode(Mode.TIME);
    assertThat(flow(time, frames).getSrcPackets()).isEqualTo(1);
    assertThat(flow(time, frames).getDuplicatePackets()).isEqualTo(4);
    assertThat(flow(time, frames).getSuspectedDuplicates()).isZero();
    assertThat(flow(time.withSliding(false), frames).getSrcPackets()).isEqualTo(3);
    assertThat(flow(time.withTimeNanos(899 * MICRO), frames).getSrcPackets()).isEqualTo(5);
  }

  @Test
  void suspectsAreAsFarApartAsDedupTimeSays() {
    List<Frame> frames = List.of(frame(0, 1), frame(5 * MILLI, 1));
    assertThat(flow(ACROSS, frames).getSuspectedDuplicates()).isZero();
    assertThat(flow(ACROSS.withTimeNanos(5 * MILLI), frames).getSuspectedDuplicates()).isEqualTo(1);
  }

  @Test
  void aRemovedCopyIsIndexedAndTouchesNoOtherColumn() {
    List<Frame> first = List.of(frame(0, 1), frame(5 * MILLI, 2), frame(9 * MILLI, 3));
    List<Frame> second = List.of(frame(500 * MICRO, 1), frame(5 * MILLI, 2));
    Assembled both = together(ACROSS, List.of(first, second));
    FlowRow flow = both.flow();
    assertThat(flow.getDuplicatePackets()).isEqualTo(2);
    assertThat(flow.getSources()).containsExactly("0000000000000000");
    assertThat(both.packetIndex)
        .extracting(PacketIndexRow::getSourceId, PacketIndexRow::getPackets)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple("0000000000000000", 3L),
            org.assertj.core.api.Assertions.tuple("0000000000000001", 2L));
  }

  @Test
  void theMatrixNamesTheKeptSourceAndThatOfTheCopy() {
    List<Frame> first = List.of(frame(0, 1), frame(2 * MILLI, 2), frame(9 * MILLI, 3));
    List<Frame> second = List.of(frame(100, 1), frame(2 * MILLI + 100, 2));
    List<String> pairs = new ArrayList<>();
    together(ACROSS, List.of(first, second))
        .duplicates
        .forEach((kept, copy, packets) -> pairs.add(kept + " " + copy + " " + packets));
    assertThat(pairs).containsExactly("0 1 2");
  }

  /** A SYN inside an open connection waits, and its copy with it. */
  @Test
  void theCopyOfASynThatOpensAnotherConnectionIsCountedThere() {
    Talk talk = Talk.established().orig().data(101, 501, 10).syn(9_000_000).again();
    talk.options(FlowOptions.defaults().withDedup(ACROSS.withMode(Mode.TIME).withTimeNanos(MILLI)));
    Assembled rows = talk.resp().synAck(700, 9_000_001).assembled();
    assertThat(rows.flows)
        .extracting(FlowRow::getEndReason, FlowRow::getDuplicatePackets)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("reused", 0L),
            org.assertj.core.api.Assertions.tuple("end_of_capture", 1L));
  }

  @Test
  void onlyPacketsThatCannotHonestlyRepeatAreHeldAgainstACapture() {
    List<Frame> frames = List.of(frame(0, 1), frame(1, 1), frame(2, 0), frame(3, 0));
    DuplicateAccount account = together(ACROSS, List.of(frames)).duplicates;
    assertThat(account.unrepeatablePackets()).isEqualTo(2);
    assertThat(account.repeatedPackets()).isEqualTo(1);
  }

  private static FlowRow flow(DedupOptions dedup, List<Frame> frames) {
    return together(dedup, List.of(frames)).flow();
  }

  private static byte[] udp(int id) {
    return Packets.ethernet()
        .ipv4("10.0.0.1", "10.0.0.2")
        .id(id)
        .udp(40_000, 9_999)
        .payload(new byte[4]);
  }

  private static Frame frame(long nanos, int id) {
    return new Frame(Talk.START_NANOS + nanos, udp(id));
  }

  private static long end(List<Frame> frames) {
    return frames.get(frames.size() - 1).nanos();
  }

  /** The same frames from this time on. */
  private static List<Frame> at(List<Frame> frames, long nanos) {
    long by = nanos - frames.get(0).nanos();
    return frames.stream().map(frame -> frame.later(by)).toList();
  }

  /** Pieces of a capture, cut where the time changes. */
  private static List<List<Frame>> cut(List<Frame> whole, Random random) {
    List<List<Frame>> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 1; i < whole.size(); i++) {
      if (whole.get(i).nanos() != whole.get(i - 1).nanos() && random.nextInt(4) == 0) {
        pieces.add(whole.subList(from, i));
        from = i;
      }
    }
    pieces.add(whole.subList(from, whole.size()));
    return pieces;
  }

  private static void assertAllCounted(int seed, Assembled rows, List<List<Frame>> captures) {
    long indexed = rows.packetIndex.stream().mapToLong(PacketIndexRow::getPackets).sum();
    long inFlows =
        rows.flows.stream()
            .mapToLong(f -> f.getSrcPackets() + f.getDstPackets() + f.getDuplicatePackets())
            .sum();
    assertThat(indexed).as("seed %d", seed).isEqualTo(inFlows);
    for (int source = 0; source < captures.size(); source++) {
      assertThat(Taps.counted(rows, source))
          .as("seed %d, source %d", seed, source)
          .isEqualTo(captures.get(source).size());
    }
  }
}
