package org.flowbeam.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares sets of values, ours with those of one oracle, and collects the differences. */
public final class SetComparison {
  public final List<Difference> found = new ArrayList<>();
  public final Agreement agreement = new Agreement();

  /** Each value that one side has alone is a difference of its own. */
  public void values(
      String capture, String title, String column, Set<String> ours, Set<String> theirs) {
    TreeSet<String> both = new TreeSet<>(ours);
    both.addAll(theirs);
    for (String value : both) {
      String name = (title + " " + value).strip();
      present(capture, name, column, ours.contains(value), theirs.contains(value));
    }
  }

  /** Compares whole columns of the rows that both have; the rows are known by their keys. */
  public void rows(
      String capture,
      Map<String, Map<String, Set<String>>> ours,
      Map<String, Map<String, Set<String>>> theirs) {
    TreeSet<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    for (String key : keys) {
      Map<String, Set<String>> our = ours.get(key);
      Map<String, Set<String>> their = theirs.get(key);
      present(capture, key, Difference.ROW, our != null, their != null);
      if (our != null && their != null) {
        columns(capture, key, our, their);
      }
    }
  }

  private void columns(
      String capture, String key, Map<String, Set<String>> ours, Map<String, Set<String>> theirs) {
    TreeSet<String> columns = new TreeSet<>(ours.keySet());
    columns.addAll(theirs.keySet());
    for (String column : columns) {
      equal(capture, key, column, text(ours.get(column)), text(theirs.get(column)));
    }
  }

  private void present(String capture, String name, String column, boolean ours, boolean theirs) {
    String our = ours ? Difference.PRESENT : Difference.ABSENT;
    String their = theirs ? Difference.PRESENT : Difference.ABSENT;
    equal(capture, name, column, our, their);
  }

  /** One value of each side. */
  public void equal(String capture, String name, String column, String ours, String theirs) {
    agreement.count(column, ours.equals(theirs));
    if (!ours.equals(theirs)) {
      found.add(new Difference(capture, name, column, ours, theirs));
    }
  }

  /** Adds a value to a column of a row. */
  public static void put(Map<String, Set<String>> row, String column, @Nullable String value) {
    if (value != null) {
      row.computeIfAbsent(column, name -> new TreeSet<>()).add(value);
    }
  }

  private static String text(@Nullable Set<String> values) {
    return values == null ? "-" : String.join(" | ", values);
  }
}
