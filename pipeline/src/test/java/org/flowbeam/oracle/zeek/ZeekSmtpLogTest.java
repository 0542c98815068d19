package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.SmtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Our SMTP rows against every smtp.log that Zeek's own tests expect of a public capture, row by
 * row, in the columns of the envelope, the reply and the header. After a change, {@code
 * target/oracle/zeek-smtp-differences.tsv} has what was found in the form of the list.
 */
class ZeekSmtpLogTest {
  private final RowComparison comparison = new RowComparison(ZeekSmtp::endpoints);

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    for (Map<String, String> line : Tsv.resource("zeek-smtp-baselines.tsv")) {
      compare(folder, line.getOrDefault("baseline", ""), line.getOrDefault("capture", ""));
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-smtp-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "zeek-smtp-differences.tsv"));
    System.out.println("smtp against Zeek's smtp.log baselines\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(Path folder, String baseline, String capture) throws IOException {
    Path log = folder.resolve("Baseline").resolve(baseline);
    List<Map<String, String>> theirs = ZeekLog.parse(Files.readString(log));
    PlainSweep.Result result = PlainSweep.of(folder.resolve("Traces").resolve(capture)).run();
    List<Map<String, String>> ours =
        result.rows(Tables.SMTP).stream()
            .sorted(Comparator.comparingLong(SmtpRow::getTs))
            .map(smtp -> ZeekSmtp.of(smtp, mail(result, smtp)))
            .toList();
    List<String> columns =
        ours.get(0).keySet().stream().filter(theirs.get(0)::containsKey).toList();
    comparison.add(baseline, capture, columns, ZeekSmtp::endpoints, ours, theirs);
  }

  private static @Nullable MailRow mail(PlainSweep.Result result, SmtpRow of) {
    return result.rows(Tables.MAIL).stream()
        .filter(mail -> mail.getFlowId().equals(of.getFlowId()) && mail.getTx() == of.getTx())
        .findFirst()
        .orElse(null);
  }
}
