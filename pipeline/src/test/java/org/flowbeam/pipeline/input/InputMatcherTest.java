package org.flowbeam.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.options.UsageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputMatcherTest {
  @TempDir Path folder;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(folder.resolve("in/day 1"));
    Files.writeString(folder.resolve("in/b.pcap"), "b");
    Files.writeString(folder.resolve("in/a.pcap"), "aa");
    Files.writeString(folder.resolve("in/day 1/[c]*.pcap"), "ccc");
    Files.writeString(folder.resolve("outside.pcap"), "out");
  }

  @Test
  void aFolderIsWalkedAndItsFilesSortedByUri() {
    assertThat(uris(match("in"))).containsExactly("a.pcap", "b.pcap", "day 1/[c]*.pcap");
  }

  @Test
  void ordinalsFollowTheUrisWhateverTheOrderOfTheEntries() {
    assertThat(uris(match("in/b.pcap", "in/a.pcap"))).containsExactly("a.pcap", "b.pcap");
    assertThat(match("in/b.pcap", "in/a.pcap"))
        .extracting(InputFile::ordinal)
        .containsExactly(0, 1);
  }

  @Test
  void aGlobIsRelativeToItsFixedPart() {
    assertThat(uris(match("in/*.pcap"))).containsExactly("a.pcap", "b.pcap");
    assertThat(uris(match("in/**.pcap"))).hasSize(3);
  }

  @Test
  void onlyAFileThatTheUserNamedIsMarkedNamed() {
    assertThat(match("in/a.pcap")).extracting(InputFile::named).containsExactly(true);
    assertThat(match("in/*")).extracting(InputFile::named).doesNotContain(true);
  }

  @Test
  void aLinkOutOfTheFolderIsReportedAndNotFollowed() throws IOException {
    Files.createSymbolicLink(folder.resolve("in/link.pcap"), folder.resolve("outside.pcap"));
    InputFile link = match("in").get(2);
    assertThat(link.uri()).isEqualTo("day 1/[c]*.pcap");
    assertThat(match("in").get(3).error()).contains("not followed");
  }

  @Test
  void aLinkInsideTheFolderIsLeftOutBecauseItsTargetIsThere() throws IOException {
    Files.createSymbolicLink(folder.resolve("in/link.pcap"), folder.resolve("in/a.pcap"));
    assertThat(match("in")).hasSize(3);
  }

  @Test
  void aPipeIsNeverOpened() throws Exception {
    Path pipe = folder.resolve("in/pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(match("in").get(3).error()).contains("pipe");
    assertThatThrownBy(() -> match("in/pipe")).isInstanceOf(UsageException.class);
  }

  @Test
  void anEntryThatMatchesNothingIsAUsageError() {
    assertThatThrownBy(() -> match("in", "absent/*.pcap"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("absent/*.pcap: nothing matches");
  }

  @Test
  void aLinkThatTheUserNamesIsFollowedToAFileAndToAFolder() throws IOException {
    Files.createSymbolicLink(folder.resolve("to-file.pcap"), folder.resolve("outside.pcap"));
    Files.createSymbolicLink(folder.resolve("to-folder"), folder.resolve("in"));
    assertThat(uris(match("to-file.pcap"))).containsExactly("to-file.pcap");
    assertThat(match("to-file.pcap")).extracting(InputFile::error).containsExactly("");
    assertThat(uris(match("to-folder"))).containsExactly("a.pcap", "b.pcap", "day 1/[c]*.pcap");
    assertThat(uris(match("to-*")))
        .containsExactly(
            "to-file.pcap", "to-folder/a.pcap", "to-folder/b.pcap", "to-folder/day 1/[c]*.pcap");
  }

  @Test
  void aLinkToNothingIsCalledThat() throws IOException {
    Files.createSymbolicLink(folder.resolve("in/dangling"), folder.resolve("nowhere"));
    assertThat(match("in").get(2).error()).isEqualTo("symbolic link to nothing");
    assertThatThrownBy(() -> match("in/dangling"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("symbolic link to nothing");
  }

  @Test
  void aPatternThatMatchesAFolderStandsForAllBelowIt() throws IOException {
    Files.createDirectories(folder.resolve("in/day 2/deep"));
    Files.writeString(folder.resolve("in/day 2/deep/d.pcap"), "d");
    assertThat(uris(match("in/day*"))).containsExactly("day 1/[c]*.pcap", "day 2/deep/d.pcap");
    assertThat(uris(match("in/*/deep"))).containsExactly("day 2/deep/d.pcap");
  }

  @Test
  void aNameWithACommaIsOneName() throws IOException {
    Files.writeString(folder.resolve("in/x,y,z.pcap"), "x");
    assertThat(uris(match("in/x,y,z.pcap"))).containsExactly("x,y,z.pcap");
    assertThat(uris(match("in/x,y,z.pcap", "in/a.pcap"))).containsExactly("a.pcap", "x,y,z.pcap");
    assertThat(uris(match("in/a.pcap", "in/x,y,z.pcap"))).containsExactly("a.pcap", "x,y,z.pcap");
  }

  @Test
  void aNameWithWildcardsThatExistsIsAName() {
    assertThat(uris(match("in/day 1/[c]*.pcap"))).containsExactly("[c]*.pcap");
  }

  @Test
  void onlyCommasAreOneClearError() {
    assertThatThrownBy(() -> Inputs.of(" ,,, "))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("names nothing");
  }

  @Test
  void aFileUriIsAPath() {
    List<InputFile> files = InputMatcher.match(Inputs.of("file://" + folder.resolve("in/a.pcap")));
    assertThat(uris(files)).containsExactly("a.pcap");
  }

  private List<InputFile> match(String... entries) {
    StringBuilder joined = new StringBuilder();
    for (String entry : entries) {
      joined.append(joined.isEmpty() ? "" : ",").append(folder.resolve(entry));
    }
    return InputMatcher.match(Inputs.of(joined.toString()));
  }

  private static List<String> uris(List<InputFile> files) {
    return files.stream().map(InputFile::uri).toList();
  }
}
