package org.flowbeam.io.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flowbeam.io.storage.PartialCopy.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialCopyTest {
  private static final int SIZE = 3_000_000;
  private static final long SEED = 11;

  @TempDir private Path folder;

  private byte[] write(Path file) throws IOException {
    byte[] bytes = new byte[SIZE];
    new Random(SEED).nextBytes(bytes);
    for (int i = 0; i < SIZE; i++) {
      bytes[i] |= 1; // no zero, so that a hole is seen
    }
    Files.write(file, bytes);
    return bytes;
  }

  @Test
  void whatWasFetchedIsThereAndTheRestIsZero() throws IOException {
    Path file = folder.resolve("file");
    byte[] bytes = write(file);
    PartialCopy copy = PartialCopy.make(file.toString(), folder.resolve("a/copy"), SIZE);
    Random random = new Random(SEED);
    List<Range> asked = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      long begin = random.nextInt(SIZE);
      asked.add(new Range(begin, Math.min(SIZE, begin + random.nextInt(40_000))));
      copy.fetch(asked.subList(random.nextInt(asked.size()), asked.size()));
      byte[] here = Files.readAllBytes(folder.resolve("a/copy"));
      assertThat(here).hasSize(SIZE);
      boolean right = true;
      Range last = asked.get(asked.size() - 1);
      for (int i = 0; i < SIZE; i++) {
        boolean wanted = i >= last.begin() && i < last.end();
        right &= here[i] == bytes[i] || (here[i] == 0 && !wanted);
      }
      assertThat(right).as("seed %s, round %s", SEED, round).isTrue();
    }
    assertThat(copy.isWhole()).isFalse();
    copy.fetchAll();
    assertThat(copy.isWhole()).isTrue();
    assertThat(folder.resolve("a/copy")).hasSameBinaryContentAs(file);
  }

  @Test
  void whatLiesFarFromWhatIsAskedIsNotFetched() throws IOException {
    Path file = folder.resolve("file");
    write(file);
    Path to = folder.resolve("copy");
    PartialCopy copy = PartialCopy.make(file.toString(), to, SIZE);
    copy.fetch(List.of(new Range(SIZE - 10, SIZE), new Range(0, 10)));
    Files.delete(file);
    copy.fetch(List.of(new Range(2, 9))); // is here, so nobody is asked
    byte[] here = Files.readAllBytes(to);
    assertThat(here[9]).isNotZero();
    assertThat(here[SIZE - 10]).isNotZero();
    assertThat(Arrays.copyOfRange(here, 10, SIZE - 10)).containsOnly(0);
  }

  @Test
  void aFileThatIsShorterThanItWasIsAnError() throws IOException {
    Path file = folder.resolve("file");
    write(file);
    PartialCopy copy = PartialCopy.make(file.toString(), folder.resolve("copy"), SIZE + 1);
    assertThatThrownBy(copy::fetchAll).isInstanceOf(EOFException.class);
    assertThat(copy.isWhole()).isFalse();
  }

  @Test
  void anEmptyFileIsWhole() throws IOException {
    Path to = folder.resolve("copy");
    assertThat(PartialCopy.make(folder + "/none", to, 0).isWhole()).isTrue();
    assertThat(to).isEmptyFile();
  }
}
