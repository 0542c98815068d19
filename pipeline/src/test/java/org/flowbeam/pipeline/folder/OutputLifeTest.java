package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands in an output folder is what its manifest says, and what a run that was killed has
 * left there the same command mends. States are made here by hand, one for each step of a commit;
 * {@link KilledSweepTest} makes them by kills.
 */
class OutputLifeTest {
  private static final long SEED = 20261129;

  @TempDir Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");
  private Map<String, byte[]> whole = Map.of();

  @BeforeEach
  void sweepOnce() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    output = folder.resolve("out [a]*"); // No pattern, though it looks like one.
    Files.copy(Captures.fixture("http-keep-alive.pcap"), input.resolve("a.pcap"));
    Files.copy(Captures.fixture("sf-normal-close.pcap"), input.resolve("b.pcap"));
    assertDone(sweep());
    whole = files();
  }

  @Test
  void aManifestThatWasWrittenInPartIsMended() throws IOException {
    Path manifest = output.resolve("manifest.json");
    String text = Files.readString(manifest);
    Random random = new Random(SEED);
    for (int length : new int[] {0, 1, 9, 20, random.nextInt(text.length()), text.length() - 2}) {
      Files.delete(output.resolve("_SUCCESS"));
      Files.writeString(manifest, text.substring(0, length));
      assertMended("a manifest of " + length + " characters");
    }
  }

  @Test
  void filesWithoutSuccessAreMendedWhicheverAreThere() throws IOException {
    List<String> paths = new ArrayList<>(whole.keySet());
    Random random = new Random(SEED);
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(paths, random);
      Files.delete(output.resolve("_SUCCESS"));
      for (String path : paths.subList(0, random.nextInt(paths.size()))) {
        Files.deleteIfExists(output.resolve(path));
      }
      assertMended("round " + round + " of seed " + SEED);
    }
  }

  @Test
  void aLinkToAFolderIsThatFolder() throws IOException {
    Path link = Files.createSymbolicLink(output.resolveSibling("link"), output);
    CommandRun again = CommandRun.sweep(input, link);
    assertThat(again.exitCode()).as("%s", again.log()).isZero();
    assertThat(again.log()).singleElement().asString().contains("is already in");
    Files.delete(output.resolve("_SUCCESS"));
    CommandRun mended = CommandRun.sweep(input, link);
    assertThat(mended.exitCode()).as("%s", mended.log()).isZero();
    assertThat(files().keySet()).isEqualTo(whole.keySet());
  }

  @Test
  void whatIsLeftBesideTheTablesIsDeleted() throws IOException {
    for (boolean finished : new boolean[] {true, false}) {
      if (!finished) {
        Files.delete(output.resolve("_SUCCESS"));
      }
      write(".flowbeam.lock", "\n");
      write(".flowbeam/flowbeam-spill-1.lock", "");
      write(".flowbeam/flowbeam-spill-1/flush-1.frames", "frames");
      write(".flowbeam/flowbeam-spill-3.lock", "");
      write("_temporary/0123456789abcdef/name", "PAR1");
      write("_temporary/manifest.json/name", "{\"run");
      write("_temporary/bodies/name", "body");
      assertMended("finished: " + finished);
    }
  }

  @Test
  void anotherRunThatWasKilledIsDeletedWhateverTheCommand() throws IOException {
    String other = "0123456789abcdef";
    for (String mark : List.of("_temporary/" + other + "/x", ".flowbeam.lock")) {
      for (String path : whole.keySet()) {
        Files.delete(output.resolve(path));
      }
      write(mark, "\n");
      write("flows/date=2020-01-01/" + other + "-00000.parquet", "PAR1");
      write(
          "manifest.json",
          "{\"run_id\": \"%s\", \"outputs\": [{\"path\": \"flows/date=2020-01-01/%s-00000.parquet\"}]}"
              .formatted(other, other));
      assertMended(mark);
    }
  }

  @Test
  void anotherRunWithoutSuccessIsRefusedWhereNothingSaysThatItWasKilled() throws IOException {
    Files.delete(output.resolve("_SUCCESS"));
    Map<String, byte[]> before = files();
    assertRefused(sweep("--idleTcp=1s"), "holds a run that did not finish", "see --overwrite");
    assertThat(files()).containsExactlyEntriesOf(before);
    assertDone(sweep("--idleTcp=1s", "--overwrite"));
  }

  @Test
  void filesOfOthersAmongTheLeftoversAreNeverDeleted() throws IOException {
    Files.delete(output.resolve("_SUCCESS"));
    write("flows/notes.txt", "mine");
    assertRefused(sweep(), "holds a run that did not finish");
    write("_temporary/0123456789abcdef/name", "PAR1");
    assertRefused(sweep(), "holds other files (flows/notes.txt)");
    assertThat(output.resolve("flows/notes.txt")).hasContent("mine");
  }

  @Test
  void aRunThatIsNotWhatItsManifestSaysIsNotAlreadyThere() throws IOException {
    String table = whole.keySet().stream().filter(p -> p.startsWith("flows/")).findFirst().get();
    Path file = output.resolve(table);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(sweep(), table + " is missing");
    Files.write(file, new byte[7]);
    assertRefused(sweep(), table + " has 7 bytes instead of " + bytes.length);
    Files.write(file, bytes);
    write("flows/more.parquet", "PAR1");
    assertRefused(sweep(), "flows/more.parquet is not in it");
    assertRefused(sweep("--overwrite"), "flows/more.parquet is in no manifest");
    assertThat(file).hasBinaryContent(bytes);
    Files.delete(output.resolve("flows/more.parquet"));
    CommandRun again = sweep();
    assertDone(again);
    assertThat(again.log()).singleElement().asString().contains("is already in");
    Files.writeString(output.resolve("manifest.json"), "{\"run_id\": ");
    assertRefused(sweep(), "its manifest.json is damaged");
    assertRefused(sweep("--overwrite"), "its manifest.json is damaged");
  }

  @Test
  void overwritingDeletesALinkAndNotWhatItLeadsTo() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (String path : List.copyOf(whole.keySet())) {
      Path target = elsewhere.resolve(path.replace('/', '_'));
      Files.move(output.resolve(path), target);
      Files.createSymbolicLink(output.resolve(path), target);
    }
    Files.delete(output.resolve("_SUCCESS"));
    Files.createFile(output.resolve("_SUCCESS"));
    assertDone(sweep("--overwrite"));
    assertThat(elsewhere.toFile().list()).hasSize(whole.size());
    assertThat(files()).containsOnlyKeys(whole.keySet());
    assertThat(output.resolve("manifest.json")).isRegularFile().isNotEqualTo(elsewhere);
    assertThat(Files.isSymbolicLink(output.resolve("manifest.json"))).isFalse();
  }

  @Test
  void overwritingDoesNotGoThroughALinkToAFolder() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(output.resolve("flows"), elsewhere);
    Files.createSymbolicLink(output.resolve("flows"), elsewhere);
    assertRefused(sweep(), "flows is not in it");
    assertRefused(sweep("--overwrite"), "flows is a symbolic link, which is not followed");
    Files.delete(output.resolve("_SUCCESS"));
    assertRefused(sweep("--overwrite"), "flows is a symbolic link, which is not followed");
    write(".flowbeam.lock", "\n");
    assertRefused(sweep(), "flows is a symbolic link, which is not followed");
    try (Stream<Path> there = Files.walk(elsewhere)) {
      assertThat(there.filter(Files::isRegularFile)).isNotEmpty();
    }
  }

  @Test
  void bodiesThatWereStoredBelongToTheRun() throws IOException {
    assertDone(sweep("--overwrite", "--bodies=store"));
    Map<String, byte[]> stored = files();
    assertThat(stored.keySet()).anyMatch(path -> path.startsWith("bodies/"));
    Files.delete(output.resolve("_SUCCESS"));
    assertDone(sweep("--bodies=store"));
    assertSame(stored, "stored bodies");
    write("bodies/ab/" + "ab".repeat(32), "a body too many");
    assertRefused(sweep("--bodies=store"), "is not in it");
  }

  private void assertMended(String state) throws IOException {
    CommandRun again = sweep();
    assertThat(again.exitCode()).as(state + ": " + String.join("\n", again.log())).isZero();
    assertSame(whole, state);
  }

  private void assertSame(Map<String, byte[]> expected, String state) throws IOException {
    Map<String, byte[]> found = files();
    assertThat(found.keySet()).as(state).isEqualTo(expected.keySet());
    expected.forEach((path, bytes) -> assertThat(found.get(path)).as(path).isEqualTo(bytes));
  }

  /** Hidden files too. */
  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(output)) {
      for (Path file : all.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).toList()) {
        files.put(output.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private void write(String path, String text) throws IOException {
    Path file = output.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandRun sweep(String... options) {
    return CommandRun.sweep(input, output, options);
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as(String.join("\n", run.log())).isZero();
  }

  private static void assertRefused(CommandRun run, String... words) {
    assertThat(run.log()).singleElement().asString().startsWith("flowbeam: ").contains(words);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
  }
}
