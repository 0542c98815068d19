package org.flowbeam.pipeline.options;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.flowbeam.io.storage.Storage;
import picocli.CommandLine.Option;

/** What sub-commands that read runs must know to read those of a store. */
public final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "NAME=VALUE",
      description =
          "An option of the store that runs or sources lie in, such as awsRegion=eu-central-1. May"
              + " be given several times.")
  private List<String> given = new ArrayList<>();

  private boolean registered;

  /** Makes the stores known if one of these lies in one; else no class of Beam is loaded. */
  public void registerFor(Iterable<String> locations) {
    for (String location : locations) {
      if (!registered && Storage.isRemote(location)) {
        Beam.register(given);
        registered = true;
      }
    }
  }

  private static final class Beam {
    static void register(List<String> given) {
      FileSystems.setDefaultPipelineOptions(
          RunnerOptions.parse(given.stream().map(option -> "--" + option).toList()));
    }
  }
}
