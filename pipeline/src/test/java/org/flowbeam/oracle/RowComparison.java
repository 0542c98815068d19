package org.flowbeam.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Compares our rows with those of one oracle, log by log, and collects the differences. */
public final class RowComparison {
  public final List<Difference> found = new ArrayList<>();
  public final Agreement agreement = new Agreement();

  private final Function<Map<String, String>, String> title;

  /** Our rows that the oracle has not, to tell equal ones apart. */
  private final Map<String, Integer> surplus = new HashMap<>();

  /**
   * A comparison without any row yet.
   *
   * @param title names a row for people
   */
  public RowComparison(Function<Map<String, String>, String> title) {
    this.title = title;
  }

  /**
   * Compares the rows of one log.
   *
   * @param baseline names the log
   * @param columns that both have
   * @param group rows that may belong together share it
   */
  public void add(
      String baseline,
      String capture,
      List<String> columns,
      Function<Map<String, String>, String> group,
      List<Map<String, String>> ours,
      List<Map<String, String>> theirs) {
    RowMatcher matcher = new RowMatcher(columns, group);
    for (RowMatcher.Pair pair : matcher.match(ours, theirs)) {
      compare(baseline, capture, columns, theirs, pair);
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
      String name = baseline + " + " + title.apply(our);
      int before = surplus.merge(name, 1, Integer::sum) - 1;
      String row = before == 0 ? name : name + " again " + before;
      found.add(
          new Difference(capture, row, Difference.ROW, Difference.PRESENT, Difference.ABSENT));
    } else if (their != null) {
      String row = baseline + " " + number(theirs, their) + " " + title.apply(their);
      if (our == null) {
        found.add(
            new Difference(capture, row, Difference.ROW, Difference.ABSENT, Difference.PRESENT));
      } else {
        compare(capture, row.strip(), columns, our, their);
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
      String theirs = their.getOrDefault(column, "");
      agreement.count(column, ours.equals(theirs));
      if (!ours.equals(theirs)) {
        found.add(new Difference(capture, row, column, ours, theirs));
      }
    }
  }

  /** From 1; equal rows have a number each. */
  private static int number(List<Map<String, String>> rows, Map<String, String> row) {
    int number = 1;
    while (rows.get(number - 1) != row) {
      number++;
    }
    return number;
  }
}
