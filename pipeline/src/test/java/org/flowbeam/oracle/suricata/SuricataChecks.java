package org.flowbeam.oracle.suricata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;

/**
 * Counts the events of ours that the checks of Suricata's tests are about.
 *
 * @param types of events; checks of others are passed over
 * @param keys that a check may ask for
 * @param events what a sweep found, as Suricata would name it
 */
record SuricataChecks(
    Set<String> types,
    List<String> keys,
    Function<PlainSweep.Result, List<Map<String, String>>> events) {
  /**
   * Fails unless more checks than that hold, or are listed with their reason in {@code
   * suricata-TOPIC-differences.tsv}, and all that are listed differ.
   */
  void holdOrAreListed(String topic, int moreThan) throws IOException {
    Path tests = Captures.shared().resolve("OISF+suricata-verify/tests");
    List<Difference> found = new ArrayList<>();
    int checks = 0;
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(path -> path.endsWith("test.yaml")).sorted().toList()) {
        checks += compare(tests, file, found);
      }
    }
    String list = "suricata-" + topic + "-differences.tsv";
    KnownDifferences known = KnownDifferences.of(Tsv.resource(list));
    known.write(found, Path.of("target", "oracle", list));
    System.out.println(topic + ": " + checks + " checks of Suricata, " + found.size() + " differ");
    assertThat(checks).isGreaterThan(moreThan);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  /** Returns how many checks there are. */
  private int compare(Path tests, Path file, List<Difference> found) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Check> about =
        Check.parse(lines).stream().filter(c -> types.stream().anyMatch(c::isAbout)).toList();
    Path capture = about.isEmpty() ? null : Check.capture(file, lines);
    if (capture == null) {
      return 0;
    }
    List<Map<String, String>> ours = events.apply(PlainSweep.of(capture).run());
    String name = tests.relativize(file.resolveSibling("")).toString();
    int number = 0;
    for (Check check : about) {
      number++;
      long count = check.found(ours, keys);
      if (count != check.count) {
        String row = number + " " + check;
        found.add(
            new Difference(name, row, "count", String.valueOf(count), String.valueOf(check.count)));
      }
    }
    return about.size();
  }
}
