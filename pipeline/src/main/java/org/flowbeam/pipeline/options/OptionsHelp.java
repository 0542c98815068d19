package org.flowbeam.pipeline.options;

import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.OptionGroup;

/** The text of {@code flowbeam sweep --help}, from what is declared. */
public final class OptionsHelp {
  private static final int WIDTH = 96;
  private static final String INDENT = "      ";

  private static final String HEAD =
      """
      Usage: flowbeam sweep --input=PATH --output=DIR [OPTION...]

      Examples
        flowbeam sweep --input=/evidence/captures --output=tables
        flowbeam sweep --input='day1/*.pcap,day2.tar.gz' --output=tables --caseId=2026-18
        flowbeam sweep --input=big.pcap --output=tables --filter='host 10.1.2.3' --bodies=store
        flowbeam sweep --input=captures --output=flows-only --protocols=none --dedup=off
      """;

  private static final String FOOT =
      """

      On a terminal the run ends with a summary for people; --json gives the line of JSON that it
      ends with elsewhere.
      Without --runner=... it runs in this JVM; a runner of Beam takes its own options too.
      """;

  private OptionsHelp() {}

  /** One paragraph per option, under headings: name, default, meaning. */
  public static String ofSweep() {
    StringBuilder text = new StringBuilder(HEAD);
    for (OptionGroup group : SweepOptions.GROUPS) {
      text.append('\n').append(group.title()).append('\n');
      group.options().forEach(option -> append(option, text));
    }
    return text.append(FOOT).toString();
  }

  private static void append(Option<?> option, StringBuilder text) {
    text.append("  --").append(option.name());
    option.defaultText().ifPresent(value -> text.append('=').append(value));
    text.append(option.isRequired() ? " (required)\n" : "\n");
    boolean harmless = option.affects() == Affects.SPEED;
    wrap(option.help() + (harmless ? " Never changes a result." : ""), text);
  }

  private static void wrap(String help, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (String word : help.split(" ", -1)) {
      if (!line.isEmpty() && INDENT.length() + line.length() + 1 + word.length() > WIDTH) {
        text.append(INDENT).append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    text.append(INDENT).append(line).append('\n');
  }
}
