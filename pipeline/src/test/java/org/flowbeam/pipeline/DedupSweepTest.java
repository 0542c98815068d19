package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Duplicates from the command line to the manifest. */
class DedupSweepTest {
  private static final String[] PLACES_AND_COUNTS = {
    "sources", "sources_count", "first_source_id", "first_offset", "duplicate_packets"
  };

  @TempDir Path folder;

  @Test
  void twoTapsOfOneConnectionAreOneFlowAndTheManifestSaysWhichSharedWhat() throws Exception {
    Path input = Files.createDirectory(folder.resolve("in"));
    for (String tap : List.of("two-taps-first.pcap", "two-taps-second.pcap")) {
      Files.copy(Captures.fixture(tap), input.resolve(tap));
    }
    CommandRun run = sweep(input, "both");
    RunTables tables = tables("both");
    assertThat(
            tables.rows(
                "select src_packets + dst_packets, duplicate_packets, history from {flows}"))
        .containsExactly("8|4|ShADdFf");
    assertThat(tables.rows("select uri, duplicate_packets from {sources} order by uri"))
        .containsExactly("two-taps-first.pcap|0", "two-taps-second.pcap|4");
    assertThat(tables.rows("select sum(packets) from {packet_index}")).containsExactly("12");
    assertThat(run.summary().path("duplicates_removed").asInt()).isEqualTo(4);
    JsonNode pairs = tables.manifest().path("duplicates");
    assertThat(pairs).hasSize(1);
    assertThat(pairs.get(0).path("packets").asInt()).isEqualTo(4);
    assertThat(
            tables.rows(
                "select uri from {sources} where source_id = '%s'"
                    .formatted(pairs.get(0).path("copy_source_id").asText())))
        .containsExactly("two-taps-second.pcap");
  }

  @Test
  void aCaptureThatHoldsEveryPacketTwiceIsWarnedOfAndTimeCleansIt() throws Exception {
    Path twice = folder.resolve("twice.pcap");
    Path once = Captures.fixture("sf-normal-close.pcap");
    Files.write(twice, eachRecordTwice(once));
    CommandRun across = sweep(twice, "across");
    assertThat(warnings(across)).singleElement().asString().contains("--dedup=time would remove");
    assertThat(across.summary().path("dedup_time_would_help").asBoolean()).isTrue();
    assertThat(across.summary().path("duplicates_removed").asInt()).isZero();

    CommandRun time = sweep(twice, "time", "--dedup=time");
    assertThat(warnings(time)).isEmpty();
    assertThat(time.summary().path("dedup_time_would_help").asBoolean()).isFalse();
    sweep(once, "once", "--dedup=off");
    assertSameFlows("once", "time");
  }

  @Test
  void windowGivesTheSameBytesForBlocksOfAnySize() throws Exception {
    Path twice = folder.resolve("twice.pcap");
    Files.write(twice, eachRecordTwice(Captures.fixture("sf-normal-close.pcap")));
    List<List<String>> files = new ArrayList<>();
    for (String block : List.of("64MiB", "1", "150")) {
      sweep(twice, "w" + block, "--dedup=window", "--dedupWindow=2", "--blockBytes=" + block);
      files.add(tables("w" + block).files());
    }
    assertThat(files.get(1)).isEqualTo(files.get(0));
    assertThat(files.get(2)).isEqualTo(files.get(0));
    sweep(Captures.fixture("sf-normal-close.pcap"), "once", "--dedup=off");
    assertSameFlows("once", "w1");
  }

  @Test
  void aFileThatLiesThereAgainIsReadAgainAndDedupRemovesEveryPacketOfIt() throws Exception {
    Path once = Captures.fixture("two-taps-first.pcap");
    Path input = Files.createDirectory(folder.resolve("in"));
    for (String name : List.of("a.pcap", "b.pcap", "c.pcap.gz")) {
      Path file = input.resolve(name);
      if (name.endsWith(".gz")) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
          Files.copy(once, out);
        }
      } else {
        Files.copy(once, file);
      }
    }
    sweep(once, "once", "--dedup=off");
    sweep(input, "across");
    assertSameFlows("once", "across");
    RunTables across = tables("across");
    String id = across.rows("select source_id from {sources} where uri = 'a.pcap'").get(0);
    assertThat(
            across.rows(
                "select uri, source_id, status, duplicate_of, duplicate_packets = packets"
                    + " from {sources} order by uri"))
        .containsExactly(
            "a.pcap|" + id + "|ok|null|false",
            "b.pcap|" + id + "-2|ok|" + id + "|true",
            "c.pcap.gz|" + id + "-3|ok|" + id + "|true");
    assertThat(
            across.rows("select source_id, sum(packets) from {packet_index} group by 1 order by 1"))
        .containsExactly(id + "|6", id + "-2|6", id + "-3|6");
    sweep(input, "off", "--dedup=off");
    assertThat(tables("off").rows("select sum(src_packets + dst_packets) from {flows}"))
        .containsExactly("18");
  }

  /**
   * All public captures twice: dedup leaves what one of each gives. What is odd about a source is
   * odd about its copy as well.
   */
  @Test
  void anArchiveAndItsCopyGiveTheTablesOfTheArchive() throws Exception {
    Path captures = Captures.shared();
    Path twice = Files.createDirectory(folder.resolve("in"));
    for (String name : List.of("a", "b")) {
      copy(captures, Files.createDirectory(twice.resolve(name)));
    }
    assertThat(CommandRun.sweep(twice.resolve("a"), folder.resolve("once")).exitCode())
        .isEqualTo(3);
    assertThat(CommandRun.sweep(twice, folder.resolve("twice")).exitCode()).isEqualTo(3);
    for (Table<?> table : Tables.ALL) {
      if (table.equals(Tables.ANOMALIES)) {
        String ofFlows =
            "SELECT * EXCLUDE (source_id, \"offset\") FROM {anomalies} WHERE flow_id IS NOT NULL"
                + " ORDER BY ALL";
        assertThat(tables("twice").rows(ofFlows)).isEqualTo(tables("once").rows(ofFlows));
      } else if (!table.equals(Tables.SOURCES) && !table.equals(Tables.PACKET_INDEX)) {
        String[] places = table.equals(Tables.FLOWS) ? PLACES_AND_COUNTS : new String[0];
        assertThat(RunTables.difference(tables("once"), tables("twice"), table.name(), places))
            .as(table.name())
            .isEmpty();
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** A flood of equal frames without a flow, more than are remembered within --dedupTime. */
  @Test
  void aFloodBeyondTheLimitOfDedupIsOneAnomaly() throws Exception {
    byte[] arp = Packets.ethernet().etherType(0x0806).payload(new byte[28]);
    PcapBuilder flood = PcapBuilder.pcap();
    for (int i = 0; i < 140_000; i++) {
      flood.packet(PcapBuilder.START_NANOS, arp);
    }
    Path one = Files.write(folder.resolve("flood.pcap"), flood.bytes());
    Path input = Files.createDirectory(folder.resolve("in"));
    Files.copy(one, input.resolve("a.pcap"));
    Files.copy(one, input.resolve("b.pcap"));
    sweep(input, "across");
    assertThat(
            tables("across")
                .rows(
                    "select kind, flow_id, count > 1 from {anomalies}"
                        + " where kind = 'dedup_limit_reached'"))
        .containsExactly("dedup_limit_reached|null|true");
  }

  private void assertSameFlows(String one, String other) throws SQLException {
    assertThat(
            RunTables.difference(
                tables(one), tables(other), Tables.FLOWS.name(), PLACES_AND_COUNTS))
        .isEmpty();
  }

  private CommandRun sweep(Path input, String output, String... options) {
    CommandRun run = CommandRun.sweep(input, folder.resolve(output), options);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return run;
  }

  private static List<String> warnings(CommandRun run) {
    return run.err().stream().filter(line -> line.contains("warning")).toList();
  }

  private RunTables tables(String output) {
    return new RunTables(folder.resolve(output));
  }

  private static byte[] eachRecordTwice(Path pcap) throws IOException {
    byte[] bytes = Files.readAllBytes(pcap);
    List<Integer> offsets = new ArrayList<>();
    CaptureFiles.read(
        new CaptureCutter.Stored(pcap),
        CaptureCutter.inspect(pcap),
        0,
        (source, record) -> offsets.add((int) record.offset()));
    offsets.add(bytes.length);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.write(bytes, 0, offsets.get(0));
    for (int i = 0; i + 1 < offsets.size(); i++) {
      for (int n = 0; n < 2; n++) {
        twice.write(bytes, offsets.get(i), offsets.get(i + 1) - offsets.get(i));
      }
    }
    return twice.toByteArray();
  }
}
