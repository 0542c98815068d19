package org.flowbeam.io.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames larger than memory, and what happens to frames that are damaged. */
class SpillFailureTest {
  private static final int RECORD_BYTES = 100;
  private static final SortedRecords.Limits SMALL = new SortedRecords.Limits(256, 4, 0);

  @TempDir Path folder;

  private final Shuffle shuffle = new Shuffle();

  @Test
  void moreFramesThanMayBeOpenAreMergedOnScratchFiles() throws IOException {
    write(new LocalSpill(folder.toString()), 600, 4);
    int before = files().size();
    int scratchFiles = 0;
    int records = 0;
    byte[] last = new byte[0];
    try (SortedRecords sorted =
        SortedRecords.open(shuffle.of(0), new LocalSpill(folder.toString()), 0, SMALL)) {
      while (sorted.next()) {
        byte[] record = Shuffle.current(sorted);
        assertThat(Arrays.compareUnsigned(last, record)).isLessThanOrEqualTo(0);
        last = record;
        if (records++ % 500 == 0) {
          scratchFiles = Math.max(scratchFiles, files().size() - before);
        }
      }
    }
    assertThat(records).isEqualTo(600 * 4);
    assertThat(scratchFiles).isPositive();
    assertThat(files()).hasSize(before);
  }

  @Test
  void aGroupLargerThanTheReadersMemoryStreams() throws IOException {
    write(new ShuffleBytes(folder.toString()), 50, 200);
    long records = 0;
    try (SortedRecords sorted =
        SortedRecords.open(shuffle.of(0), new LocalSpill(folder.toString()), 0, SMALL)) {
      assertThat(sorted.nextGroup()).isTrue();
      while (sorted.nextInGroup()) {
        records++;
      }
      assertThat(files()).isNotEmpty();
    }
    assertThat(records).isEqualTo(50 * 200);
    assertThat(files()).isEmpty();
  }

  @Test
  void everyFlippedByteIsFoundAndNamed() throws IOException {
    write(new LocalSpill(folder.toString()), 1, 3);
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file, bad);
      assertDamaged(file);
    }
  }

  @Test
  void everyTruncationIsFoundAndNamed() throws IOException {
    write(new LocalSpill(folder.toString()), 1, 3);
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertDamaged(file);
    }
  }

  private void assertDamaged(Path file) {
    assertThatThrownBy(
            () ->
                Shuffle.readAll(
                    SortedRecords.open(shuffle.of(0), new LocalSpill(folder.toString()), 0, SMALL)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " at offset 0");
  }

  @Test
  void damageInsideTheShuffleIsFound() throws IOException {
    write(new ShuffleBytes(folder.toString()), 1, 3);
    byte[] reference = shuffle.of(0).get(0);
    reference[reference.length - 1] ^= 1;
    assertThatThrownBy(
            () ->
                Shuffle.readAll(
                    SortedRecords.open(
                        shuffle.of(0),
                        new LocalSpill(folder.toString()),
                        0,
                        SortedRecords.Limits.DEFAULT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void aReferenceThatIsNoneIsRefused() {
    for (byte[] bad : List.of(new byte[0], new byte[] {9, 0}, new byte[40], new byte[] {2, -1})) {
      assertThatThrownBy(
              () -> SortedRecords.open(List.of(bad), new LocalSpill(folder.toString()), 0, SMALL))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged frame reference");
    }
  }

  @Test
  void aMissingSpillFileEndsTheRead() throws IOException {
    write(new LocalSpill(folder.toString()), 2, 3);
    Path file = files().get(0);
    Files.delete(file);
    assertThatThrownBy(
            () ->
                Shuffle.readAll(
                    SortedRecords.open(shuffle.of(0), new LocalSpill(folder.toString()), 0, SMALL)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aReadThatFailsInTheMiddleOfAMergeLeavesNoScratchFile() throws IOException {
    write(new LocalSpill(folder.toString()), 40, 20);
    List<Path> spilled = files();
    try (FileChannel last = FileChannel.open(spilled.get(39), StandardOpenOption.WRITE)) {
      last.write(ByteBuffer.allocate(8), last.size() - 8);
    }
    assertThatThrownBy(
            () ->
                Shuffle.readAll(
                    SortedRecords.open(shuffle.of(0), new LocalSpill(folder.toString()), 0, SMALL)))
        .isInstanceOf(IOException.class);
    assertThat(files()).containsExactlyInAnyOrderElementsOf(spilled);
  }

  @Test
  void aScratchFolderThatCannotBeMadeEndsTheOpening() throws IOException {
    write(new ShuffleBytes(folder.toString()), 1, 3);
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> SortedRecords.open(shuffle.of(0), new LocalSpill(file + "/scratch"), 0, SMALL))
        .isInstanceOf(IOException.class);
    assertThat(files()).containsExactly(file);
  }

  /** Every flush holds random records, so all frames overlap. */
  private void write(FrameStore store, int flushes, int recordsPerFlush) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    try (FrameWriter writer = new FrameWriter(store, 1 << 20, shuffle)) {
      for (int flush = 0; flush < flushes; flush++) {
        for (int i = 0; i < recordsPerFlush; i++) {
          byte[] record = new byte[RECORD_BYTES];
          random.nextBytes(record);
          writer.add(0, record, 0, RECORD_BYTES);
        }
        writer.flush();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}
