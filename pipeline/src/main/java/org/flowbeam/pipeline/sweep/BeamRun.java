package org.flowbeam.pipeline.sweep;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.flowbeam.pipeline.options.RunnerOptions;
import org.flowbeam.pipeline.terminal.Progress;
import org.flowbeam.pipeline.terminal.ProgressLog;
import org.flowbeam.transforms.ReadCaptures;

/**
 * A sweep by one of Beam's runners, and what its options say of file systems. Beam's classes are
 * loaded with this one, and not without.
 */
final class BeamRun {
  private static final String DIRECT_WORKER = "direct-runner-worker";

  private final PipelineOptions options;

  private BeamRun(PipelineOptions options) {
    this.options = options;
  }

  /** Parses what is left of a command line when the options of the sweep are taken out. */
  static BeamRun of(List<String> arguments) {
    PipelineOptions options = RunnerOptions.parse(arguments);
    FileSystems.setDefaultPipelineOptions(options);
    return new BeamRun(options);
  }

  /** Whether all of it runs here, so that files of this machine can carry its frames. */
  boolean inThisJvm() {
    return options.getRunner() == DirectRunner.class;
  }

  /**
   * Runs the pipeline to its end.
   *
   * @param workers of the runner in this JVM
   */
  void run(SweepPlan plan, int workers, long totalBytes) throws Exception {
    if (inThisJvm()) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setTargetParallelism(workers);
      direct.setBlockOnRun(false);
      // Both re-encode every element to find bugs in DoFns; ours are tested for that instead.
      direct.setEnforceEncodability(false);
      direct.setEnforceImmutability(false);
    }
    Pipeline pipeline = Pipeline.create(options);
    SweepPipeline.build(pipeline, plan);
    PipelineResult result = pipeline.run();
    try (ProgressLog progress =
        ProgressLog.onStderr(
            new Progress(
                new Progress.Reading(
                    totalBytes,
                    () -> attempted(result, ReadCaptures.BYTES_READ),
                    () -> attempted(result, ReadCaptures.PACKETS_READ))))) {
      progress.start();
      PipelineResult.State state = result.waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException("the run ended " + state);
      }
    }
  }

  private static long attempted(PipelineResult result, String counter) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(ReadCaptures.METRICS, counter))
            .build();
    long sum = 0;
    for (MetricResult<Long> value : result.metrics().queryMetrics(filter).getCounters()) {
      sum += value.getAttempted();
    }
    return sum;
  }

  /**
   * Interrupts all workers of DirectRunner in this JVM, which fails their next read or write, and
   * waits for them. When a run fails or is interrupted the runner starts no more bundles, but does
   * not wait for those that are running: they would go on writing files.
   */
  static void stopWorkers() {
    Workers.end(
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals(DIRECT_WORKER))
            .toList());
  }
}
