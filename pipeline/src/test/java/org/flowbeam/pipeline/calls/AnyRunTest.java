package org.flowbeam.pipeline.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole sweeps of random calls: the same bytes in all files for any buckets, blocks, memory and
 * workers, and the same calls, links, messages and streams when signalling and media lie in two
 * captures, or a call is cut in two, whatever the settings.
 */
class AnyRunTest {
  private static final List<String> TABLES = List.of("calls", "call_links", "sip", "rtp", "rtcp");
  private static final int SETTINGS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {41, 42})
  void theSameTablesForAnyRunOfAnyCut(long seed) throws IOException, SQLException {
    SplittableRandom random = new SplittableRandom(seed);
    CallScene scene = RandomCalls.scene(random);
    int cut = scene.count() / 4 + random.nextInt(scene.count() / 2);
    byte[] begin = scene.capture(0, cut);
    byte[] end = scene.capture(cut, scene.count());
    Path whole = write("whole", scene.capture());
    RunTables expected = sweep(whole, "one", "--workers=1", "--buckets=1");
    for (String table : TABLES) {
      assertThat(expected.rows("select 1 from {" + table + "}")).as(table).isNotEmpty();
    }
    for (int i = 0; i < SETTINGS; i++) {
      String[] settings = settings(random);
      assertThat(sweep(whole, "whole-" + i, settings).files())
          .as("seed %d, %s", seed, String.join(" ", settings))
          .isEqualTo(expected.files());
    }
    assertSame(seed, random, expected, write("apart", scene.capture(true), scene.capture(false)));
    assertSame(seed, random, expected, write("turned", scene.capture(false), scene.capture(true)));
    assertSame(seed, random, expected, write("cut", end, begin));
    assertSame(seed, random, expected, write("dealt", scene.dealt(random, 3)));
  }

  private void assertSame(long seed, SplittableRandom random, RunTables expected, Path captures)
      throws SQLException {
    String[] settings = settings(random);
    RunTables run = sweep(captures, captures.getFileName() + "-out", settings);
    for (String table : TABLES) {
      assertThat(RunTables.difference(expected, run, table))
          .as("seed %d, %s, %s, %s", seed, captures, table, String.join(" ", settings))
          .isEmpty();
    }
  }

  private static String[] settings(SplittableRandom random) {
    List<String> settings = new ArrayList<>();
    settings.add("--workers=" + (1 + random.nextInt(4)));
    settings.add("--buckets=" + (1 << random.nextInt(7)));
    String[] blocks = {"1", "1KiB", "20KiB", "1MiB"};
    settings.add("--blockBytes=" + blocks[random.nextInt(blocks.length)]);
    if (random.nextBoolean()) {
      settings.add("--memory=2MiB");
    }
    return settings.toArray(new String[0]);
  }

  private Path write(String name, byte[]... captures) throws IOException {
    Path input = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < captures.length; i++) {
      Files.write(input.resolve(i + ".pcap"), captures[i]);
    }
    return input;
  }

  private RunTables sweep(Path input, String name, String... settings) {
    Path output = folder.resolve(name);
    CommandRun sweep = CommandRun.sweep(input, output, settings);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isZero();
    return new RunTables(output);
  }
}
