package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.flowbeam.session.Protocols;
import org.flowbeam.transforms.rows.Tally;

/**
 * Makes the manifest's body, all but its list of outputs, from the list of inputs. No clock in it.
 */
final class DescribeRun extends DoFn<String, String> {
  private final SweepPlan plan;
  private final PCollectionView<String> runId;
  private final PCollectionView<Tally> tally;

  DescribeRun(SweepPlan plan, PCollectionView<String> runId, PCollectionView<Tally> tally) {
    this.plan = plan;
    this.runId = runId;
    this.tally = tally;
  }

  @ProcessElement
  public void process(ProcessContext c) throws IOException {
    c.output(body(c.element(), c.sideInput(runId), c.sideInput(tally)));
  }

  private String body(String inputs, String run, Tally sums) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode manifest = mapper.createObjectNode();
    manifest.put("run_id", run);
    manifest.put("version", RunId.VERSION);
    Labels.put(manifest, plan.labels());
    ObjectNode options = manifest.putObject("options");
    plan.resultOptions().forEach(options::put);
    ObjectNode lists = manifest.putObject("lists");
    Protocols.editions().forEach(lists::put);
    ObjectNode totals = manifest.putObject("totals");
    totals.put("packets", sums.packets);
    totals.put("duplicates_suspected", sums.suspectedDuplicates);
    totals.put("duplicates_removed", sums.removedDuplicates);
    totals.put("unrepeatable_packets", sums.unrepeatable);
    totals.put("repeated_packets", sums.repeated);
    totals.put("dedup_time_would_help", DuplicateMatrix.isSuspicious(sums));
    sums.anomalies().forEach(totals.putObject("anomalies")::put);
    sums.sources().forEach(totals.putObject("sources")::put);
    DuplicateMatrix.put(manifest, sums);
    manifest.set("inputs", mapper.readTree(inputs));
    return mapper.writeValueAsString(manifest);
  }
}
