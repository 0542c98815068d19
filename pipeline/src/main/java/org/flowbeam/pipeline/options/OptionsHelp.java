package org.flowbeam.pipeline.options;

import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.OptionGroup;

/** The text of {@code flowbeam sweep --help}, from what is declared. */
public final class OptionsHelp {
  private static final int WIDTH = 96;
  private static final String INDENT = "      ";

  private OptionsHelp() {}

  /** One paragraph per option, under headings: name, default, meaning. */
  public static String ofSweep() {
    StringBuilder text = new StringBuilder("Usage: flowbeam sweep --input=PATH --output=DIR\n");
    for (OptionGroup group : SweepOptions.GROUPS) {
      text.append('\n').append(group.title()).append('\n');
      group.options().forEach(option -> append(option, text));
    }
    return text.append(
            "\nWithout --runner=... it runs in this JVM; a runner of Beam takes its own options too.\n")
        .toString();
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
