package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.flowbeam.schemas.X509Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Fingerprints, session ids and certificates against the sessions that Arkime's own tests expect.
 * After a change, {@code target/oracle/arkime-tls-differences.tsv} has what was found in the form
 * of the list.
 */
class ArkimeTlsTest {
  private final List<Difference> found = new ArrayList<>();
  private final Agreement agreement = new Agreement();

  @Test
  void everyValueIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : sessionFiles(folder)) {
      String capture = sessions.getFileName().toString().replace(".test", ".pcap");
      Map<String, Map<String, Set<String>>> theirs = ArkimeTls.read(sessions);
      Map<String, Map<String, Set<String>>> ours = rows(folder.resolve(capture));
      TreeSet<String> keys = new TreeSet<>(ours.keySet());
      keys.addAll(theirs.keySet());
      for (String key : keys) {
        compare(capture, key, ours.get(key), theirs.get(key));
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-tls-differences.tsv"));
    known.write(found, Path.of("target", "oracle", "arkime-tls-differences.tsv"));
    System.out.println("handshakes against Arkime's sessions\n" + agreement);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(
      String capture,
      String key,
      @Nullable Map<String, Set<String>> ours,
      @Nullable Map<String, Set<String>> theirs) {
    agreement.count(Difference.ROW, ours != null && theirs != null);
    if (ours == null || theirs == null) {
      String our = ours == null ? Difference.ABSENT : Difference.PRESENT;
      String their = theirs == null ? Difference.ABSENT : Difference.PRESENT;
      found.add(new Difference(capture, key, Difference.ROW, our, their));
      return;
    }
    TreeSet<String> columns = new TreeSet<>(ours.keySet());
    columns.addAll(theirs.keySet());
    for (String column : columns) {
      String our = text(ours.get(column));
      String their = text(theirs.get(column));
      agreement.count(column, our.equals(their));
      if (!our.equals(their)) {
        found.add(new Difference(capture, key, column, our, their));
      }
    }
  }

  private static String text(@Nullable Set<String> values) {
    return values == null ? "-" : String.join(" | ", values);
  }

  private static List<Path> sessionFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
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
