package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Our SIP messages against every sip.log that Zeek's own tests expect of a public capture, row by
 * row, in all columns but the paths: Zeek appends the Via headers of every retransmission to them.
 * After a change, {@code target/oracle/zeek-sip-differences.tsv} has what was found in the form of
 * the list.
 */
class ZeekSipLogTest {
  private final RowComparison comparison = new RowComparison(ZeekSip::title);

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    assumeTrue(
        Files.isDirectory(folder.resolve("Traces/sip")),
        "Zeek's captures of SIP are not among the public captures");
    for (Map<String, String> line : Tsv.resource("zeek-sip-baselines.tsv")) {
      compare(folder, line.getOrDefault("baseline", ""), line.getOrDefault("capture", ""));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-sip-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "zeek-sip-differences.tsv"));
    System.out.println("sip against Zeek's sip.log baselines\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(Path folder, String baseline, String capture) throws IOException {
    Path log = folder.resolve("Baseline").resolve(baseline);
    List<Map<String, String>> theirs = ZeekLog.parse(Files.readString(log));
    List<Map<String, String>> ours =
        ZeekSip.rows(
            PlainSweep.of(folder.resolve("Traces").resolve(capture)).run().rows(Tables.SIP));
    List<String> columns =
        ours.get(0).keySet().stream().filter(theirs.get(0)::containsKey).toList();
    boolean whole = columns.contains("id.orig_h");
    comparison.add(
        baseline, capture, columns, whole ? ZeekSip::endpoints : row -> "", ours, theirs);
  }
}
