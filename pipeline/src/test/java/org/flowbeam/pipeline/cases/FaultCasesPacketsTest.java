package org.flowbeam.pipeline.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small captures of what goes wrong with packets, beside the public captures. */
class FaultCasesPacketsTest {
  @TempDir Path folder;

  /** Skips the test where the capture is absent. */
  private RunTables sweep(String name, String... options) {
    Path capture = FaultCases.of(name);
    Path output = folder.resolve("run" + options.length);
    CommandRun run = CommandRun.sweep(capture, output, options);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return new RunTables(output);
  }

  private static List<String> unkeyed(RunTables run) throws SQLException {
    return run.rows("select packets, flow_packets, len(unkeyed_packets) from {sources}");
  }

  @Test
  void reservedFlagsOfVxlanAreIgnored() throws SQLException {
    RunTables run = sweep("oracles/a-vxlan-flags-ff.pcap");
    assertThat(run.rows("select method, uri, status_code from {http}"))
        .containsExactly("GET|/?cmd=/etc/passwd|200");
    assertThat(run.rows("select proto, src_ip, dst_ip, tunnels[1] from {flows}"))
        .allMatch(row -> row.startsWith("tcp|218.94.93.34|192.168.1.134|vxlan:"))
        .isNotEmpty();
    assertThat(unkeyed(run)).containsExactly("10|10|0");
  }

  @Test
  void vnTagsArePassed() throws SQLException {
    RunTables run = sweep("oracles/d-vntag.pcap");
    assertThat(run.rows("select src_ip, dst_ip, ip_proto, src_packets from {flows}"))
        .containsExactly("1.1.1.1|1.1.2.1|253|3");
    assertThat(unkeyed(run)).containsExactly("3|3|0");
  }

  @Test
  void ipChecksumsOfZeroAreOffloadedAndNotBad() throws SQLException {
    RunTables run = sweep("oracles/j-ip-checksum-zero.pcap");
    assertThat(
            run.rows(
                "select sum(src_bad_checksum_packets + dst_bad_checksum_packets),"
                    + " sum(src_offloaded_packets + dst_offloaded_packets),"
                    + " sum(src_packets + dst_packets) from {flows}"))
        .containsExactly("0|12|12");
    assertThat(run.rows("select kind from {anomalies} where kind like '%checksum%'")).isEmpty();
    RunTables strict = sweep("oracles/j-ip-checksum-zero.pcap", "--checksums=strict");
    assertThat(unkeyed(strict)).containsExactly("12|12|0");
  }

  /** Datagram of two fragments, then the second one again. */
  @Test
  void aFragmentThatComesAgainWhenItsDatagramIsCompleteIsACopy() throws SQLException {
    String name = "fragment-copy-after-complete.pcap";
    RunTables run = sweep(name);
    assertThat(run.rows("select src_packets, src_ip_bytes, tunnels[1] from {flows}"))
        .as("the packet in the tunnel once")
        .containsExactly("3|1480|gtpu:8c61be36");
    assertThat(unkeyed(run)).containsExactly("3|3|0");
    assertThat(run.rows("select kind from {anomalies} where kind like 'ip_fragment%'")).isEmpty();
    RunTables dedup = sweep(name, "--dedup=time");
    assertThat(dedup.rows("select src_packets, duplicate_packets from {flows}"))
        .as("as editcap -w leaves 2 packets")
        .containsExactly("2|1");
    assertThat(dedup.rows("select packets, flow_packets, duplicate_packets from {sources}"))
        .containsExactly("3|2|1");
  }
}
