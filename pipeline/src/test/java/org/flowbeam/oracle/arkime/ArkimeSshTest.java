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
import org.flowbeam.schemas.SshRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Banners, HASSH and host keys against the sessions that Arkime's own tests expect. After a change,
 * {@code target/oracle/arkime-ssh-differences.tsv} has what was found in the form of the list.
 */
class ArkimeSshTest {
  private final SetComparison comparison = new SetComparison();

  @Test
  void everyValueIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : ArkimeSessions.files(folder)) {
      String capture = ArkimeSessions.capture(sessions);
      comparison.rows(capture, rows(folder.resolve(capture)), ArkimeSsh.read(sessions));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-ssh-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "arkime-ssh-differences.tsv"));
    System.out.println("ssh against Arkime's sessions\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private static Map<String, Map<String, Set<String>>> rows(Path capture) throws IOException {
    Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
    for (SshRow ssh : PlainSweep.of(capture).run().rows(Tables.SSH)) {
      int srcPort = Objects.requireNonNull(ssh.getSrcPort());
      int dstPort = Objects.requireNonNull(ssh.getDstPort());
      String key = FlowPackets.key(6, ssh.getSrcIp(), srcPort, ssh.getDstIp(), dstPort);
      ArkimeSsh.add(ssh, rows.computeIfAbsent(key, name -> new TreeMap<>()));
    }
    return rows;
  }
}
