package org.flowbeam.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.flowbeam.dedup.DedupOptions.Mode;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.junit.jupiter.api.Test;

/** What is a copy, packet by packet, in the order in which packets are judged. */
class DeduplicatorTest {
  private static final int SEEDS = 400;
  private static final long MILLI = 1_000_000;
  private static final DedupOptions ACROSS = DedupOptions.defaults();

  /** One packet of one flow; equal contents have equal bytes. */
  private record Seen(int content, long nanos, long source, int captureDirection) {
    PacketRecord record() {
      byte[] frame =
          Packets.ethernet()
              .ipv4("10.0.0.1", "10.0.0.2")
              .id(content)
              .udp(1, 2)
              .payload(new byte[4]);
      DecodedPacket decoded = new DecodedPacket();
      new PacketDecoder()
          .decode(frame, 0, frame.length, frame.length, 1, captureDirection, decoded);
      byte[] record = new byte[PacketEncoder.maxLength(decoded)];
      int length =
          new PacketEncoder(true, DedupScope.IP).encode(decoded, nanos, 0, source, 24, record, 0);
      return new PacketRecord().wrap(record, 0, length);
    }
  }

  private static Seen seen(int content, long nanos, long source) {
    return new Seen(content, nanos, source, PacketRecord.DIRECTION_UNKNOWN);
  }

  private static SourceTimes times(List<Seen> packets) {
    TreeMap<Long, SourceTimes.Range> ranges = new TreeMap<>();
    for (Seen p : packets) {
      ranges.merge(
          p.source(),
          new SourceTimes.Range(p.source(), p.nanos(), p.nanos()),
          (a, b) -> new SourceTimes.Range(a.source(), a.firstNanos(), b.lastNanos()));
    }
    return new SourceTimes(ranges.values());
  }

  /** Whether each is a copy, in order. */
  private static List<Boolean> copies(DedupOptions options, List<Seen> packets) {
    Deduplicator deduplicator = new Deduplicator(options, times(packets));
    deduplicator.begin();
    List<Boolean> copies = new ArrayList<>();
    for (Seen packet : packets) {
      copies.add(deduplicator.isCopy(packet.record()));
    }
    assertThat(deduplicator.takeLimitReached()).isFalse();
    return copies;
  }

  private static long kept(DedupOptions options, List<Seen> packets) {
    return copies(options, packets).stream().filter(copy -> !copy).count();
  }

  @Test
  void acrossAgreesWithTheRuleWordByWord() {
    assertAgreesWithNaive(ACROSS);
  }

  @Test
  void loopbackAgreesWithTheRuleWordByWord() {
    assertAgreesWithNaive(ACROSS.withMode(Mode.LOOPBACK));
  }

  @Test
  void timeAgreesWithTheRuleWordByWord() {
    assertAgreesWithNaive(ACROSS.withMode(Mode.TIME));
    assertAgreesWithNaive(ACROSS.withMode(Mode.TIME).withSliding(false));
  }

  private static void assertAgreesWithNaive(DedupOptions options) {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Seen> packets = random(new Random(seed));
      assertThat(copies(options, packets))
          .as("seed %d of %s: %s", seed, options, packets)
          .isEqualTo(NaiveDedup.copies(options, packets));
    }
  }

  private static List<Seen> random(Random random) {
    int contents = 1 + random.nextInt(4);
    int sources = 1 + random.nextInt(4);
    long[] gaps = {0, 0, 0, MILLI / 4, MILLI / 2, MILLI, MILLI + 1, 3 * MILLI};
    List<Seen> packets = new ArrayList<>();
    long nanos = 0;
    for (int i = random.nextInt(60); i >= 0; i--) {
      nanos += gaps[random.nextInt(gaps.length)];
      packets.add(
          new Seen(random.nextInt(contents), nanos, random.nextInt(sources), random.nextInt(3)));
    }
    return packets;
  }

  /** The rules of docs/decisions/0010, without any thought of speed. */
  private static final class NaiveDedup {
    static List<Boolean> copies(DedupOptions options, List<Seen> packets) {
      List<Boolean> copies = new ArrayList<>();
      List<List<Seen>> classes = new ArrayList<>();
      SourceTimes times = times(packets);
      for (Seen packet : packets) {
        List<Seen> original = null;
        for (List<Seen> members : classes) {
          if (original == null && takes(options, times, members, packet)) {
            original = members;
          }
        }
        copies.add(original != null);
        if (original == null) {
          classes.add(new ArrayList<>(List.of(packet)));
        } else {
          original.add(packet);
        }
      }
      return copies;
    }

    private static boolean takes(
        DedupOptions options, SourceTimes times, List<Seen> members, Seen packet) {
      Seen kept = members.get(0);
      Seen last = members.get(members.size() - 1);
      boolean sliding = options.mode() == Mode.TIME && options.sliding();
      long since = packet.nanos() - (sliding ? last : kept).nanos();
      if (kept.content() != packet.content() || since > options.timeNanos()) {
        return false;
      }
      return switch (options.mode()) {
        case TIME -> true;
        case LOOPBACK ->
            packet.captureDirection() != PacketRecord.DIRECTION_UNKNOWN
                && kept.captureDirection() != PacketRecord.DIRECTION_UNKNOWN
                && members.stream()
                    .noneMatch(m -> m.captureDirection() == packet.captureDirection());
        default ->
            members.stream()
                .allMatch(
                    m ->
                        m.source() != packet.source()
                            && (m.nanos() == packet.nanos()
                                || times.overlap(
                                    times.slot(m.source()),
                                    times.slot(packet.source()),
                                    options.timeNanos())));
      };
    }
  }

  @Test
  void acrossLeavesAsManyOfAContentAsTheSourceThatHasMost() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int[] counts = new int[1 + random.nextInt(4)];
      List<Seen> packets = new ArrayList<>();
      for (int source = 0; source < counts.length; source++) {
        counts[source] = random.nextInt(6);
        packets.add(seen(1_000 + source, -MILLI, source)); // all capture at the same time
      }
      int left = 0;
      for (long nanos = 0; nanos < 20; nanos++) {
        int source = random.nextInt(counts.length);
        if (counts[source] > 0) {
          counts[source]--;
          packets.add(seen(1, nanos * MILLI / 20, source));
        }
      }
      for (int source = 0; source < counts.length; source++) {
        packets.add(seen(2_000 + source, 2 * MILLI, source));
        long of = source;
        int copies =
            (int) packets.stream().filter(p -> p.source() == of && p.content() == 1).count();
        left = Math.max(left, copies);
      }
      assertThat(kept(ACROSS, packets))
          .as("seed %d: %s", seed, packets)
          .isEqualTo(left + 2L * counts.length);
    }
  }

  @Test
  void theKeptPacketsSourceIsToldForEveryCopy() {
    List<Seen> packets = List.of(seen(1, 0, 7), seen(1, 5, 8), seen(1, 5, 9));
    Deduplicator deduplicator = new Deduplicator(ACROSS, times(packets));
    deduplicator.begin();
    for (Seen packet : packets) {
      deduplicator.isCopy(packet.record());
      if (packet.source() > 7 && packet.nanos() == 5) {
        assertThat(deduplicator.originalSource()).isIn(7L, 8L);
      }
    }
  }

  @Test
  void aPacketFarFromAllOtherSourcesIsAloneAndOneNearThemIsNot() {
    SourceTimes times =
        new SourceTimes(
            List.of(
                new SourceTimes.Range(1, 0, 10 * MILLI),
                new SourceTimes.Range(2, 10 * MILLI, 20 * MILLI)));
    Deduplicator deduplicator = new Deduplicator(ACROSS, times);
    assertThat(deduplicator.isAlone(seen(1, 9 * MILLI - 1, 1).record())).isTrue();
    assertThat(deduplicator.isAlone(seen(1, 9 * MILLI, 1).record())).isFalse();
    assertThat(deduplicator.isAlone(seen(1, 11 * MILLI, 2).record())).isFalse();
    assertThat(deduplicator.isAlone(seen(1, 11 * MILLI + 1, 2).record())).isTrue();
    assertThat(deduplicator.isAlone(seen(1, 5, 3).record())).isTrue();
  }

  @Test
  void timesAtBothEndsOfTheScaleAreFarApart() {
    List<Seen> packets = List.of(seen(1, Long.MIN_VALUE, 1), seen(1, Long.MAX_VALUE, 2));
    assertThat(kept(ACROSS, packets)).isEqualTo(2);
    assertThat(kept(ACROSS.withMode(Mode.TIME), packets)).isEqualTo(2);
  }

  @Test
  void anotherGroupKnowsNothingOfTheOneBefore() {
    List<Seen> packets = List.of(seen(1, 0, 1), seen(1, 0, 2));
    Deduplicator deduplicator = new Deduplicator(ACROSS, times(packets));
    deduplicator.begin();
    assertThat(deduplicator.isCopy(packets.get(0).record())).isFalse();
    deduplicator.begin();
    assertThat(deduplicator.isCopy(packets.get(1).record())).isFalse();
  }

  /** Equal packets of one time do not make each one dearer than the one before. */
  @Test
  void millionsOfEqualPacketsOfOneTimeAreMatchedUpToTheLimitAndTheRestIsToldOf() {
    int each = RecentPackets.MAX;
    List<Seen> two = List.of(seen(1, 0, 1), seen(1, 0, 2));
    Deduplicator deduplicator = new Deduplicator(ACROSS, times(two));
    deduplicator.begin();
    PacketRecord of1 = two.get(0).record();
    PacketRecord of2 = two.get(1).record();
    for (int i = 0; i < each / 2; i++) {
      assertThat(deduplicator.isCopy(of1)).isFalse();
    }
    for (int i = 0; i < each / 2; i++) {
      assertThat(deduplicator.isCopy(of2)).isTrue();
    }
    assertThat(deduplicator.takeLimitReached()).isFalse();
    for (int i = 0; i < 2 * each; i++) {
      deduplicator.isCopy(of1);
      deduplicator.isCopy(of2);
    }
    assertThat(deduplicator.takeLimitReached()).isTrue();
  }

  @Test
  void distinctPacketsOfOneTimeAreRememberedUpToTheLimit() {
    List<Seen> two = List.of(seen(0, 0, 1), seen(0, 0, 2));
    DedupOptions time = ACROSS.withMode(Mode.TIME);
    Deduplicator deduplicator = new Deduplicator(time, times(two));
    deduplicator.begin();
    for (int content = 1; content <= 60_000; content++) {
      assertThat(deduplicator.isCopy(seen(content, 0, 1).record())).isFalse();
    }
    assertThat(deduplicator.isCopy(seen(1, 0, 2).record())).isTrue();
    assertThat(deduplicator.takeLimitReached()).isFalse();
  }

  /** With --dedupFrom=previous only the last copy is needed, so any number of them is no loss. */
  @Test
  void anyNumberOfCopiesOfOnePacketIsWithinTheLimitOfTime() {
    PacketRecord packet = seen(1, 0, 1).record();
    Deduplicator deduplicator =
        new Deduplicator(ACROSS.withMode(Mode.TIME), times(List.of(seen(1, 0, 1))));
    deduplicator.begin();
    assertThat(deduplicator.isCopy(packet)).isFalse();
    for (int i = 0; i < 3 * RecentPackets.MAX; i++) {
      assertThat(deduplicator.isCopy(packet)).isTrue();
    }
    assertThat(deduplicator.takeLimitReached()).isFalse();
  }
}
