package org.flowbeam.pipeline.sweep;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.flowbeam.transforms.sources.RunSources;

/** Turns the version into the run id, once all content hashes are known. */
final class NameRun extends DoFn<String, String> {
  private final SweepPlan plan;
  private final PCollectionView<RunSources> sources;

  NameRun(SweepPlan plan, PCollectionView<RunSources> sources) {
    this.plan = plan;
    this.sources = sources;
  }

  @ProcessElement
  public void process(ProcessContext c) {
    RunSources run = c.sideInput(sources);
    c.output(RunId.of(c.element(), plan.resultOptions(), run.contentHashesOfCaptures()));
  }
}
