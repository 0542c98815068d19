package org.flowbeam.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupHashTest {
  private final DedupHash hash = new DedupHash();

  private String of(byte[] bytes, int offset, int length) {
    hash.hash(bytes, offset, length);
    return String.format("%016x%016x", hash.high(), hash.low());
  }

  /** The bytes 0, 1, 2, ... of each length: the hash is part of the stored format. */
  @ParameterizedTest
  @CsvSource({
    "0, 4a18384613fd07e45b9a5cbcfd34abfe",
    "1, 0313a07c91fb0a26193e919d299d1d42",
    "7, 7171f90bc73d6429678cb2b6093366d0",
    "8, 350c86b7a0bd11dc037c90a7bfd2def6",
    "20, 03977219e9ab0435a905641fbdfa90ec",
    "31, b19878b7632cee7a6e36270124335c23",
    "32, d93876e731097bf91d6542f5f3ab6944",
    "33, 882efb4bf28b8c33efabc7691d8c2c1b",
    "64, b7b1b730e19e02ba6761f5a12bff18ce",
    "1500, 6ab299b705d4ede0bc992173155ed985",
  })
  void valuesNeverChange(int length, String expected) {
    assertThat(of(counting(length), 0, length)).isEqualTo(expected);
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void onlyTheBytesOfTheWindowCount() {
    Random random = new Random(3);
    for (int length = 0; length < 130; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String alone = of(bytes, 0, length);
      byte[] surrounded = new byte[length + 80];
      random.nextBytes(surrounded);
      System.arraycopy(bytes, 0, surrounded, 37, length);
      assertThat(of(surrounded, 37, length)).as("length %d", length).isEqualTo(alone);
    }
  }

  @Test
  void everyBitAndEveryLengthCounts() {
    Set<String> seen = new HashSet<>();
    int hashes = 0;
    for (int length = 0; length < 100; length++) {
      byte[] zeros = new byte[length];
      seen.add(of(zeros, 0, length));
      hashes++;
      for (int bit = 0; bit < 8 * length; bit++) {
        zeros[bit / 8] ^= (byte) (1 << bit % 8);
        seen.add(of(zeros, 0, length));
        hashes++;
        zeros[bit / 8] = 0;
      }
    }
    assertThat(seen).hasSize(hashes);
  }

  /** A changed input bit changes each output bit half of the time, wherever it lies. */
  @Test
  void oneBitChangesHalfOfAllBits() {
    Random random = new Random(4);
    int rounds = 2000;
    for (int length : new int[] {1, 8, 20, 32, 47, 64, 100}) {
      int[] flips = new int[128];
      for (int i = 0; i < rounds; i++) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        hash.hash(bytes, 0, length);
        long high = hash.high();
        long low = hash.low();
        int bit = random.nextInt(8 * length);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        hash.hash(bytes, 0, length);
        count(flips, 0, high ^ hash.high());
        count(flips, 64, low ^ hash.low());
      }
      assertThat(Arrays.stream(flips).min().orElseThrow())
          .as("length %d", length)
          .isGreaterThan(rounds * 43 / 100);
      assertThat(Arrays.stream(flips).max().orElseThrow()).isLessThan(rounds * 57 / 100);
    }
  }

  private static void count(int[] flips, int from, long changed) {
    for (int i = 0; i < 64; i++) {
      flips[from + i] += (int) (changed >>> i & 1);
    }
  }
}
