package org.flowbeam.join;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.RunSummary;

/**
 * The summaries of a run, each with a number, and the stages that they need. A record only ever
 * goes to a higher stage than that of the summary which writes it, so stages are run one after the
 * other and nothing goes round in a circle. The same for equal lists of protocols.
 */
public final class Summaries {
  private static final int MAX = 256; // a number is one byte

  private final List<RunSummary> all;
  private final int[] stageOf;
  private final Map<RunSummary, Integer> numbers = new HashMap<>();

  private Summaries(List<RunSummary> all) {
    this.all = all;
    this.stageOf = all.stream().mapToInt(RunSummary::stage).toArray();
    if (all.size() > MAX) {
      throw new IllegalArgumentException(all.size() + " summaries, the maximum is " + MAX);
    }
    for (int number = 0; number < stageOf.length; number++) {
      int stage = stageOf[number];
      if (stage < 0 || stage >= RunSummary.STAGES) {
        throw new IllegalArgumentException(
            "stage " + stage + " of " + name(all.get(number)) + ", there are " + RunSummary.STAGES);
      }
      numbers.put(all.get(number), number);
    }
  }

  /** Those of these protocols; each once, though several protocols may share one. */
  public static Summaries of(List<Protocol> protocols) {
    return new Summaries(
        protocols.stream().flatMap(protocol -> protocol.summaries().stream()).distinct().toList());
  }

  /** The stages that at least one summary has, ascending. */
  public List<Integer> stages() {
    return stagesFrom(0);
  }

  /** Of {@link #stages} those behind this one: where its summaries may send records to. */
  public List<Integer> stagesAbove(int stage) {
    return stagesFrom(stage + 1);
  }

  private List<Integer> stagesFrom(int first) {
    return Arrays.stream(stageOf)
        .filter(stage -> stage >= first)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  RunSummary get(int number) {
    return all.get(number);
  }

  int stage(int number) {
    return stageOf[number];
  }

  /** The number of a summary; fails for one that no protocol of the run lists. */
  int number(RunSummary summary) {
    Integer number = numbers.get(summary);
    if (number == null) {
      throw new IllegalArgumentException(name(summary) + " is not listed by its protocol");
    }
    return number;
  }

  static String name(RunSummary summary) {
    return summary.getClass().getSimpleName();
  }
}
