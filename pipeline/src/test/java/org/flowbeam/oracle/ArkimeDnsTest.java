package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
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
  private final List<Difference> found = new ArrayList<>();
  private final Agreement agreement = new Agreement();

  @Test
  void everyQueryAndRecordIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : sessionFiles(folder)) {
      Map<String, ArkimeDns> theirs = ArkimeDns.read(sessions);
      if (!theirs.isEmpty()) {
        String name = sessions.getFileName().toString().replace(".test", ".pcap");
        compare(name, ours(folder.resolve(name)), theirs);
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-dns-differences.tsv"));
    known.write(found, Path.of("target", "oracle", "arkime-dns-differences.tsv"));
    System.out.println("dns against Arkime's sessions\n" + agreement);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(String capture, Map<String, ArkimeDns> ours, Map<String, ArkimeDns> all) {
    all.forEach(
        (key, theirs) -> {
          ArkimeDns our = ours.getOrDefault(key, new ArkimeDns());
          compare(capture, key, "query", our.queries(), theirs.queries());
          compare(capture, key, "record", our.records(), theirs.records());
        });
  }

  /** Each value that one side has alone is a difference. */
  private void compare(
      String capture, String key, String column, Set<String> ours, Set<String> theirs) {
    TreeSet<String> both = new TreeSet<>(ours);
    both.addAll(theirs);
    for (String value : both) {
      boolean equal = ours.contains(value) && theirs.contains(value);
      agreement.count(column, equal);
      if (!equal) {
        String our = ours.contains(value) ? Difference.PRESENT : Difference.ABSENT;
        String their = theirs.contains(value) ? Difference.PRESENT : Difference.ABSENT;
        found.add(new Difference(capture, key + " " + value.strip(), column, our, their));
      }
    }
  }

  private static List<Path> sessionFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
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
