package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.session.Protocols;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.sources.RunSources;

/** What a run is called and says of itself, from the list of its inputs. No clock in it. */
final class RunManifest {
  private RunManifest() {}

  /**
   * The run id, once all inputs were read and all contents are hashed.
   *
   * @param inputs JSON array
   */
  static String runId(SweepPlan plan, String inputs, RunSources sources) {
    try {
      return RunId.of(
          RunId.VERSION,
          plan.resultOptions(),
          sources.contentHashesOfCaptures(),
          EarlierRun.readErrorsOf(new ObjectMapper().readTree(inputs)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The manifest, all but its list of outputs.
   *
   * @param inputs JSON array
   * @param sums of the whole run
   */
  static String body(SweepPlan plan, String inputs, String runId, Tally sums) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode manifest = mapper.createObjectNode();
    manifest.put("run_id", runId);
    manifest.put("version", RunId.VERSION);
    Labels.put(manifest, plan.labels());
    plan.provenance().put(manifest);
    ObjectNode options = manifest.putObject("options");
    plan.resultOptions().forEach(options::put);
    ObjectNode lists = manifest.putObject("lists");
    Protocols.editions().forEach(lists::put);
    putTotals(manifest, sums);
    DuplicateMatrix.put(manifest, sums);
    try {
      manifest.set("inputs", mapper.readTree(inputs));
      return mapper.writeValueAsString(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putTotals(ObjectNode manifest, Tally sums) {
    ObjectNode totals = manifest.putObject("totals");
    totals.put("packets", sums.packets);
    totals.put("duplicates_suspected", sums.suspectedDuplicates);
    totals.put("duplicates_removed", sums.removedDuplicates);
    totals.put("unrepeatable_packets", sums.unrepeatable);
    totals.put("repeated_packets", sums.repeated);
    totals.put("dedup_time_would_help", DuplicateMatrix.isSuspicious(sums));
    sums.anomalies().forEach(totals.putObject("anomalies")::put);
    sums.sources().forEach(totals.putObject("sources")::put);
  }
}
