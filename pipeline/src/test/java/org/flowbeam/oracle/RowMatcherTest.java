package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flowbeam.oracle.RowMatcher.Pair;
import org.junit.jupiter.api.Test;

class RowMatcherTest {
  private final RowMatcher matcher =
      new RowMatcher(List.of("state", "bytes"), row -> row.getOrDefault("hosts", ""));

  @Test
  void rowsThatAgreeMostBelongTogetherWhateverTheirOrder() {
    Map<String, String> small = row("a b", "SF", "1");
    Map<String, String> large = row("a b", "SF", "900");
    Map<String, String> theirLarge = row("a b", "S1", "900");
    assertThat(matcher.match(List.of(small, large), List.of(theirLarge, small)))
        .containsExactly(new Pair(large, theirLarge), new Pair(small, small));
  }

  @Test
  void equalRowsArePairedOneToOne() {
    Map<String, String> row = row("a b", "SF", "1");
    assertThat(matcher.match(List.of(row, row), List.of(row, row, row)))
        .containsExactly(new Pair(row, row), new Pair(row, row), new Pair(null, row));
  }

  @Test
  void rowsOfOtherGroupsAreNeverPaired() {
    Map<String, String> ours = row("a b", "SF", "1");
    Map<String, String> theirs = row("a c", "SF", "1");
    assertThat(matcher.match(List.of(ours), List.of(theirs)))
        .containsExactly(new Pair(null, theirs), new Pair(ours, null));
  }

  private static Map<String, String> row(String hosts, String state, String bytes) {
    return Map.of("hosts", hosts, "state", state, "bytes", bytes);
  }
}
