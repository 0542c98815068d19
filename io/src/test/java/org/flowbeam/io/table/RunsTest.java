package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RunsTest {
  @RepeatedTest(200)
  void parquetsDecoderReadsWhatWasAdded(RepetitionInfo repetition) throws Exception {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int bitWidth = random.nextInt(1, 24);
    int[] numbers = new int[random.nextInt(1, 3000)];
    int stays = random.nextInt(1, 40);
    for (int i = 0; i < numbers.length; i++) {
      boolean same = i > 0 && random.nextInt(stays) > 0;
      numbers[i] = same ? numbers[i - 1] : random.nextInt(1 << bitWidth);
    }
    assertThat(decoded(encoded(numbers, bitWidth), bitWidth, numbers.length)).isEqualTo(numbers);
  }

  private static byte[] encoded(int[] numbers, int bitWidth) {
    Runs runs = new Runs();
    for (int number : numbers) {
      runs.add(number);
    }
    LittleEndianBytes out = new LittleEndianBytes();
    runs.encode(bitWidth, out);
    return Arrays.copyOf(out.bytes, out.length);
  }

  private static int[] decoded(byte[] bytes, int bitWidth, int count) throws Exception {
    RunLengthBitPackingHybridDecoder decoder =
        new RunLengthBitPackingHybridDecoder(bitWidth, new ByteArrayInputStream(bytes));
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = decoder.readInt();
    }
    return numbers;
  }

  @Test
  void manyEqualNumbersTakeThreeBytes() {
    int[] thousandOnes = new int[1000];
    Arrays.fill(thousandOnes, 1);
    // 1000 << 1 as a varint, then the number
    assertThat(encoded(thousandOnes, 1)).containsExactly(0xd0, 0x0f, 0x01);
  }

  @Test
  void eightNumbersThatDifferArePacked() {
    // one group: header 1 << 1 | 1, then three bits each, the first lowest
    assertThat(encoded(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, 3))
        .containsExactly(0x03, 0x88, 0xc6, 0xfa);
  }

  @Test
  void numbersOfNoBitsTakeTheirCountAlone() {
    assertThat(encoded(new int[20], 0)).containsExactly(20 << 1);
  }
}
