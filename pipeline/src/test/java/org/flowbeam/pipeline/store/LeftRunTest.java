package org.flowbeam.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --wait=false}: the launcher ends, the job goes on, and nobody disturbs it. */
class LeftRunTest {
  private static final String FAR = "--runner=" + FarRunner.class.getName();

  @TempDir Path folder;

  @Test
  void aJobThatIsLeftIsNotDisturbedAndFinishes() throws IOException {
    Path out = folder.resolve("out");
    CommandRun left = sweep(out, FAR, "--wait=false");
    assertThat(left.exitCode()).as("%s", left.err()).isZero();
    assertThat(left.err()).last().asString().contains("the job was started", out.toString());
    List<Path> before = files(out);
    assertThat(before).isNotEmpty().allMatch(file -> file.toString().contains("_temporary"));

    CommandRun meanwhile = sweep(out);
    assertThat(meanwhile.exitCode()).isEqualTo(2);
    assertThat(meanwhile.err()).last().asString().contains("may still be writing", "--overwrite");
    assertThat(files(out)).isEqualTo(before);

    FarRunner.job().goOn();
    assertThat(out.resolve("_SUCCESS")).exists();
    assertThat(out.resolve("_temporary")).doesNotExist();
    assertThat(sweep(out).err()).last().asString().contains("is already in");
  }

  @Test
  void whatADeadJobLeftGoesWhenItIsOldOrTheUserSaysSo() throws IOException {
    Path out = folder.resolve("out");
    assertThat(sweep(out, FAR, "--wait=false").exitCode()).isZero();
    FarRunner.job().cancel();
    assertThat(sweep(out, "--overwrite").exitCode()).isZero();

    Path old = folder.resolve("old");
    assertThat(sweep(old, FAR, "--wait=false").exitCode()).isZero();
    for (Path note : files(old.resolve("_temporary/left"))) {
      Files.writeString(note, "1700000000000");
    }
    assertThat(sweep(old).exitCode()).isZero();
    assertThat(old.resolve("_temporary")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17"})
  void aNoteThatWasCutOffIsOfAJobThatNeverBegan(String note) throws IOException {
    Path out = folder.resolve("out");
    assertThat(sweep(out, FAR, "--wait=false").exitCode()).isZero();
    FarRunner.job().cancel();
    for (Path left : files(out.resolve("_temporary/left"))) {
      Files.writeString(left, note);
    }
    assertThat(sweep(out).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--workers=1", "--runner=DirectRunner"})
  void whatRunsInThisProgramCannotBeLeft(String option) {
    CommandRun run = sweep(folder.resolve("out"), option, "--wait=false");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("--wait=false");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static CommandRun sweep(Path out, String... options) {
    return CommandRun.sweep(Captures.fixtures().resolve("tcp-out-of-order.pcap"), out, options);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
