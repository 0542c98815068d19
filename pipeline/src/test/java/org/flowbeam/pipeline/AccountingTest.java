package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.SourceInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 2 and 7 on every public capture: each packet is counted once, and nothing is ''.
 * {@link PlainSweepTest} counts each capture by itself.
 */
class AccountingTest {
  @TempDir static Path folder;
  private static boolean swept;

  private Path captures = Path.of("");
  private RunTables run = new RunTables(Path.of(""));

  /** Not before all: every test is to be seen skipped where the captures are absent. */
  @BeforeEach
  void sweepEverythingOnce() {
    captures = Captures.shared();
    if (!swept) {
      CommandRun sweep = CommandRun.sweep(captures, folder.resolve("out"));
      assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isEqualTo(3);
      swept = true;
    }
    run = new RunTables(folder.resolve("out"));
  }

  @Test
  void everyPacketOfASourceIsInAFlowOrHasAReason() throws SQLException {
    assertThat(
            run.rows(
                "SELECT uri, member FROM {sources} WHERE packets <> flow_packets +"
                    + " duplicate_packets + list_sum([0] || [u.packets FOR u IN unkeyed_packets])"))
        .isEmpty();
    assertThat(
            run.rows(
                "SELECT uri FROM {sources}, unnest(unkeyed_packets) AS t(u) WHERE u.packets <= 0"))
        .isEmpty();
  }

  @Test
  void everyKindOfAnomalyIsOnItsPage() throws SQLException, IOException {
    String page = Files.readString(Captures.root().resolve("docs/anomalies.md"));
    assertThat(run.rows("SELECT DISTINCT '| `' || kind || '` | ' || severity FROM {anomalies}"))
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(page).contains(row));
  }

  @Test
  void flowsHoldThePacketsThatSourcesSay() throws SQLException {
    assertThat(
            run.rows(
                "SELECT (SELECT sum(flow_packets) FROM {sources}), (SELECT sum(src_packets +"
                    + " dst_packets) FROM {flows} WHERE NOT is_tunnel)"))
        .allSatisfy(AccountingTest::bothEqual);
  }

  @Test
  void thePacketIndexHasEachPacketOfAFlowOnce() throws SQLException {
    assertThat(
            run.rows(
                "SELECT source_id FROM {sources} LEFT JOIN (SELECT source_id, count(*) AS n,"
                    + " count(DISTINCT o) AS d FROM {packet_index}, unnest(offsets) AS t(o) GROUP"
                    + " BY 1) USING (source_id) WHERE n <> d OR coalesce(n, 0) < flow_packets"
                    + " OR n > flow_packets + duplicate_packets"))
        .isEmpty();
    assertThat(run.rows("SELECT * FROM {packet_index} WHERE packets <> len(offsets)")).isEmpty();
    assertThat(
            run.rows(
                "SELECT flow_id FROM {flows} JOIN (SELECT flow_id, sum(packets) AS n FROM"
                    + " {packet_index} GROUP BY 1) USING (flow_id)"
                    + " WHERE n <> src_packets + dst_packets + duplicate_packets"))
        .isEmpty();
    assertThat(
            run.rows(
                "SELECT (SELECT count(*) FROM {flows}),"
                    + " (SELECT count(DISTINCT flow_id) FROM {packet_index})"))
        .allSatisfy(AccountingTest::bothEqual);
  }

  @Test
  void everyOffsetInThePacketIndexIsARecordOfItsSource() throws IOException, SQLException {
    Set<String> records = new HashSet<>();
    for (Path file : files()) {
      List<SourceInfo> sources = CaptureCutter.inspect(file);
      CaptureFiles.read(
          new CaptureCutter.Stored(file),
          sources,
          0,
          (source, record) -> {
            String hash = String.valueOf(source.contentSha256());
            records.add(hash.substring(0, 16) + "|" + record.offset());
          });
    }
    List<String> indexed =
        run.rows("SELECT source_id[:16], o FROM {packet_index}, unnest(offsets) AS t(o)");
    assertThat(indexed).hasSizeGreaterThan(50_000);
    assertThat(indexed.stream().filter(place -> !records.contains(place))).isEmpty();
  }

  @Test
  void sourceIdsNameContentsAndNothingElse() throws SQLException {
    assertThat(
            run.rows(
                "SELECT uri FROM {sources} WHERE (source_id IS NULL) <>"
                    + " (format IS NULL) OR source_id[:16] <> content_sha256[:16]"))
        .isEmpty();
    assertThat(
            run.rows(
                "SELECT source_id FROM {sources} WHERE source_id IS NOT NULL"
                    + " GROUP BY 1 HAVING count(*) > 1"))
        .isEmpty();
    assertThat(
            run.rows(
                "SELECT uri FROM {sources} WHERE (source_id LIKE '%-%') <>"
                    + " (duplicate_of IS NOT NULL) OR duplicate_of NOT IN"
                    + " (SELECT source_id FROM {sources} WHERE source_id IS NOT NULL)"))
        .isEmpty();
  }

  @Test
  void missingTextIsNullAndNeverEmpty() throws SQLException {
    for (String table : List.of("sources", "flows", "packet_index", "anomalies")) {
      String columns =
          run.rows("SELECT name FROM (DESCRIBE FROM {" + table + "}) AS t(name)").stream()
              .map(name -> "\"" + name + "\"::TEXT = ''")
              .collect(Collectors.joining(" OR "));
      assertThat(run.rows("SELECT * FROM {" + table + "} WHERE " + columns)).isEmpty();
    }
  }

  @Test
  void whatAFlowCannotHaveIsNull() throws SQLException {
    assertThat(
            run.rows(
                "SELECT flow_id, proto FROM {flows} WHERE (src_port IS NULL) <> (dst_port IS NULL)"
                    + " OR (proto IN ('tcp', 'udp', 'sctp')) > (src_port IS NOT NULL)"
                    + " OR (proto <> 'tcp' AND (src_tcp_flags IS NOT NULL OR server_rtt_us IS NOT"
                    + " NULL OR src_mss IS NOT NULL OR partial IS NOT NULL))"
                    + " OR (proto NOT IN ('icmp', 'icmp6') AND icmp_type IS NOT NULL)"
                    + " OR (dst_packets = 0 AND (dst_ttl_min IS NOT NULL OR dst_mac IS NOT NULL OR"
                    + " dst_last_time IS NOT NULL)) OR duration_us < 0"))
        .isEmpty();
  }

  @Test
  void everyPayloadByteOfEveryFlowIsAccountedFor() throws SQLException {
    for (String side : List.of("src", "dst")) {
      String sum = "_delivered_bytes + X_duplicate_bytes + X_overlap_bytes + X_undelivered_bytes";
      assertThat(
              run.rows(
                  ("SELECT flow_id, X_payload_bytes, X_undelivered FROM {flows} WHERE"
                          + " X_payload_bytes IS DISTINCT FROM X"
                          + sum
                          + " OR X_undelivered_bytes <> coalesce(list_sum([u.bytes for u in"
                          + " X_undelivered]), 0) OR X_conflict_bytes > X_duplicate_bytes +"
                          + " X_overlap_bytes")
                      .replace("X_", side + "_")))
          .isEmpty();
    }
  }

  @Test
  void noParserFailsByABugOfItsOwn() throws SQLException {
    assertThat(
            run.rows("SELECT kind, detail FROM {anomalies} WHERE ends_with(kind, 'parser_failed')"))
        .isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(captures)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void bothEqual(String row) {
    String[] numbers = row.split("\\|", -1);
    assertThat(numbers[0]).isEqualTo(numbers[1]).isNotEqualTo("0");
  }
}
