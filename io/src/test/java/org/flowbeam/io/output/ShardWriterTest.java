package org.flowbeam.io.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.LocalSpill;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.table.Sql;
import org.flowbeam.io.table.TestRows;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {
  /** 2023-11-14 22:13:20 UTC. */
  private static final long START = 1_700_000_000_000_000L;

  private static final long HOUR = 3_600_000_000L;

  @TempDir Path folder;

  @Test
  void aRunEndsWithManifestAndSuccess() throws Exception {
    Path output = folder.resolve("out");
    List<FlowRow> rows = rows(200);
    new TableRun(local(), output, 1, 1 << 20).run(rows, 1);
    assertThat(files(output).keySet())
        .containsExactly(
            "_SUCCESS",
            "flows/date=2023-11-14/0123456789abcdef-00000.parquet",
            "flows/date=2023-11-15/0123456789abcdef-00000.parquet",
            "manifest.json");
    assertThat(Sql.rows("select count(*) from '%s/flows/**/*.parquet'", output))
        .containsExactly("200");
    assertThat(
            Sql.rows(
                "select o.path, o.\"table\", o.\"rows\", o.bytes, o.sha256 from"
                    + " (select unnest(outputs) o from '%s/manifest.json')",
                output))
        .containsExactlyElementsOf(manifestLines(output));
  }

  private static List<String> manifestLines(Path output) throws Exception {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files(output).entrySet()) {
      if (file.getKey().endsWith(".parquet")) {
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(file.getValue());
        String rows = Sql.rows("select count(*) from '%s/" + file.getKey() + "'", output).get(0);
        lines.add(
            String.join(
                "|",
                file.getKey(),
                "flows",
                rows,
                String.valueOf(file.getValue().length),
                HexFormat.of().formatHex(sha)));
      }
    }
    return lines;
  }

  @Test
  void filesAreTheSameBytesForAnyOrderNumberOfWritersStoreAndBuffer() throws Exception {
    List<FlowRow> rows = rows(500);
    Path first = folder.resolve("first");
    new TableRun(local(), first, 2, 1 << 20).run(rows, 1);
    Map<String, byte[]> expected = files(first);
    assertThat(expected).hasSize(2 * 2 + 2);

    Collections.shuffle(rows, new Random(7));
    Path second = folder.resolve("second");
    new TableRun(new ShuffleBytes(folder + "/scratch"), second, 2, 9_000).run(rows, 3);
    assertThat(files(second)).containsExactlyEntriesOf(expected);
  }

  private static List<FlowRow> rows(int count) {
    SplittableRandom random = new SplittableRandom(5);
    List<FlowRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(TestRows.flow(random, START + random.nextLong(24 * HOUR)));
    }
    return rows;
  }

  private FrameStore local() throws IOException {
    return new LocalSpill(Files.createTempDirectory(folder, "spill").toString());
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
