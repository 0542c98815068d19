package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/**
 * Our SIP messages against the SIP events that Suricata's own tests count, in the words of its EVE
 * JSON. {@code oracle/suricata-sip-checks.tsv} may name tests that are not there.
 */
class SuricataSipTest {
  private static final String TESTS = "OISF+suricata-verify/tests";

  /** {@code key=the whole value}, or {@code key~what it holds} as the content of a rule. */
  private static final Pattern CONDITION = Pattern.compile("([a-z_]+)([=~])(.*)");

  private static final Map<String, String> COMPACT =
      Map.of("f", "From", "t", "To", "v", "Via", "c", "Content-Type");

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
      Matcher parts = CONDITION.matcher(condition);
      assertThat(parts.matches()).as(condition).isTrue();
      String value = event.getOrDefault(parts.group(1), "");
      String wanted = parts.group(3);
      if (parts.group(2).equals("=") ? !value.equals(wanted) : !value.contains(wanted)) {
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
    event.put("toward", row.getMethod() != null ? "server" : "client");
    for (String name : List.of("From", "To", "Via", "User-Agent", "Content-Type")) {
      event.put(name.toLowerCase(Locale.ROOT).replace('-', '_'), values(row, name));
    }
    event.put("content_length", String.valueOf(row.getContentLength()));
    event.put("sdp_origin", String.valueOf(row.getSdpOrigin()));
    event.put("sdp_session_name", String.valueOf(row.getSdpSession()));
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

  /** Of all headers of a name, also where it is one letter. */
  private static String values(SipRow row, String name) {
    List<SipHeader> headers = row.getHeaders();
    return headers == null
        ? ""
        : headers.stream()
            .filter(each -> COMPACT.getOrDefault(each.getName(), each.getName()).equals(name))
            .map(SipHeader::getValue)
            .collect(Collectors.joining("\n"));
  }
}
