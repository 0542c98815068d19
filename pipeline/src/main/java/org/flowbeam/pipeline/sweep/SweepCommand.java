package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.pipeline.options.OptionsHelp;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.terminal.JsonOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code flowbeam sweep}: reads the options, runs the pipeline, prints the summary. */
@Command(
    name = "sweep",
    description = "Read captures, write Parquet tables.",
    modelTransformer = SweepCommand.DeclaredOptions.class)
public final class SweepCommand implements Callable<Integer> {
  @CommandLine.Option(names = "--help", description = "Show the options.")
  boolean help;

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  /** Everything else is for Beam's parser, which knows the runner's options. */
  @Unmatched List<String> others = new ArrayList<>();

  /** Tells picocli which options were declared. */
  static final class DeclaredOptions implements CommandLine.IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec sweep) {
      SweepOptions.all().map(DeclaredOptions::spec).forEach(sweep::addOption);
      return sweep;
    }

    private static OptionSpec spec(Option<?> option) {
      OptionSpec.Builder spec = OptionSpec.builder("--" + option.name()).type(String.class);
      return option.type() == ValueTypes.FLAG
          ? spec.arity("0..1").fallbackValue("true").build()
          : spec.arity("1").build();
    }
  }

  @Override
  public Integer call() throws Exception {
    if (help) {
      System.out.print(OptionsHelp.ofSweep());
      return ExitCode.DONE;
    }
    return new SweepRun(given(), others).execute(json.forPeople());
  }

  private SweepOptions given() {
    ParseResult line = spec.commandLine().getParseResult();
    Map<String, String> given = new HashMap<>();
    SweepOptions.all()
        .filter(option -> line.hasMatchedOption("--" + option.name()))
        .forEach(option -> given.put(option.name(), value(option, line)));
    return new SweepOptions(given);
  }

  /**
   * picocli takes an option that it does not know, behind a flag without a value, for the value.
   */
  private String value(Option<?> option, ParseResult line) {
    String value = line.matchedOptionValue("--" + option.name(), "");
    if (option.type() != ValueTypes.FLAG || !value.startsWith("--")) {
      return value;
    }
    others.add(value);
    return "true";
  }
}
