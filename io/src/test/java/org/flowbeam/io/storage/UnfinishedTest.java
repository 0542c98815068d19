package org.flowbeam.io.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
  @TempDir private Path folder;

  @Test
  void whatIsDiscardedGoesAndWhatIsFinishedStays() throws IOException {
    Path gone = Unfinished.make(folder.resolve("gone"), () -> create("gone"));
    Path part = Unfinished.make(folder.resolve("part"), () -> create("part"));
    Path whole = folder.resolve("whole");
    Unfinished.finish(List.of(part), () -> Files.move(part, whole));
    create("part"); // somebody else's
    Unfinished.discard(gone);
    Unfinished.discard(part);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("part", "whole");
  }

  @Test
  void aTemporaryFolderIsItsOwnersAndGoesWithItsContents() throws IOException {
    Path temporary = Unfinished.temporaryFolder(folder, "some");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary)))
        .isEqualTo("rwx------");
    Files.writeString(Files.createDirectory(temporary.resolve("in")).resolve("file"), "x");
    Unfinished.discard(temporary);
    assertThat(folder).isEmptyDirectory();
    Unfinished.discard(temporary);
  }

  @Test
  void aFolderOfFilesThatWereNotMadeHereStays() throws IOException {
    Path made = folder.resolve("made");
    Unfinished.make(made, () -> Files.createDirectory(made));
    Path other = create("made/other");
    assertThatThrownBy(() -> Unfinished.discard(made))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(other).exists();
  }

  private Path create(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "x");
  }
}
