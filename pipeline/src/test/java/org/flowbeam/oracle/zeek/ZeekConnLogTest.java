package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.LocalNets;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

/**
 * Our flows against every conn.log that Zeek's own tests expect, row by row. After a change, {@code
 * target/oracle/zeek-differences.tsv} has what was found in the form of the list.
 */
class ZeekConnLogTest {
  private final RowComparison comparison = new RowComparison(ZeekConn::title);

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    for (ZeekBaseline baseline : ZeekBaseline.all()) {
      if (baseline.capture() != null) {
        compare(baseline, folder, baseline.capture());
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "zeek-differences.tsv"));
    System.out.println("flows against Zeek's conn.log baselines\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(ZeekBaseline baseline, Path folder, String capture) throws IOException {
    Path log = folder.resolve("Baseline").resolve(baseline.name());
    List<Map<String, String>> theirs = ZeekLog.parse(Files.readString(log));
    theirs.forEach(row -> row.computeIfPresent("service", (c, list) -> ZeekConn.services(list)));
    List<Map<String, String>> ours =
        flows(baseline, folder.resolve("Traces").resolve(capture)).stream()
            .filter(ZeekConnLogTest::isConnection)
            .map(ZeekConn::of)
            .toList();
    List<String> columns =
        theirs.isEmpty()
            ? List.of()
            : ZeekConn.COLUMNS.stream().filter(theirs.get(0)::containsKey).toList();
    comparison.add(
        baseline.name(), capture, columns, row -> ZeekConn.endpoints(row, columns), ours, theirs);
  }

  /** Zeek has rows for the UDP around a tunnel, but none for GRE or IP in IP. */
  private static boolean isConnection(FlowRow flow) {
    return !flow.getIsTunnel() || flow.getProto().equals("udp");
  }

  private static List<FlowRow> flows(ZeekBaseline baseline, Path capture) throws IOException {
    String nets = ZeekBaseline.PRIVATE_NETS;
    if (baseline.localNets() != null) {
      nets += "," + baseline.localNets();
    }
    FlowOptions options =
        FlowOptions.defaults()
            .withChecksums(baseline.ignoreChecksums() ? Checksums.IGNORE : Checksums.STRICT)
            .withLocalNets(LocalNets.parse(List.of(nets.split(",", -1))))
            .withPacketIndex(false);
    String filter = baseline.filter();
    return PlainSweep.of(capture)
        .options(options)
        .decoding(DecodeOptions.DEFAULT.with(DecodeOptions.Tunnels.BOTH))
        .filter(filter == null ? null : Bpf.parseDdd(filter))
        .run()
        .flows();
  }
}
