package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.options.StoreOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option {@code --tables} of all commands that read the tables of finished runs. */
public final class RunsOption {
  @Option(
      names = "--tables",
      required = true,
      split = ",",
      paramLabel = "DIR|GLOB",
      description = "Folders that sweep has written, comma-separated.")
  private List<String> tables = List.of();

  @Mixin private StoreOptions stores = new StoreOptions();

  /**
   * The runs that it names, sorted by their real paths, each once, whatever it is copied to.
   *
   * @param log hears of copies, in one line each
   * @throws org.flowbeam.pipeline.options.UsageException when it names none, or what is none
   */
  public List<FinishedRun> runs(Consumer<String> log) throws IOException {
    stores.registerFor(tables);
    return NamedRuns.resolve(tables, log);
  }

  /** The stores that runs lie in, and perhaps their inputs. */
  public StoreOptions stores() {
    return stores;
  }
}
