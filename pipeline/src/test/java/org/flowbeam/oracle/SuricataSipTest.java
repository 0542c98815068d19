package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Our SIP messages against the SIP events that Suricata's own tests count, in the words of its EVE
 * JSON. {@code oracle/suricata-sip-checks.tsv} may name tests that are not there.
 */
class SuricataSipTest {
  private static final String TESTS = "OISF+suricata-verify/tests";

  @Test
  void asManyEventsMatchAsSuricataCountsOrTheDifferenceIsListed() throws IOException {
    Path folder = Captures.shared().resolve(TESTS);
    List<Difference> found = new ArrayList<>();
    List<Map<String, String>> listed = new ArrayList<>();
    for (Map<String, String> check : Tsv.resource("suricata-sip-checks.tsv")) {
      String name = check.getOrDefault("capture", "");
      if (!Files.exists(folder.resolve(name))) {
        continue;
      }
      String match = check.getOrDefault("match", "");
      String theirs = check.getOrDefault("count", "");
      String ours = Long.toString(count(folder.resolve(name), match));
      if (!ours.equals(theirs)) {
        found.add(new Difference(name, match, "count", ours, theirs));
      }
      Tsv.resource("suricata-sip-differences.tsv").stream()
          .filter(line -> name.equals(line.get("capture")) && match.equals(line.get("row")))
          .forEach(listed::add);
    }
    KnownDifferences known = KnownDifferences.of(listed);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private static long count(Path capture, String match) throws IOException {
    return PlainSweep.of(capture).run().rows(Tables.SIP).stream()
        .map(SuricataSipTest::event)
        .filter(event -> matches(event, match))
        .count();
  }

  private static boolean matches(Map<String, String> event, String match) {
    for (String condition : match.equals("all") ? new String[0] : match.split("; ", -1)) {
      int equals = condition.indexOf('=');
      String value = event.get(condition.substring(0, equals));
      if (!condition.substring(equals + 1).equals(value)) {
        return false;
      }
    }
    return true;
  }

  /** As the view eve_sip. */
  private static Map<String, String> event(SipRow row) {
    Map<String, String> event = new TreeMap<>();
    event.put("proto", row.getTransport().equals("udp") ? "UDP" : "TCP");
    event.put("version", "SIP/2.0");
    if (row.getMethod() != null) {
      event.put("method", row.getMethod());
      event.put("uri", String.valueOf(row.getUri()));
      event.put("request_line", row.getMethod() + " " + row.getUri() + " SIP/2.0");
    } else {
      event.put("code", String.valueOf(row.getStatusCode()));
      event.put("reason", String.valueOf(row.getStatusMsg()));
      event.put("response_line", "SIP/2.0 " + row.getStatusCode() + " " + row.getStatusMsg());
    }
    return event;
  }
}
