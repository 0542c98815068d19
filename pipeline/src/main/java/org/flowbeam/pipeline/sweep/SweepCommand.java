package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.flowbeam.pipeline.options.OptionsHelp;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code flowbeam sweep}: reads the options, runs the pipeline, prints the summary. */
@Command(name = "sweep", description = "Read captures, write Parquet tables.")
public final class SweepCommand implements Callable<Integer> {
  @Option(names = "--help", description = "Show the options.")
  boolean help;

  /** Everything else is for Beam's parser, which knows the runner's options too. */
  @Unmatched List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (help) {
      System.out.print(OptionsHelp.of(SweepOptions.class));
      return ExitCode.DONE;
    }
    return new SweepRun(parse(arguments)).execute();
  }

  static SweepOptions parse(List<String> arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        throw new UsageException("unexpected argument '" + argument + "': options start with --");
      }
    }
    PipelineOptionsFactory.register(SweepOptions.class);
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
          .as(SweepOptions.class);
    } catch (IllegalArgumentException e) {
      throw new UsageException(OptionsHelp.clear(e, arguments));
    }
  }
}
