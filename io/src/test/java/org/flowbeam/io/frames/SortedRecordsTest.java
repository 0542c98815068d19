package org.flowbeam.io.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SortedRecordsTest {
  private static final int FLUSH_BYTES = 4096;
  private static final int FRAME_BYTES = 512;

  @TempDir Path folder;

  private static Stream<Arguments> shapes() {
    List<Arguments> all = new ArrayList<>();
    for (boolean inFiles : new boolean[] {true, false}) {
      for (int buckets : new int[] {1, 2, 16, 64}) {
        for (int seed = 1; seed <= 3; seed++) {
          all.add(Arguments.of(inFiles, buckets, seed));
        }
      }
    }
    return all.stream();
  }

  /** Flush buffer, frame, read buffer, open frames and inline memory from tiny to ample. */
  private static final List<Integer> FLUSHES = List.of(1, 700, FLUSH_BYTES, 1 << 20);

  @ParameterizedTest
  @MethodSource("shapes")
  void everyRecordComesOnceInByteOrder(boolean inFiles, int buckets, int seed) throws IOException {
    for (int flushBytes : FLUSHES) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<Integer, List<byte[]>> expected = new TreeMap<>();
      Shuffle shuffle = new Shuffle();
      FrameStore store = store(inFiles);
      try (FrameWriter writer = new FrameWriter(store, flushBytes, FRAME_BYTES, shuffle)) {
        for (int i = 0; i < 500; i++) {
          int bucket = random.nextInt(buckets);
          byte[] record = record(random);
          expected.computeIfAbsent(bucket, key -> new ArrayList<>()).add(record);
          writer.add(bucket, record, 0, record.length);
        }
        writer.finish();
      }
      shuffle.mix(random);
      assertThat(shuffle.groups.keySet()).isEqualTo(expected.keySet());
      for (Map.Entry<Integer, List<byte[]>> bucket : expected.entrySet()) {
        bucket.getValue().sort(Arrays::compareUnsigned);
        SortedRecords.Limits limits =
            new SortedRecords.Limits(
                8 << random.nextInt(8), 2 + random.nextInt(9), random.nextInt(2000));
        SortedRecords records =
            SortedRecords.open(
                shuffle.of(bucket.getKey()), new LocalSpill(folder.toString()), 0, limits);
        assertThat(records.totalRecords()).isEqualTo(bucket.getValue().size());
        assertThat(Shuffle.readAll(records))
            .as("seed %d, bucket %d, flush %d, %s", seed, bucket.getKey(), flushBytes, limits)
            .usingElementComparator(Arrays::compareUnsigned)
            .containsExactlyElementsOf(bucket.getValue());
      }
    }
  }

  /** Short alphabets and lengths make equal records, equal prefixes and prefixes of others. */
  private static byte[] record(SplittableRandom random) {
    byte[] record = new byte[random.nextInt(20) == 0 ? random.nextInt(900) : random.nextInt(24)];
    int alphabet = random.nextBoolean() ? 2 : 256;
    for (int i = 0; i < record.length; i++) {
      record[i] = (byte) random.nextInt(alphabet);
    }
    return record;
  }

  @Test
  void recordsWithTheSameKeyAreOneGroup() throws IOException {
    Shuffle shuffle = new Shuffle();
    write(shuffle, store(true), "b1", "a2", "c1", "a1", "b1", "a3");
    try (SortedRecords records = open(shuffle, 1)) {
      assertThat(groups(records))
          .containsExactly(List.of("a1", "a2", "a3"), List.of("b1", "b1"), List.of("c1"));
    }
  }

  @Test
  void whatIsLeftOfAGroupIsSkipped() throws IOException {
    Shuffle shuffle = new Shuffle();
    write(shuffle, store(true), "a1", "a2", "a3", "b1", "b2", "c1");
    try (SortedRecords records = open(shuffle, 1)) {
      assertThat(records.nextGroup()).isTrue();
      assertThat(records.nextInGroup()).isTrue();
      assertThat(records.nextGroup()).isTrue();
      assertThat(records.nextGroup()).isTrue();
      assertThat(records.nextInGroup()).isTrue();
      assertThat(text(records)).isEqualTo("c1");
      assertThat(records.nextInGroup()).isFalse();
      assertThat(records.nextInGroup()).isFalse();
      assertThat(records.nextGroup()).isFalse();
    }
  }

  @Test
  void aKeyOfNoBytesMakesOneGroup() throws IOException {
    Shuffle shuffle = new Shuffle();
    write(shuffle, store(false), "b", "", "a");
    try (SortedRecords records = open(shuffle, 0)) {
      assertThat(groups(records)).containsExactly(List.of("", "a", "b"));
    }
  }

  @Test
  void aRecordShorterThanTheKeyIsAGroupWithItsEqualsOnly() throws IOException {
    Shuffle shuffle = new Shuffle();
    write(shuffle, store(true), "ab", "ab", "abc1", "abc2", "a");
    try (SortedRecords records = open(shuffle, 3)) {
      assertThat(groups(records))
          .containsExactly(List.of("a"), List.of("ab", "ab"), List.of("abc1", "abc2"));
    }
  }

  @Test
  void noFramesAreNoRecords() throws IOException {
    try (SortedRecords records = open(new Shuffle(), 4)) {
      assertThat(records.totalRecords()).isZero();
      assertThat(records.nextGroup()).isFalse();
      assertThat(records.next()).isFalse();
    }
  }

  private FrameStore store(boolean inFiles) {
    return inFiles ? new LocalSpill(folder.toString()) : new ShuffleBytes(folder.toString());
  }

  private static void write(Shuffle shuffle, FrameStore store, String... records)
      throws IOException {
    try (FrameWriter writer = new FrameWriter(store, FLUSH_BYTES, shuffle)) {
      for (String record : records) {
        byte[] bytes = record.getBytes(StandardCharsets.US_ASCII);
        writer.add(0, bytes, 0, bytes.length);
        writer.flush(); // A frame each.
      }
    }
  }

  private SortedRecords open(Shuffle shuffle, int groupKeyBytes) throws IOException {
    return SortedRecords.open(shuffle.of(0), store(false), groupKeyBytes);
  }

  private static List<List<String>> groups(SortedRecords records) throws IOException {
    List<List<String>> groups = new ArrayList<>();
    while (records.nextGroup()) {
      List<String> group = new ArrayList<>();
      while (records.nextInGroup()) {
        group.add(text(records));
      }
      groups.add(group);
    }
    return groups;
  }

  private static String text(SortedRecords records) {
    return new String(Shuffle.current(records), StandardCharsets.US_ASCII);
  }
}
