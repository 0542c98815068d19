package org.flowbeam.oracle.arkime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.flowbeam.schemas.X509Row;
import org.junit.jupiter.api.Test;

/**
 * Fingerprints, session ids and certificates against the sessions that Arkime's own tests expect.
 * After a change, {@code target/oracle/arkime-tls-differences.tsv} has what was found in the form
 * of the list.
 */
class ArkimeTlsTest {
  private final SetComparison comparison = new SetComparison();

  @Test
  void everyValueIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : ArkimeSessions.files(folder)) {
      String capture = ArkimeSessions.capture(sessions);
      comparison.rows(capture, rows(folder.resolve(capture)), ArkimeTls.read(sessions));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-tls-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "arkime-tls-differences.tsv"));
    System.out.println("handshakes against Arkime's sessions\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private static Map<String, Map<String, Set<String>>> rows(Path capture) throws IOException {
    PlainSweep.Result result = PlainSweep.of(capture).run();
    Map<String, X509Row> certificates = new HashMap<>();
    result.rows(Tables.X509).forEach(row -> certificates.put(row.getCertSha256(), row));
    Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
    for (TlsRow tls : result.rows(Tables.TLS)) {
      int srcPort = Objects.requireNonNull(tls.getSrcPort());
      int dstPort = Objects.requireNonNull(tls.getDstPort());
      String key = FlowPackets.key(6, tls.getSrcIp(), srcPort, tls.getDstIp(), dstPort);
      ArkimeTls.add(tls, certificates, rows.computeIfAbsent(key, name -> new TreeMap<>()));
    }
    return rows;
  }
}
