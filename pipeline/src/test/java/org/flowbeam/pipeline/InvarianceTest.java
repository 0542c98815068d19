package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
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
   * Without dedup all captures; with the default those whose cut cannot show by
   * docs/decisions/0010. The others are captures whose times run back across the cut, so that their
   * halves overlap in time as two taps do, and those that share packets, with other times, with
   * another capture at the cut. Files with equal bytes are among both, whole and as halves.
   */
  @Test
  void tablesDoNotDependOnHowCapturesWereCutNorInWhichOrderTheyAreRead()
      throws IOException, SQLException {
    List<Capture> captures = captures(Captures.shared());
    assertThat(captures).filteredOn(c -> c.halves() != null).hasSizeGreaterThan(800);
    CopiesNearCut copies = new CopiesNearCut();
    for (int i = 0; i < captures.size(); i++) {
      copies.add(i, captures.get(i).file());
    }
    int mayShow = 0;
    for (int i = 0; i < captures.size(); i++) {
      Capture capture = captures.get(i);
      byte[] whole = Files.readAllBytes(capture.file());
      List<byte[]> parts = capture.halves() == null ? List.of(whole) : capture.halves();
      boolean shows = capture.halves() != null && mayShow(i, capture.halves(), copies);
      mayShow += shows ? 1 : 0;
      for (String group : shows ? List.of("off-") : List.of("off-", "")) {
        write(group + "whole", i, 0, whole);
        for (int part = 0; part < parts.size(); part++) {
          write(group + "halves", i, part, parts.get(part));
          write(group + "reversed", captures.size() - i, parts.size() - part, parts.get(part));
        }
      }
    }
    System.out.println("captures whose cut may show with --dedup=across: " + mayShow);
    assertThat(mayShow).isBetween(1, 100);
    assertSameForAnyCut("");
    assertSameForAnyCut("off-", "--dedup=off");
  }

  private void assertSameForAnyCut(String group, String... options) throws SQLException {
    RunTables whole = sweep(group + "whole", options);
    assertSameRows(whole, sweep(group + "halves", options));
    assertSameRows(whole, sweep(group + "reversed", options));
  }

  private boolean mayShow(int number, List<byte[]> halves, CopiesNearCut copies)
      throws IOException {
    Path first = Files.write(folder.resolve("first"), halves.get(0));
    Path second = Files.write(folder.resolve("second"), halves.get(1));
    return runsBack(first, second) || copies.mayShow(number, first, second);
  }

  /** Whether the second has a time that is not behind all times of the first. */
  private static boolean runsBack(Path first, Path second) {
    Long until = CaptureCutter.inspect(first).get(0).lastTimeNanos();
    Long from = CaptureCutter.inspect(second).get(0).firstTimeNanos();
    return until == null || from == null || from <= until;
  }

  @Test
  void filesAreTheSameBytesHoweverTheRunIsSpread() throws IOException {
    Path captures = Captures.shared();
    List<String> files = files(captures, "default");
    assertThat(files(captures, "one", "--buckets=1", "--workers=1", "--blockBytes=20KiB"))
        .isEqualTo(files);
    assertThat(files(captures, "many", "--buckets=64", "--memory=2MiB", "--blockBytes=100KiB"))
        .isEqualTo(files);
  }

  @Test
  void filesAreTheSameBytesForSlicesOfOnePacketAndAnyNumberOfBuckets() throws IOException {
    Path captures = Captures.fixtures();
    List<String> files = files(captures, "default", "--workers=2");
    for (int buckets : new int[] {1, 2, 16, 64}) {
      assertThat(files(captures, "b" + buckets, "--blockBytes=1", "--buckets=" + buckets))
          .isEqualTo(files);
    }
  }

  /** All captures, also where their contents, or those of their halves, are the same bytes. */
  private static List<Capture> captures(Path root) throws IOException {
    List<Capture> captures = new ArrayList<>();
    for (Path file : filesBelow(root)) {
      if (CaptureCutter.inspect(file).stream().anyMatch(source -> source.format() != null)) {
        captures.add(new Capture(file, CaptureCutter.halves(file)));
      }
    }
    return captures;
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
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
