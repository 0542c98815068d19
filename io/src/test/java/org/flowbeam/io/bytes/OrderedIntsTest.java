package org.flowbeam.io.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderedIntsTest {
  private static final long SEED = 20261129;

  /** All numbers around a power of two, and some between. */
  private static List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(List.of(0L, -1L, Long.MIN_VALUE));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int bit = 0; bit < Long.SIZE; bit++) {
      for (int around = -2; around <= 2; around++) {
        numbers.add((1L << bit) + around);
      }
      numbers.add(random.nextLong() >>> bit);
    }
    return numbers;
  }

  @Test
  void everyNumberIsReadAsItWasWritten() {
    byte[] bytes = new byte[3 + OrderedInts.MAX_BYTES];
    for (long number : numbers()) {
      int end = OrderedInts.put(bytes, 3, number);
      assertThat(OrderedInts.i64(bytes, 3)).isEqualTo(number);
      assertThat(OrderedInts.bytes(bytes[3])).as("%x", number).isEqualTo(end - 3);
      int small = (int) number;
      int smallEnd = OrderedInts.put(bytes, 3, small);
      assertThat(OrderedInts.i32(bytes, 3)).isEqualTo(small);
      assertThat(smallEnd - 3).isBetween(1, OrderedInts.MAX_INT_BYTES);
      assertThat(OrderedInts.bytes(bytes[3])).isEqualTo(smallEnd - 3);
    }
  }

  @Test
  void theOrderOfTheBytesIsThatOfTheNumbers() {
    List<Long> sorted = new ArrayList<>(numbers());
    sorted.sort(Long::compareUnsigned);
    for (int i = 1; i < sorted.size(); i++) {
      int order = Long.compareUnsigned(sorted.get(i - 1), sorted.get(i));
      int ofBytes = Arrays.compareUnsigned(bytes(sorted.get(i - 1)), bytes(sorted.get(i)));
      assertThat(Integer.signum(ofBytes)).as("%x", sorted.get(i)).isEqualTo(Integer.signum(order));
    }
  }

  @Test
  void smallNumbersTakeFewBytes() {
    assertThat(bytes(127)).hasSize(1);
    assertThat(bytes(128)).hasSize(2);
    assertThat(bytes((1 << 14) - 1)).hasSize(2);
    assertThat(bytes(1 << 14)).hasSize(3);
    assertThat(bytes(-1)).hasSize(OrderedInts.MAX_BYTES);
  }

  private static byte[] bytes(long number) {
    byte[] bytes = new byte[OrderedInts.MAX_BYTES];
    int length = OrderedInts.put(bytes, 0, number);
    return Arrays.copyOf(bytes, length);
  }
}
