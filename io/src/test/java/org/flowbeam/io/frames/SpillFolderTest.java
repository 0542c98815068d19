package org.flowbeam.io.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
  @TempDir Path parent;

  @Test
  void closingLeavesNothing() throws IOException {
    try (SpillFolder spill = SpillFolder.open(parent.resolve("new"))) {
      Files.writeString(spill.folder().resolve("flush-1.frames"), "frames");
      assertThat(spill.store().scratchFolder()).isEqualTo(spill.folder());
    }
    assertThat(parent.resolve("new")).doesNotExist();
  }

  @Test
  void runsThatLiveAtTheSameTimeHaveFoldersOfTheirOwn() throws IOException {
    try (SpillFolder first = SpillFolder.open(parent);
        SpillFolder second = SpillFolder.open(parent)) {
      assertThat(second.folder()).isNotEqualTo(first.folder());
      assertThat(first.folder()).isDirectory();
    }
  }

  @Test
  void whatAKilledRunLeftIsDeletedAtTheNextStart() throws IOException {
    Path left = Files.createDirectory(parent.resolve("flowbeam-spill-7"));
    Files.writeString(left.resolve("flush-1.frames"), "frames");
    Files.writeString(parent.resolve("flowbeam-spill-7.lock"), ""); // The kernel let go of it.
    Path foreign = Files.writeString(parent.resolve("notes.txt"), "stays");
    try (SpillFolder spill = SpillFolder.open(parent)) {
      assertThat(left).doesNotExist();
      assertThat(spill.folder()).isDirectory();
    }
    try (Stream<Path> all = Files.list(parent)) {
      assertThat(all).containsExactly(foreign);
    }
  }

  @Test
  void closingTwiceIsHarmless() throws IOException {
    SpillFolder spill = SpillFolder.open(parent);
    spill.close();
    spill.close();
    assertThat(spill.folder()).doesNotExist();
  }
}
