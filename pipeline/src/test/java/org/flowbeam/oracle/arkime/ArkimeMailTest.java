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
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.SmtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Envelopes and headers of mail against the sessions that Arkime's own tests expect. After a
 * change, {@code target/oracle/arkime-mail-differences.tsv} has what was found in the form of the
 * list.
 */
class ArkimeMailTest {
  private final SetComparison comparison = new SetComparison();

  @Test
  void everyValueIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : ArkimeSessions.files(folder)) {
      String capture = ArkimeSessions.capture(sessions);
      comparison.rows(capture, rows(folder.resolve(capture)), ArkimeMail.read(sessions));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-mail-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "arkime-mail-differences.tsv"));
    System.out.println("mail against Arkime's sessions\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private static Map<String, Map<String, Set<String>>> rows(Path capture) throws IOException {
    Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
    PlainSweep.Result result = PlainSweep.of(capture).run();
    for (SmtpRow smtp : result.rows(Tables.SMTP)) {
      String src = smtp.getSrcIp();
      ArkimeMail.add(smtp, row(rows, src, smtp.getSrcPort(), smtp.getDstIp(), smtp.getDstPort()));
    }
    for (MailRow mail : result.rows(Tables.MAIL)) {
      if (mail.getProtocol().equals("smtp")) {
        String src = mail.getSrcIp();
        ArkimeMail.add(mail, row(rows, src, mail.getSrcPort(), mail.getDstIp(), mail.getDstPort()));
      }
    }
    return rows;
  }

  private static Map<String, Set<String>> row(
      Map<String, Map<String, Set<String>>> rows,
      String src,
      @Nullable Integer srcPort,
      String dst,
      @Nullable Integer dstPort) {
    int from = Objects.requireNonNull(srcPort);
    int to = Objects.requireNonNull(dstPort);
    return rows.computeIfAbsent(FlowPackets.key(6, src, from, dst, to), name -> new TreeMap<>());
  }
}
