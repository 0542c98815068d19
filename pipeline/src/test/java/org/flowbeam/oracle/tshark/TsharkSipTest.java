package org.flowbeam.oracle.tshark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every SIP message of every public capture in which one can be, and of our fixtures, against
 * tshark: how many of each method and status, with which Call-ID, CSeq, users, tags and media.
 * After a change, {@code target/oracle/tshark-sip-differences.tsv} has what was found in the form
 * of the list, which may name captures that are not there.
 */
class TsharkSipTest {
  private static final byte[] VERSION = "SIP/2.0".getBytes(US_ASCII);

  @TempDir Path folder;

  private final List<Difference> found = new ArrayList<>();
  private int messages;

  @Test
  void everyMessageIsThatOfTsharkOrListedWithItsReason() throws Exception {
    Path shared = Captures.shared();
    Captures.program("tshark");
    List<Path> captures = withSip(shared);
    assertThat(captures).as("public captures with SIP").hasSizeGreaterThan(10);
    for (Path capture : captures) {
      compare(shared.relativize(capture).toString(), capture);
    }
    for (Path capture : withSip(Captures.fixtures())) {
      compare(capture.getFileName().toString(), capture);
    }
    assertThat(messages).as("messages that tshark counts").isGreaterThan(80);
    List<Map<String, String>> listed =
        Tsv.resource("tshark-sip-differences.tsv").stream()
            .filter(line -> Files.exists(shared.resolve(line.getOrDefault("capture", ""))))
            .toList();
    KnownDifferences known = KnownDifferences.of(listed);
    known.write(found, Path.of("target", "oracle", "tshark-sip-differences.tsv"));
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private static List<Path> withSip(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(pcap|cap|pcapng|dmp)"))
          .filter(TsharkSipTest::holdsVersion)
          .sorted()
          .toList();
    }
  }

  private static boolean holdsVersion(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at + VERSION.length <= bytes.length; at++) {
        int same = 0;
        while (same < VERSION.length && bytes[at + same] == VERSION[same]) {
          same++;
        }
        if (same == VERSION.length) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(String name, Path capture) throws Exception {
    TsharkSip theirs = TsharkSip.read(folder, capture);
    TsharkSip ours = TsharkSip.of(PlainSweep.of(capture).run());
    for (String field : TsharkSip.FIELDS) {
      compare(name, field, ours.values(field), theirs.values(field));
    }
    messages += sum(theirs, "sip.Method") + sum(theirs, "sip.Status-Code");
  }

  private static int sum(TsharkSip sip, String field) {
    return sip.values(field).values().stream().mapToInt(count -> count).sum();
  }

  private void compare(
      String capture, String field, Map<String, Integer> ours, Map<String, Integer> theirs) {
    Set<String> values = new TreeSet<>(ours.keySet());
    values.addAll(theirs.keySet());
    for (String value : values) {
      int our = ours.getOrDefault(value, 0);
      int their = theirs.getOrDefault(value, 0);
      if (our != their) {
        found.add(
            new Difference(capture, value, field, Integer.toString(our), Integer.toString(their)));
      }
    }
  }
}
