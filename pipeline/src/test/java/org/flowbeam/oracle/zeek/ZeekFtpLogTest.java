package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Our FTP rows against every ftp.log that Zeek's own tests expect of a public capture, row by row,
 * in all of its columns. After a change, {@code target/oracle/zeek-ftp-differences.tsv} has what
 * was found in the form of the list.
 */
class ZeekFtpLogTest {
  private final RowComparison comparison = new RowComparison(ZeekFtp::title);

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    for (Map<String, String> line : Tsv.resource("zeek-ftp-baselines.tsv")) {
      Set<String> more = Set.of(line.getOrDefault("more_commands", "").split(","));
      compare(folder, line.getOrDefault("baseline", ""), line.getOrDefault("capture", ""), more);
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-ftp-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "zeek-ftp-differences.tsv"));
    System.out.println("ftp against Zeek's ftp.log baselines\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(Path folder, String baseline, String capture, Set<String> more)
      throws IOException {
    Path log = folder.resolve("Baseline").resolve(baseline);
    List<Map<String, String>> theirs = ZeekLog.parse(Files.readString(log));
    List<Map<String, String>> ours =
        PlainSweep.of(folder.resolve("Traces").resolve(capture)).run().rows(Tables.FTP).stream()
            .filter(ftp -> ZeekFtp.isLogged(ftp, more))
            .sorted(Comparator.comparingLong(FtpRow::getTs).thenComparing(FtpRow::getTx))
            .map(ZeekFtp::of)
            .toList();
    List<String> columns =
        ours.get(0).keySet().stream().filter(theirs.get(0)::containsKey).toList();
    comparison.add(baseline, capture, columns, ZeekFtp::endpoints, ours, theirs);
  }
}
