package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariants 1 and 8: neither the cut of an archive nor the way it is run shows in the tables. */
class InvarianceTest {
  /** Columns that name a place in a source. */
  private static final Map<Table<?>, String[]> PLACES =
      Map.of(
          Tables.FLOWS,
          new String[] {"sources", "sources_count", "first_source_id", "first_offset"},
          Tables.ANOMALIES,
          new String[] {"source_id", "\"offset\""});

  /** One capture whole, and its halves if it can be cut. */
  private record Capture(Path file, @Nullable List<byte[]> halves) {}

  @TempDir Path folder;

  /**
   * Two runs of everything: captures whose halves share no time, with the default dedup, and those
   * whose times run back across the cut, without. The halves of the latter overlap in time as two
   * taps do, so what repeats between them counts as copies (docs/decisions/0010).
   */
  @Test
  void tablesDoNotDependOnHowCapturesWereCutNorInWhichOrderTheyAreRead()
      throws IOException, SQLException {
    List<Capture> captures = distinct(Captures.shared());
    assertThat(captures).filteredOn(c -> c.halves() != null).hasSizeGreaterThan(800);
    int runningBack = 0;
    for (int i = 0; i < captures.size(); i++) {
      Capture capture = captures.get(i);
      byte[] whole = Files.readAllBytes(capture.file());
      List<byte[]> parts = capture.halves() == null ? List.of(whole) : capture.halves();
      boolean back = runsBack(parts);
      runningBack += back ? 1 : 0;
      String times = back ? "back-" : "";
      write(times + "whole", i, 0, whole);
      for (int part = 0; part < parts.size(); part++) {
        write(times + "halves", i, part, parts.get(part));
        write(times + "reversed", captures.size() - i, parts.size() - part, parts.get(part));
      }
    }
    assertThat(runningBack).isBetween(1, 100);
    assertSameForAnyCut("");
    assertSameForAnyCut("back-", "--dedup=off");
  }

  private void assertSameForAnyCut(String times, String... options) throws SQLException {
    RunTables whole = sweep(times + "whole", options);
    assertSameRows(whole, sweep(times + "halves", options));
    assertSameRows(whole, sweep(times + "reversed", options));
  }

  /** Whether the second part has a time that is not behind all times of the first. */
  private boolean runsBack(List<byte[]> parts) throws IOException {
    long until = Long.MIN_VALUE;
    boolean back = false;
    for (byte[] part : parts) {
      Path file = folder.resolve("part");
      Files.write(file, part);
      for (SourceInfo source : CaptureCutter.inspect(file)) {
        Long first = source.firstTimeNanos();
        Long last = source.lastTimeNanos();
        if (parts.size() > 1 && first != null && last != null) {
          back |= first <= until;
          until = Math.max(until, last);
        }
      }
    }
    return back;
  }

  @Test
  void filesAreTheSameBytesHoweverTheRunIsSpread() throws IOException {
    Path captures = Captures.shared();
    List<String> files = files(captures, "default");
    assertThat(files(captures, "one", "--buckets=1", "--parallelism=1", "--blockBytes=20KiB"))
        .isEqualTo(files);
    assertThat(files(captures, "many", "--buckets=64", "--memory=2MiB", "--blockBytes=100KiB"))
        .isEqualTo(files);
  }

  @Test
  void filesAreTheSameBytesForSlicesOfOnePacketAndAnyNumberOfBuckets() throws IOException {
    Path captures = Captures.fixtures();
    List<String> files = files(captures, "default", "--parallelism=2");
    for (int buckets : new int[] {1, 2, 16, 64}) {
      assertThat(files(captures, "b" + buckets, "--blockBytes=1", "--buckets=" + buckets))
          .isEqualTo(files);
    }
  }

  /**
   * Captures with contents that differ, and whose halves differ from everything else too. Equal
   * contents are read once, so a half that is also a file of its own would be.
   */
  private static List<Capture> distinct(Path root) throws IOException {
    Map<Path, List<String>> contents = new HashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    Map<Path, List<byte[]>> halves = new HashMap<>();
    List<Path> files = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path file : filesBelow(root)) {
      List<String> hashes = contentHashes(file);
      if (!hashes.isEmpty() && hashes.stream().allMatch(seen::add)) {
        files.add(file);
        List<byte[]> parts = CaptureCutter.halves(file);
        if (parts != null) {
          halves.put(file, parts);
          hashes = new ArrayList<>(hashes);
          for (byte[] part : parts) {
            hashes.add(sha256(part));
          }
        }
        contents.put(file, hashes);
        hashes.forEach(hash -> uses.merge(hash, 1, Integer::sum));
      }
    }
    List<Capture> captures = new ArrayList<>();
    for (Path file : files) {
      boolean unique =
          contents.getOrDefault(file, List.of()).stream()
              .allMatch(h -> uses.getOrDefault(h, 0) == 1);
      captures.add(new Capture(file, unique ? halves.get(file) : null));
    }
    return captures;
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<String> contentHashes(Path file) {
    return CaptureCutter.inspect(file).stream()
        .filter(source -> source.format() != null)
        .map(SourceInfo::contentSha256)
        .filter(hash -> hash != null)
        .toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String run, int number, int part, byte[] bytes) throws IOException {
    Path input = Files.createDirectories(folder.resolve(run).resolve("in"));
    Files.write(input.resolve("%05d-%d".formatted(number, part)), bytes);
  }

  private RunTables sweep(String run, String... options) {
    return sweep(folder.resolve(run).resolve("in"), run, options);
  }

  private RunTables sweep(Path input, String run, String... options) {
    Path output = folder.resolve(run).resolve("out");
    CommandRun sweep = CommandRun.sweep(input, output, options);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isIn(0, 3);
    return new RunTables(output);
  }

  private List<String> files(Path input, String run, String... options) throws IOException {
    return sweep(input, run, options).files();
  }

  /** Sources and the packet index are about places, which is what was cut. */
  private static void assertSameRows(RunTables one, RunTables other) throws SQLException {
    for (Table<?> table : Tables.ALL) {
      if (!table.equals(Tables.SOURCES) && !table.equals(Tables.PACKET_INDEX)) {
        String[] places = PLACES.getOrDefault(table, new String[0]);
        assertThat(RunTables.difference(one, other, table.name(), places))
            .as(table.name())
            .isEmpty();
      }
    }
  }
}
