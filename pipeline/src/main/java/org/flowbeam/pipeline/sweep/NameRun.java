package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.flowbeam.transforms.sources.RunSources;

/** Makes the run id from the list of inputs, once all were read and all contents are hashed. */
final class NameRun extends DoFn<String, String> {
  private final SweepPlan plan;
  private final PCollectionView<RunSources> sources;

  NameRun(SweepPlan plan, PCollectionView<RunSources> sources) {
    this.plan = plan;
    this.sources = sources;
  }

  @ProcessElement
  public void process(ProcessContext c) throws IOException {
    c.output(
        RunId.of(
            RunId.VERSION,
            plan.resultOptions(),
            c.sideInput(sources).distinctContentHashes(),
            EarlierRun.readErrorsOf(new ObjectMapper().readTree(c.element()))));
  }
}
