package org.flowbeam.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the rows of two multisets. Only rows with the same group are paired, those that agree in
 * most columns first; between equal candidates the order of the rows decides.
 */
public final class RowMatcher {
  /** Two rows that belong together, or one that has no counterpart. */
  public record Pair(@Nullable Map<String, String> ours, @Nullable Map<String, String> theirs) {}

  private record Candidate(int ours, int theirs, int agreement) {}

  private final List<String> columns;
  private final Function<Map<String, String>, String> group;

  public RowMatcher(List<String> columns, Function<Map<String, String>, String> group) {
    this.columns = columns;
    this.group = group;
  }

  /** Pairs in the order of their rows, then our rows that are left. */
  public List<Pair> match(List<Map<String, String>> ours, List<Map<String, String>> theirs) {
    int[] oursOf = new int[theirs.size()];
    boolean[] taken = new boolean[ours.size()];
    Arrays.fill(oursOf, -1);
    for (Candidate candidate : candidates(ours, theirs)) {
      if (oursOf[candidate.theirs] < 0 && !taken[candidate.ours]) {
        oursOf[candidate.theirs] = candidate.ours;
        taken[candidate.ours] = true;
      }
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < oursOf.length; i++) {
      pairs.add(new Pair(oursOf[i] < 0 ? null : ours.get(oursOf[i]), theirs.get(i)));
    }
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        pairs.add(new Pair(ours.get(i), null));
      }
    }
    return pairs;
  }

  private List<Candidate> candidates(
      List<Map<String, String>> ours, List<Map<String, String>> theirs) {
    Map<String, List<Integer>> oursByGroup = new LinkedHashMap<>();
    for (int i = 0; i < ours.size(); i++) {
      oursByGroup.computeIfAbsent(group.apply(ours.get(i)), key -> new ArrayList<>()).add(i);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < theirs.size(); i++) {
      for (int j : oursByGroup.getOrDefault(group.apply(theirs.get(i)), List.of())) {
        candidates.add(new Candidate(j, i, agreement(ours.get(j), theirs.get(i))));
      }
    }
    candidates.sort(
        Comparator.comparingInt(Candidate::agreement)
            .reversed()
            .thenComparing(Candidate::theirs)
            .thenComparing(Candidate::ours));
    return candidates;
  }

  private int agreement(Map<String, String> ours, Map<String, String> theirs) {
    return (int)
        columns.stream().filter(name -> Objects.equals(ours.get(name), theirs.get(name))).count();
  }
}
