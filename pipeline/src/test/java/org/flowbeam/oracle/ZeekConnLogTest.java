package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.LocalNets;
import org.flowbeam.packet.Bpf;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

/**
 * Our flows against every conn.log that Zeek's own tests expect, row by row. After a change, {@code
 * target/oracle/zeek-differences.tsv} has what was found in the form of the list.
 */
class ZeekConnLogTest {
  private final List<Difference> found = new ArrayList<>();
  private final Agreement agreement = new Agreement();

  /** Our rows that Zeek has not, to tell equal ones apart. */
  private final Map<String, Integer> surplus = new HashMap<>();

  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("zeek+zeek/testing/btest");
    for (ZeekBaseline baseline : ZeekBaseline.all()) {
      if (baseline.capture() != null) {
        compare(baseline, folder, baseline.capture());
      }
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-differences.tsv"));
    known.write(found, Path.of("target", "oracle", "zeek-differences.tsv"));
    System.out.println("flows against Zeek's conn.log baselines\n" + agreement);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private void compare(ZeekBaseline baseline, Path folder, String capture) throws IOException {
    Path log = folder.resolve("Baseline").resolve(baseline.name());
    List<Map<String, String>> theirs = ZeekLog.parse(Files.readString(log));
    List<Map<String, String>> ours =
        flows(baseline, folder.resolve("Traces").resolve(capture)).stream()
            .map(ZeekConn::of)
            .toList();
    List<String> columns =
        theirs.isEmpty()
            ? List.of()
            : ZeekConn.COLUMNS.stream().filter(theirs.get(0)::containsKey).toList();
    RowMatcher matcher = new RowMatcher(columns, row -> ZeekConn.endpoints(row, columns));
    for (RowMatcher.Pair pair : matcher.match(ours, theirs)) {
      compare(baseline.name(), capture, columns, theirs, pair);
    }
  }

  private void compare(
      String baseline,
      String capture,
      List<String> columns,
      List<Map<String, String>> theirs,
      RowMatcher.Pair pair) {
    Map<String, String> our = pair.ours();
    Map<String, String> their = pair.theirs();
    agreement.count(Difference.ROW, our != null && their != null);
    if (their == null && our != null) {
      String title = baseline + " + " + ZeekConn.title(our);
      int before = surplus.merge(title, 1, Integer::sum) - 1;
      String row = before == 0 ? title : title + " again " + before;
      found.add(
          new Difference(capture, row, Difference.ROW, Difference.PRESENT, Difference.ABSENT));
    } else if (their != null) {
      String row = baseline + " " + (theirs.indexOf(their) + 1) + " " + ZeekConn.title(their);
      if (our == null) {
        found.add(
            new Difference(capture, row, Difference.ROW, Difference.ABSENT, Difference.PRESENT));
      } else {
        compare(capture, row, columns, our, their);
      }
    }
  }

  private void compare(
      String capture,
      String row,
      List<String> columns,
      Map<String, String> our,
      Map<String, String> their) {
    for (String column : columns) {
      String ours = our.getOrDefault(column, "");
      String zeeks = their.getOrDefault(column, "");
      agreement.count(column, ours.equals(zeeks));
      if (!ours.equals(zeeks)) {
        found.add(new Difference(capture, row.strip(), column, ours, zeeks));
      }
    }
  }

  private static List<FlowRow> flows(ZeekBaseline baseline, Path capture) throws IOException {
    String nets = ZeekBaseline.PRIVATE_NETS;
    if (baseline.localNets() != null) {
      nets += "," + baseline.localNets();
    }
    FlowOptions options =
        FlowOptions.defaults()
            .withChecksums(baseline.ignoreChecksums() ? Checksums.IGNORE : Checksums.STRICT)
            .withLocalNets(LocalNets.parse(List.of(nets.split(",", -1))))
            .withPacketIndex(false);
    String filter = baseline.filter();
    return PlainSweep.of(capture)
        .options(options)
        .filter(filter == null ? null : Bpf.parseDdd(filter))
        .run()
        .flows();
  }
}
