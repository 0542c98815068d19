package org.flowbeam.io.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.LocalSpill;
import org.flowbeam.io.table.TestRows;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committing, and what a run leaves that fails at each of its steps: nothing. */
class CommitTest {
  private static final String RUN = TableRun.RUN_ID;

  @TempDir Path folder;

  private Path output = Path.of("");

  @BeforeEach
  void nameOutput() {
    output = folder.resolve("out [a]*");
  }

  @Test
  void committingTwiceIsTheSameAsOnce() throws IOException {
    OutputFolder out = new OutputFolder(output.toString());
    WrittenFile file = temporary(out, "abc");
    out.commit(List.of(file));
    out.commit(List.of(file));
    out.deleteTemporary();
    assertThat(files()).containsExactly("flows/" + RUN + "-00000.parquet");
    assertThat(output.resolve("_temporary")).doesNotExist();
  }

  @Test
  void aFileThatIsGoneIsNotCommittedSilently() throws IOException {
    OutputFolder out = new OutputFolder(output.toString());
    WrittenFile file = temporary(out, "abc");
    Files.delete(Path.of(file.temporary()));
    assertThatThrownBy(() -> out.commit(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void discardingRemovesWhatTheRunMadeAndNothingElse() throws IOException {
    OutputFolder out = new OutputFolder(output.toString());
    out.commit(List.of(temporary(out, "abc")));
    temporary(out, "left by another attempt");
    out.writeManifest("{}");
    Files.writeString(output.resolve("flows/notes.txt"), "mine");
    Commit.discard(output.toString());
    assertThat(files()).containsExactly("flows/notes.txt");
  }

  @Test
  void discardingWhereNothingIsIsHarmless() throws IOException {
    Commit.discard(output.toString());
    assertThat(output).doesNotExist();
  }

  @Test
  void filesAreListedInTheManifest() throws IOException {
    WrittenFile file = new WrittenFile("tmp", "flows/a.parquet", "flows", 3, 4, "ff");
    assertThat(Commit.withOutputs("{\"run_id\": \"r\"}", List.of(file)))
        .isEqualToIgnoringWhitespace(
            "{\"run_id\": \"r\", \"outputs\": [{\"path\": \"flows/a.parquet\","
                + " \"table\": \"flows\", \"rows\": 3, \"bytes\": 4, \"sha256\": \"ff\"}]}");
  }

  @Test
  void aRunWithoutRowsSucceeds() throws IOException {
    run(spill(), List.of());
    assertThat(files()).containsExactly("_SUCCESS", "manifest.json");
  }

  @Test
  void aSpillThatCannotBeWrittenLeavesNothing() throws IOException {
    FrameStore store = new LocalSpill(folder + "/gone");
    assertThatThrownBy(() -> run(store, rows(20))).hasMessageContaining("cannot write spill file");
    assertDiscardLeavesNothing();
  }

  @Test
  void framesThatAreDamagedBeforeTheyAreReadLeaveNothing() throws IOException {
    Path spill = Files.createDirectory(folder.resolve("spill"));
    TableRun run = new TableRun(new LocalSpill(spill.toString()), output, 1, 1 << 20);
    assertThatThrownBy(() -> run.damaging(spill).run(rows(20), 1))
        .hasMessageContaining("frames at offset")
        .hasMessageContaining("cut off");
    assertDiscardLeavesNothing();
  }

  @Test
  void aTemporaryFileThatCannotBeMadeLeavesNothing() throws IOException {
    Files.createDirectories(output);
    Files.createFile(output.resolve("_temporary"));
    assertThatThrownBy(() -> run(spill(), rows(20))).isInstanceOf(IOException.class);
    Commit.discard(output.toString());
    assertThat(files()).containsExactly("_temporary");
  }

  @Test
  void aMoveThatFailsLeavesNothing() throws IOException {
    Files.createDirectories(output);
    Files.createFile(output.resolve("flows"));
    assertThatThrownBy(() -> run(spill(), rows(20))).isInstanceOf(IOException.class);
    Commit.discard(output.toString());
    assertThat(files()).containsExactly("flows");
  }

  private void assertDiscardLeavesNothing() throws IOException {
    Commit.discard(output.toString());
    assertThat(files()).isEmpty();
  }

  private void run(FrameStore store, List<FlowRow> rows) throws IOException {
    new TableRun(store, output, 1, 1 << 20).run(rows, 1);
  }

  private FrameStore spill() throws IOException {
    return new LocalSpill(Files.createTempDirectory(folder, "spill").toString());
  }

  private static List<FlowRow> rows(int count) {
    SplittableRandom random = new SplittableRandom(9);
    List<FlowRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(TestRows.flow(random, 1_700_000_000_000_000L + i));
    }
    return rows;
  }

  private static WrittenFile temporary(OutputFolder out, String content) throws IOException {
    String name = out.newTemporaryFile(RUN);
    Path path = Path.of(name);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, content);
    String target = OutputFolder.tableFile("flows", null, RUN, 0, 0);
    return new WrittenFile(name, target, "flows", 1, content.length(), "");
  }

  private List<String> files() throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(output)) {
      return all.filter(Files::isRegularFile)
          .map(file -> output.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
