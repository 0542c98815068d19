package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.options.WorkSettings;

/**
 * What lies in the output folder before a run, and what becomes of it. The same run, whole, is left
 * as it is. What a killed run left is deleted, and so is the same command's run that lost packets
 * to read errors. Anything else is refused, or deleted with {@code --overwrite}.
 */
final class EarlierRun {
  private final Destination output;
  private final Workspace workspace;
  private final SweepOptions options;

  EarlierRun(Destination output, Workspace workspace, SweepOptions options) {
    this.output = output;
    this.workspace = workspace;
    this.options = options;
  }

  /** Whether to run; false when the very run is here already. */
  boolean makeRoom(List<InputFile> files, SweepSettings settings) throws IOException {
    if (!output.succeeded()) {
      clearUnfinished(files, settings);
      return true;
    }
    workspace.deleteLeftovers(options.find(WorkSettings.SPILL_DIR).orElse(null));
    if (options.get(RunOptions.OVERWRITE)) {
      clear(output.manifest().orElseThrow(() -> output.refusal("its manifest.json is damaged")));
      return true;
    }
    return !isHere(output.wholeManifest(), files, settings);
  }

  private void clear(JsonNode manifest) throws IOException {
    output.requireDeletable(manifest);
    workspace.beginClearing();
    output.deleteRun(manifest);
  }

  private boolean isHere(JsonNode manifest, List<InputFile> files, SweepSettings settings)
      throws IOException {
    String there = manifest.path("run_id").asText();
    InputsNow now = InputsNow.of(files);
    boolean lost = !readErrors(manifest).isEmpty();
    if (lost && isOfTheSameCommand(manifest, now, settings)) {
      System.err.println(
          "flowbeam: run " + there + " had read errors and is done again in " + output.location());
      clear(manifest);
      return false;
    }
    if (!lost && there.equals(now.runId(settings))) {
      Labels.refuseOthers(manifest, settings.labels(), output.location());
      System.err.println("flowbeam: run " + there + " is already in " + output.location());
      return true;
    }
    throw new UsageException(
        "--output=" + output.location() + " holds another run (" + there + "); see --overwrite");
  }

  /** One line for each input of which packets were lost to errors of what it lies on. */
  static List<String> readErrors(JsonNode manifest) {
    return readErrorsOf(manifest.path("inputs"));
  }

  /** The same of a manifest's list of inputs. */
  static List<String> readErrorsOf(JsonNode inputs) {
    List<String> lines = new ArrayList<>();
    for (JsonNode input : inputs) {
      if (input.has("read_error")) {
        lines.add(
            RunId.readError(input.path("read_error").asText(), input.path("packets").asLong()));
      }
    }
    return lines;
  }

  /** Same version, same options, and all that was read then is there now. */
  private static boolean isOfTheSameCommand(
      JsonNode manifest, InputsNow now, SweepSettings settings) {
    Set<String> optionsThen = new HashSet<>();
    manifest
        .path("options")
        .fields()
        .forEachRemaining(o -> optionsThen.add(o.getKey() + "=" + o.getValue().asText()));
    Set<String> optionsNow = new HashSet<>();
    settings.resultOptions().forEach((name, value) -> optionsNow.add(name + "=" + value));
    if (!optionsThen.equals(optionsNow)
        || !manifest.path("version").asText().equals(RunId.VERSION)) {
      return false;
    }
    for (JsonNode input : manifest.path("inputs")) {
      boolean readThen = !input.has("read_error") && input.has("content_sha256");
      if (!now.uris().contains(input.path("uri").asText())
          || (readThen && !now.contents().contains(input.path("content_sha256").asText()))) {
        return false;
      }
    }
    return true;
  }

  /** There is no {@code _SUCCESS}: nothing here is vouched for, but it may be somebody else's. */
  private void clearUnfinished(List<InputFile> files, SweepSettings settings) throws IOException {
    if (!options.get(RunOptions.OVERWRITE)) {
      output.refuseWhileLeft(System.currentTimeMillis());
    }
    if (workspace.isLeftByAKill()) {
      workspace.beginClearing();
      output.deleteUnfinished(null);
    }
    Set<String> left = output.files();
    if (left.isEmpty()) {
      return;
    }
    JsonNode manifest = output.manifest().orElse(MissingNode.getInstance());
    if (options.get(RunOptions.OVERWRITE) && manifest.isObject()) {
      clear(manifest);
      return;
    }
    String runId = InputsNow.of(files).runId(settings);
    if (output.holdsOnly(runId, left)) {
      workspace.beginClearing();
      output.deleteUnfinished(runId);
      return;
    }
    if (manifest.isObject()) {
      String there = manifest.path("run_id").asText();
      throw output.refusal("holds a run that did not finish (" + there + "); see --overwrite");
    }
    throw new UsageException(
        "--output=" + output.location() + " holds other files (" + left.iterator().next() + ")");
  }
}
