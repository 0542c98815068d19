package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.pipeline.courier.Courier;
import org.flowbeam.pipeline.courier.CourierTraffic;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A join over two stages, of flows and of what parsers found, is a function of the packets. */
class StagedJoinTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachAnnouncementFindsItsTransfer(long seed) throws IOException {
    CourierTraffic traffic = new CourierTraffic(seed);
    PlainSweep.Result result = plain(write("whole", traffic.cutAt(List.of())));
    Map<String, Integer> ports = new HashMap<>();
    for (FlowRow flow : result.flows()) {
      ports.put(flow.getFlowId(), flow.getSrcPort());
    }
    Map<String, Integer> found = new TreeMap<>();
    for (HttpRow row : result.rows(Tables.HTTP)) {
      int port = row.getUserAgent() == null ? 0 : ports.get(row.getUserAgent());
      found.put(row.getSrcPort() + ", " + row.getTx(), port);
    }
    assertThat(found).as("seed %d", seed).isEqualTo(traffic.transfers());
    assertThat(result.anomalies())
        .as("seed %d", seed)
        .extracting(AnomalyRow::getKind)
        .contains("courier_sent_again");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neitherTheCutNorTheOrderOfFilesShows(long seed) throws IOException {
    CourierTraffic traffic = new CourierTraffic(seed);
    Random random = new Random(seed);
    List<String> expected = joined(plain(write("whole", traffic.cutAt(List.of()))));
    for (int pieces : new int[] {2, 3, 10, 40}) {
      List<byte[]> cut = traffic.cutAt(cuts(traffic, random, pieces));
      List<Path> files = files(write("cut" + pieces, cut));
      Collections.shuffle(files, random);
      assertThat(joined(PlainSweep.of(files.toArray(Path[]::new))))
          .as("seed %d, %d pieces", seed, pieces)
          .isEqualTo(expected);
    }
    assertThat(joined(plain(write("taps", traffic.byTap())))).isEqualTo(expected);
  }

  /** The same bytes, whatever the buckets, workers and blocks; the same rows for any cut. */
  @Test
  void theBeamPipelineWritesWhatThePlainSweepFinds() throws Exception {
    CourierTraffic traffic = new CourierTraffic(4);
    Path whole = write("in-whole", traffic.cutAt(List.of()));
    Path cut = write("in-cut", traffic.cutAt(cuts(traffic, new Random(4), 9)));
    Path taps = write("in-taps", traffic.byTap());
    RunTables one = sweep(whole, "one", Map.of("buckets", "1", "workers", "1"));
    assertSameFiles(one, sweep(whole, "many", Map.of("buckets", "64", "workers", "4")));
    assertSameFiles(
        one,
        sweep(whole, "small", Map.of("buckets", "7", "blockBytes", "20KiB", "memory", "2MiB")));
    RunTables pieces = sweep(cut, "pieces", Map.of("workers", "1"));
    assertSameFiles(pieces, sweep(cut, "pieces2", Map.of("buckets", "3", "blockBytes", "10KiB")));
    for (RunTables other : List.of(pieces, sweep(taps, "taps", Map.of()))) {
      assertThat(RunTables.difference(one, other, "http")).isEmpty();
      assertThat(RunTables.difference(one, other, "anomalies", "source_id", "\"offset\""))
          .isEmpty();
    }
    assertThat(rows(one)).containsExactlyElementsOf(rows(plain(whole)));
  }

  private static void assertSameFiles(RunTables one, RunTables other) throws IOException {
    assertThat(other.files()).isEqualTo(one.files()).hasSizeGreaterThan(3);
  }

  /** Some columns of the joined table, in the same order from both sweeps. */
  private static List<String> rows(RunTables run) throws SQLException {
    return run.rows(
        "select flow_id, tx, src_port, uri, host, user_agent, referrer, trans_depth, outcome"
            + " from {http} order by ts, ts_nanos, flow_id, tx");
  }

  private static List<String> rows(PlainSweep.Result result) {
    return result.rows(Tables.HTTP).stream()
        .sorted(
            Comparator.comparing(HttpRow::getTs)
                .thenComparing(HttpRow::getTsNanos)
                .thenComparing(HttpRow::getFlowId)
                .thenComparing(HttpRow::getTx))
        .map(
            row ->
                Stream.of(
                        row.getFlowId(),
                        row.getTx(),
                        row.getSrcPort(),
                        row.getUri(),
                        row.getHost(),
                        row.getUserAgent(),
                        row.getReferrer(),
                        row.getTransDepth(),
                        row.getOutcome())
                    .map(String::valueOf)
                    .collect(Collectors.joining("|")))
        .toList();
  }

  /** All rows that the join wrote, as text. */
  private static List<String> joined(PlainSweep sweep) throws IOException {
    return joined(sweep.protocols(Courier.alone()).run());
  }

  private static List<String> joined(PlainSweep.Result result) {
    List<String> rows = new ArrayList<>();
    result.rows(Tables.HTTP).forEach(row -> rows.add(row.toString()));
    result.anomalies().stream()
        .filter(row -> row.getKind().startsWith("courier"))
        .forEach(row -> rows.add(row.toString()));
    rows.sort(null);
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }

  private PlainSweep.Result plain(Path input) throws IOException {
    return PlainSweep.of(files(input).toArray(Path[]::new)).protocols(Courier.alone()).run();
  }

  private RunTables sweep(Path input, String name, Map<String, String> options) throws Exception {
    Path output = folder.resolve("out-" + name);
    Map<String, String> given = new HashMap<>(options);
    given.put("input", input.toString());
    given.put("output", output.toString());
    assertThat(new SweepRun(new SweepOptions(given), List.of(), Courier::alone).execute(false))
        .isZero();
    return new RunTables(output);
  }

  private static List<Integer> cuts(CourierTraffic traffic, Random random, int pieces) {
    int packets = traffic.packets().size();
    return IntStream.range(1, pieces).map(i -> 1 + random.nextInt(packets - 1)).boxed().toList();
  }

  private Path write(String name, List<byte[]> captures) throws IOException {
    Path input = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < captures.size(); i++) {
      Files.write(input.resolve("%03d.pcap".formatted(captures.size() - i)), captures.get(i));
    }
    return input;
  }

  private static List<Path> files(Path input) throws IOException {
    try (Stream<Path> files = Files.list(input)) {
      return new ArrayList<>(files.sorted().toList());
    }
  }
}
