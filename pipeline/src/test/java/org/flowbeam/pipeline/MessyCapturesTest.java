package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fixtures/messy: a download in a VXLAN tunnel, partly in fragments, seen by two taps. */
class MessyCapturesTest {
  private static final Path MESSY = Captures.root().resolve("fixtures/messy");

  @TempDir Path scratch;

  @Test
  void aFileComesOutWholeOfTwoTapsATunnelAndFragments() throws Exception {
    RunTables tables = sweep(MESSY);
    assertThat(
            tables.rows(
                "select uri, response_body_len, response_sha256 from {http} where status_code = 200"))
        .containsExactly(
            "/report.txt|12235|2c8e588d8b98a3cd61b0ad46f3591d3435bb431a4d89eb0b98f6fd45fb7fa5d2");
    assertThat(tables.rows("select sum(packets), sum(duplicate_packets) from {sources}"))
        .containsExactly("98|49");
  }

  @Test
  void twoTapsGiveTheFlowsOfEitherOne() throws Exception {
    RunTables both = sweep(MESSY);
    RunTables one = sweep(MESSY.resolve("tap-a.pcap"));
    String flows =
        "select src_ip, dst_ip, dst_port, tunnels, src_packets, dst_packets, src_payload_bytes,"
            + " dst_payload_bytes, history, service, src_fragments, dst_fragments from {flows}";
    assertThat(both.rows(flows)).containsExactlyInAnyOrderElementsOf(one.rows(flows));
  }

  private RunTables sweep(Path input) {
    Path output = scratch.resolve(input.getFileName().toString());
    CommandRun run = CommandRun.sweep(input, output);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return new RunTables(output);
  }
}
