package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.oracle.Agreement;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowMatcher;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Our handshakes and certificates against every ssl.log and x509.log that Zeek's own tests expect,
 * row by row, in all columns that both have. After a change, {@code
 * target/oracle/zeek-ssl-differences.tsv} has what was found in the form of the list.
 */
class ZeekSslLogTest {
  private final List<Difference> found = new ArrayList<>();
  private final Agreement agreement = new Agreement();

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    for (Map<String, String> baseline : Tsv.resource("zeek-ssl-baselines.tsv")) {
      if (!"-".equals(baseline.get("capture"))) {
        compare(folder, baseline);
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-ssl-differences.tsv"));
    known.write(found, Path.of("target", "oracle", "zeek-ssl-differences.tsv"));
    System.out.println("handshakes and certificates against Zeek's baselines\n" + agreement);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(Path folder, Map<String, String> baseline) throws IOException {
    String name = baseline.getOrDefault("baseline", "");
    String capture = baseline.getOrDefault("capture", "");
    int section = Integer.parseInt(baseline.getOrDefault("section", ""));
    String log = Files.readString(folder.resolve("Baseline").resolve(name));
    List<Map<String, String>> theirs = ZeekLog.sections(log).get(section - 1);
    boolean certificates =
        theirs.isEmpty() ? name.contains("x509") : theirs.get(0).containsKey("fingerprint");
    List<Map<String, String>> ours =
        rows(folder.resolve("Traces").resolve(capture), baseline, certificates);
    String key = certificates ? "fingerprint" : "id.orig_p";
    List<String> columns =
        ours.isEmpty() || theirs.isEmpty()
            ? List.of()
            : ours.get(0).keySet().stream().filter(theirs.get(0)::containsKey).toList();
    RowMatcher matcher = new RowMatcher(columns, row -> row.getOrDefault(key, ""));
    for (RowMatcher.Pair pair : matcher.match(ours, theirs)) {
      compare(capture, name, key, columns, pair);
    }
  }

  private void compare(
      String capture, String baseline, String key, List<String> columns, RowMatcher.Pair pair) {
    Map<String, String> our = pair.ours();
    Map<String, String> their = pair.theirs();
    agreement.count(Difference.ROW, our != null && their != null);
    if (their == null && our != null) {
      String row = baseline + " + " + our.get(key);
      found.add(
          new Difference(capture, row, Difference.ROW, Difference.PRESENT, Difference.ABSENT));
    } else if (their != null && our == null) {
      String row = baseline + " " + their.get(key);
      found.add(
          new Difference(capture, row, Difference.ROW, Difference.ABSENT, Difference.PRESENT));
    } else if (their != null && our != null) {
      for (String column : columns) {
        String ours = our.getOrDefault(column, "");
        String zeeks = ZeekSsl.normal(their.getOrDefault(column, ""));
        agreement.count(column, ours.equals(zeeks));
        if (!ours.equals(zeeks)) {
          found.add(new Difference(capture, baseline + " " + our.get(key), column, ours, zeeks));
        }
      }
    }
  }

  private static List<Map<String, String>> rows(
      Path capture, Map<String, String> baseline, boolean certificates) throws IOException {
    boolean ignore = "ignore".equals(baseline.get("checksums"));
    FlowOptions options =
        FlowOptions.defaults()
            .withChecksums(ignore ? Checksums.IGNORE : Checksums.STRICT)
            .withPacketIndex(false);
    PlainSweep.Result result = PlainSweep.of(capture).options(options).run();
    return certificates
        ? result.rows(Tables.X509).stream().map(ZeekSsl::of).toList()
        : result.rows(Tables.TLS).stream().map(ZeekSsl::of).toList();
  }
}
