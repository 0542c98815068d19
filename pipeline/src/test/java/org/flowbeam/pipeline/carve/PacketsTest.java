package org.flowbeam.pipeline.carve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of a flow's packets, as a report cites it. */
class PacketsTest {
  @TempDir Path folder;

  @Test
  void everyPacketHasItsFrameTimePlaceAndDirection() throws IOException, SQLException {
    Path tables = sweep("http-keep-alive.pcap");
    List<JsonNode> packets = packets(tables, flow(tables, "dst_port = 80"));
    assertThat(packets).hasSize(14);
    JsonNode request = packets.get(7);
    assertThat(request.toString())
        .isEqualTo(
            "{\"frame\":8,\"ts\":\"2026-11-21T07:28:35.306908000Z\","
                + "\"source\":\"http-keep-alive.pcap\",\"offset\":939,\"length\":146,"
                + "\"wire_length\":146,\"direction\":\"src\",\"stream_offset\":73,"
                + "\"payload_bytes\":80,\"duplicate\":false}");
  }

  @Test
  void streamOffsetsAreThoseOfTheTables() throws IOException, SQLException {
    Path tables = sweep();
    RunTables run = new RunTables(tables);
    int checked = 0;
    for (String table : List.of("http", "ftp", "tls")) {
      for (String row :
          run.rows(
              "select flow_id, tx, coalesce(src_stream_offset, -1), coalesce(dst_stream_offset, -1)"
                  + " from {%s} order by 1, 2 limit 12".formatted(table))) {
        String[] parts = row.split("\\|", -1);
        List<JsonNode> packets = packets(tables, parts[0], "--tx=" + parts[1]);
        assertCovers(packets, "src", Long.parseLong(parts[2]), row);
        assertCovers(packets, "dst", Long.parseLong(parts[3]), row);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(30);
  }

  private static void assertCovers(
      List<JsonNode> packets, String direction, long offset, String row) {
    if (offset < 0) {
      return;
    }
    assertThat(packets)
        .as(row)
        .anyMatch(
            p ->
                p.path("direction").asText().equals(direction)
                    && p.path("stream_offset").asLong(Long.MAX_VALUE) <= offset
                    && p.path("stream_offset").asLong() + p.path("payload_bytes").asLong()
                        > offset);
  }

  @Test
  void fragmentsHaveADirectionAndNoPlaceInAStream() throws IOException, SQLException {
    Path tables = sweep("fragments-tcp.pcap");
    List<JsonNode> packets = packets(tables, flow(tables, "true"));
    assertThat(packets).allMatch(p -> List.of("src", "dst").contains(p.path("direction").asText()));
    assertThat(packets).anyMatch(p -> p.path("stream_offset").isNull());
  }

  @Test
  void ofPacketsInTunnelsTheFlowsOwnHeadersCount() throws IOException, SQLException {
    for (String tunnels : List.of("inner", "both", "outer")) {
      Path tables = sweep("tunnel-nested.pcap", "--tunnels=" + tunnels);
      for (String flow : new RunTables(tables).rows("select flow_id from {flows}")) {
        assertThat(packets(tables, flow))
            .as(tunnels + " " + flow)
            .isNotEmpty()
            .allMatch(p -> List.of("src", "dst").contains(p.path("direction").asText()));
      }
    }
  }

  @Test
  void directionsAreThoseThatFlowsCount() throws IOException, SQLException {
    Path tables = sweep("link-vlan-qinq.pcap", "--dedup=off");
    assertCounts(tables);
    tables = sweep("icmp-echo-two-way.pcap");
    assertCounts(tables);
    tables = sweep("udp-fragments-ipv6.pcap");
    assertCounts(tables);
    tables = sweep("ip-protocols.pcap");
    assertCounts(tables);
  }

  private void assertCounts(Path tables) throws IOException, SQLException {
    for (String row :
        new RunTables(tables).rows("select flow_id, src_packets, dst_packets from {flows}")) {
      String[] parts = row.split("\\|", -1);
      List<JsonNode> packets = packets(tables, parts[0]);
      assertThat(count(packets, "src")).as(row).isEqualTo(Integer.parseInt(parts[1]));
      assertThat(count(packets, "dst")).as(row).isEqualTo(Integer.parseInt(parts[2]));
    }
  }

  private static long count(List<JsonNode> packets, String direction) {
    return packets.stream()
        .filter(p -> p.path("direction").asText().equals(direction))
        .filter(p -> !p.path("duplicate").asBoolean())
        .count();
  }

  @Test
  void copiesThatWereRemovedAreMarked() throws IOException, SQLException {
    Path input = Files.createDirectory(folder.resolve("taps"));
    for (String tap : List.of("two-taps-first.pcap", "two-taps-second.pcap")) {
      Files.copy(Captures.fixture(tap), input.resolve(tap));
    }
    Path tables = sweep(input);
    for (String row :
        new RunTables(tables)
            .rows("select flow_id, duplicate_packets from {flows} where duplicate_packets > 0")) {
      String[] parts = row.split("\\|", -1);
      assertThat(packets(tables, parts[0]).stream().filter(p -> p.path("duplicate").asBoolean()))
          .as(row)
          .hasSize(Integer.parseInt(parts[1]));
    }
  }

  @Test
  void theTableIsForPeople() throws IOException, SQLException {
    Path tables = sweep("http-keep-alive.pcap");
    CommandRun run =
        CommandRun.of("packets", "--tables=" + tables, "--flowId=" + flow(tables, "true"));
    assertThat(run.out().get(0)).startsWith(" frame | ts ");
    assertThat(run.out().get(run.out().size() - 1)).isEqualTo("(14 rows)");
    assertThat(CommandRun.of("packets", "--tables=" + tables, "--flowId=x").exitCode())
        .isEqualTo(2);
  }

  @Test
  void theTableCutsNoNameOfACapture() throws IOException, SQLException {
    String name = "eth0-" + "0".repeat(80) + ".pcap";
    Files.copy(Captures.fixture("http-keep-alive.pcap"), folder.resolve(name));
    Path tables = sweep(folder.resolve(name));
    CommandRun run =
        CommandRun.of("packets", "--tables=" + tables, "--flowId=" + flow(tables, "true"));
    assertThat(run.out().get(2)).contains(" " + name + " ");
  }

  private Path sweep(String capture, String... options) {
    return sweep(Captures.fixture(capture), options);
  }

  private Path sweep() {
    return sweep(Captures.fixtures());
  }

  private int runs;

  private Path sweep(Path input, String... options) {
    Path tables = folder.resolve("tables" + runs++);
    CommandRun run = CommandRun.sweep(input, tables, options);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    return tables;
  }

  private static String flow(Path tables, String where) throws SQLException {
    return new RunTables(tables).rows("select flow_id from {flows} where " + where).get(0);
  }

  private static List<JsonNode> packets(Path tables, String flow, String... options)
      throws IOException {
    List<String> all =
        new ArrayList<>(List.of("packets", "--tables=" + tables, "--flowId=" + flow));
    all.add("--format=json");
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    List<JsonNode> packets = new ArrayList<>();
    new ObjectMapper().readTree(String.join("\n", run.out())).forEach(packets::add);
    return packets;
  }
}
