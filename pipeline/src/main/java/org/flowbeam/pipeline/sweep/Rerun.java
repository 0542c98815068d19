package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.options.Affects;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.pipeline.options.SweepOptions;

/** The run of a manifest once more, somewhere else. */
public final class Rerun {
  private Rerun() {}

  /**
   * Sweeps in this JVM with the options of the manifest.
   *
   * @param inputs entries of {@code --input}
   * @param folder for the tables, which does not exist
   * @return whether it was not interrupted
   */
  public static boolean into(Path folder, JsonNode manifest, List<String> inputs) throws Exception {
    Map<String, String> options = new HashMap<>();
    manifest
        .path("options")
        .fields()
        .forEachRemaining(
            option -> {
              if (!option.getValue().asText().isEmpty()) {
                options.put(option.getKey(), option.getValue().asText());
              }
            });
    SweepOptions none = new SweepOptions(Map.of());
    options.putAll(Labels.recorded(manifest, none.texts(Affects.LABEL).keySet()));
    options.put(RunOptions.INPUT.name(), String.join(",", inputs));
    options.put(RunOptions.OUTPUT.name(), folder.toString());
    return new SweepRun(new SweepOptions(options), List.of()).run() != SweepRun.End.INTERRUPTED;
  }
}
