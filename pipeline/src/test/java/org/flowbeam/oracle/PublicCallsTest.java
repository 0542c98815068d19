package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * What public captures hold of SIP and calls, told by people: messages by method and status, calls
 * by state and final status, streams. {@code oracle/public-calls.tsv} may name captures that are
 * not there.
 */
class PublicCallsTest {
  @Test
  void publicCapturesHoldTheseMessagesCallsAndStreams() throws IOException {
    Path shared = Captures.shared();
    int there = 0;
    for (Map<String, String> line : Tsv.resource("public-calls.tsv")) {
      Path capture = shared.resolve(line.getOrDefault("capture", ""));
      if (Files.exists(capture)) {
        there++;
        PlainSweep.Result result = PlainSweep.of(capture).run();
        assertThat(facts(result)).as("%s", capture).isEqualTo(expected(line));
      }
    }
    assertThat(there).isGreaterThanOrEqualTo(10);
  }

  private static Map<String, String> expected(Map<String, String> line) {
    Map<String, String> expected = new TreeMap<>(line);
    expected.remove("capture");
    return expected;
  }

  private static Map<String, String> facts(PlainSweep.Result result) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("rows", Integer.toString(result.rows(Tables.SIP).size()));
    facts.put("messages", counted(result, Tables.SIP, PublicCallsTest::kind));
    facts.put(
        "calls",
        counted(result, Tables.CALLS, row -> (row.getState() + " " + row.getStatusCode())));
    facts.put(
        "streams",
        counted(
            result,
            Tables.RTP,
            row -> row.getSsrc() + " " + row.getPackets() + " " + row.getMatch()));
    return facts;
  }

  private static String kind(SipRow row) {
    return row.getMethod() == null ? String.valueOf(row.getStatusCode()) : row.getMethod();
  }

  private static <R extends SpecificRecord> String counted(
      PlainSweep.Result result, Table<R> table, Function<R, String> name) {
    Map<String, Long> counts =
        result.rows(table).stream()
            .collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
    String text =
        counts.entrySet().stream()
            .map(each -> each.getKey() + " x" + each.getValue())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "-" : text;
  }
}
