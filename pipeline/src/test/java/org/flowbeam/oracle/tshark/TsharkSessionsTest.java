package org.flowbeam.oracle.tshark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.Programs;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTP, DNS and TLS against tshark, on an archive mixed from public captures: how often each method
 * and status, how many messages each way, how many ClientHellos with each name, and which
 * exchanges, responses and fingerprints there are. After a change, {@code
 * target/oracle/tshark-session-differences.tsv} has what was found in the form of the list.
 */
class TsharkSessionsTest {
  private static final long ARCHIVE_BYTES = 40_000_000;
  private static final String ARCHIVE = "archive";

  private final SetComparison comparison = new SetComparison();

  @Test
  void whatWasSaidIsWhatTsharkReadsOrListedWithItsReason(@TempDir Path folder) throws Exception {
    Path archive = Programs.archive(folder, ARCHIVE_BYTES);
    SessionFacts theirs = Tshark.read(folder, archive);
    FlowOptions options = FlowOptions.defaults().withPacketIndex(false);
    SessionFacts ours = SessionFacts.of(PlainSweep.of(archive).options(options).run());
    for (String column : union(ours.counts().keySet(), theirs.counts().keySet())) {
      counts(column, of(ours.counts(), column), of(theirs.counts(), column));
    }
    for (String column : union(ours.sets().keySet(), theirs.sets().keySet())) {
      Set<String> our = ours.sets().getOrDefault(column, Set.of());
      Set<String> their = theirs.sets().getOrDefault(column, Set.of());
      assertThat(their).as("what tshark has in " + column).isNotEmpty();
      comparison.values(ARCHIVE, "", column, our, their);
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("tshark-session-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "tshark-session-differences.tsv"));
    System.out.println("sessions against tshark\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private void counts(String column, Map<String, Integer> ours, Map<String, Integer> theirs) {
    for (String key : union(ours.keySet(), theirs.keySet())) {
      String our = String.valueOf(ours.getOrDefault(key, 0));
      String their = String.valueOf(theirs.getOrDefault(key, 0));
      comparison.equal(ARCHIVE, key, column, our, their);
    }
  }

  private static Map<String, Integer> of(Map<String, Map<String, Integer>> all, String column) {
    return all.getOrDefault(column, Map.of());
  }

  private static Set<String> union(Set<String> these, Set<String> those) {
    Set<String> both = new TreeSet<>(these);
    both.addAll(those);
    return both;
  }
}
