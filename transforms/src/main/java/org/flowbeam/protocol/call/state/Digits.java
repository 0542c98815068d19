package org.flowbeam.protocol.call.state;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Digits that were dialled inside of a call, in order of time; at most {@link #MAX_DIGITS}. */
public final class Digits {
  private static final int MAX_DIGITS = 1024;

  private record Digit(long micros, String digit) implements Comparable<Digit> {
    @Override
    public int compareTo(Digit other) {
      int byTime = Long.compare(micros, other.micros);
      return byTime != 0 ? byTime : digit.compareTo(other.digit);
    }
  }

  private final TreeSet<Digit> digits = new TreeSet<>();

  /** The earliest are kept. */
  public void add(long micros, String digit) {
    digits.add(new Digit(micros, digit));
    if (digits.size() > MAX_DIGITS) {
      digits.pollLast();
    }
  }

  /** As {@link #toString} gave them. */
  public void addAll(String text) {
    for (String each : text.split("\n", -1)) {
      int blank = each.indexOf(' ');
      if (blank > 0) {
        add(Long.parseLong(each.substring(0, blank)), each.substring(blank + 1));
      }
    }
  }

  /** Null when there are none. */
  public @Nullable String text() {
    StringBuilder text = new StringBuilder();
    digits.forEach(each -> text.append(each.digit));
    return text.isEmpty() ? null : text.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    digits.forEach(each -> text.append(each.micros).append(' ').append(each.digit).append('\n'));
    return text.toString();
  }
}
