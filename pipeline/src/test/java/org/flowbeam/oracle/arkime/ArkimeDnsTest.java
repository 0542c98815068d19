package org.flowbeam.oracle.arkime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.DnsRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Queries and records against the sessions that Arkime's own tests expect, for every endpoints of
 * which Arkime tells any. After a change, {@code target/oracle/arkime-dns-differences.tsv} has what
 * was found in the form of the list.
 */
class ArkimeDnsTest {
  private final SetComparison comparison = new SetComparison();

  @Test
  void everyQueryAndRecordIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : ArkimeSessions.files(folder)) {
      Map<String, ArkimeDns> theirs = ArkimeDns.read(sessions);
      if (!theirs.isEmpty()) {
        String name = ArkimeSessions.capture(sessions);
        compare(name, ours(folder.resolve(name)), theirs);
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-dns-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "arkime-dns-differences.tsv"));
    System.out.println("dns against Arkime's sessions\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(String capture, Map<String, ArkimeDns> ours, Map<String, ArkimeDns> all) {
    all.forEach(
        (key, theirs) -> {
          ArkimeDns our = ours.getOrDefault(key, new ArkimeDns());
          comparison.values(capture, key, "query", our.queries(), theirs.queries());
          comparison.values(capture, key, "record", our.records(), theirs.records());
        });
  }

  private static Map<String, ArkimeDns> ours(Path capture) throws IOException {
    Map<String, ArkimeDns> all = new TreeMap<>();
    for (DnsRow row : PlainSweep.of(capture).run().rows(Tables.DNS)) {
      String key =
          FlowPackets.key(
              row.getTransport().equals("tcp") ? 6 : 17,
              row.getSrcIp(),
              Objects.requireNonNull(row.getSrcPort()),
              row.getDstIp(),
              Objects.requireNonNull(row.getDstPort()));
      all.computeIfAbsent(key, name -> new ArkimeDns()).add(row);
    }
    return all;
  }
}
