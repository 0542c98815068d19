package org.flowbeam.pipeline.options;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.flowbeam.options.Option;

/** What a command line says besides the options of the sweep is for Beam and its runner. */
public final class RunnerOptions {
  private static final Pattern UNKNOWN =
      Pattern.compile("missing a property named '(\\w+)'(?:\\. Did you mean '(\\w+)')?");

  private static final Pattern VALUE = Pattern.compile("from String \"(.*?)\"");

  /** So many letters may be wrong, missing or too many in what is taken for a slip. */
  private static final int MAX_SLIPS = 2;

  private static final String FORMER_NAME_OF_WORKERS = "parallelism";

  private RunnerOptions() {}

  /** Parses what is left of a command line when the options of the sweep are taken out. */
  public static PipelineOptions parse(List<String> arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        throw new UsageException("unexpected argument '" + argument + "': options start with --");
      }
    }
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    } catch (IllegalArgumentException e) {
      throw new UsageException(clear(String.valueOf(e.getMessage()), arguments));
    }
  }

  /** Names the option that Beam's parser did not like. */
  private static String clear(String message, List<String> arguments) {
    Matcher unknown = UNKNOWN.matcher(message);
    if (!unknown.find()) {
      return withOption(message, arguments);
    }
    String name = unknown.group(1);
    if (name.equals(FORMER_NAME_OF_WORKERS)) {
      return "--" + name + " is an option of Flink; threads of this JVM are --workers";
    }
    Optional<String> meant = nearest(name).or(() -> Optional.ofNullable(unknown.group(2)));
    return "unknown option --" + name + meant.map(m -> ", did you mean --" + m + "?").orElse("");
  }

  /** Beam says which value it could not convert, but not of which option. */
  private static String withOption(String message, List<String> arguments) {
    Matcher value = VALUE.matcher(message);
    if (value.find()) {
      for (String argument : arguments) {
        if (argument.endsWith("=" + value.group(1))) {
          return argument + ": not a valid value";
        }
      }
    }
    return message;
  }

  /** The option of a sweep that was probably meant. */
  private static Optional<String> nearest(String name) {
    return SweepOptions.all()
        .map(Option::name)
        .filter(known -> slips(known, name) <= MAX_SLIPS)
        .min(Comparator.comparingInt((String known) -> slips(known, name)));
  }

  /** Levenshtein's distance, upper and lower case being the same. */
  private static int slips(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int changed = diagonal + (x == y ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
