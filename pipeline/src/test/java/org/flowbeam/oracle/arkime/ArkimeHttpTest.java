package org.flowbeam.oracle.arkime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Requests, status codes and bodies against the sessions that Arkime's own tests expect. After a
 * change, {@code target/oracle/arkime-http-differences.tsv} has what was found in the form of the
 * list.
 */
class ArkimeHttpTest {
  private final SetComparison comparison = new SetComparison();

  @Test
  void everyRequestStatusAndBodyIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : ArkimeSessions.files(folder)) {
      String capture = ArkimeSessions.capture(sessions);
      comparison.rows(capture, rows(folder.resolve(capture)), ArkimeHttp.read(sessions));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-http-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "arkime-http-differences.tsv"));
    System.out.println("http against Arkime's sessions\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private static Map<String, Map<String, Set<String>>> rows(Path capture) throws IOException {
    Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
    for (HttpRow http : PlainSweep.of(capture).run().rows(Tables.HTTP)) {
      int srcPort = Objects.requireNonNull(http.getSrcPort());
      int dstPort = Objects.requireNonNull(http.getDstPort());
      String key = FlowPackets.key(6, http.getSrcIp(), srcPort, http.getDstIp(), dstPort);
      ArkimeHttp.add(http, rows.computeIfAbsent(key, name -> new TreeMap<>()));
    }
    return rows;
  }
}
