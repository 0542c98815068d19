package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.util.ArrayList;
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
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.PackList;
import org.flowbeam.io.output.Commit;
import org.flowbeam.pipeline.options.RunnerOptions;
import org.flowbeam.pipeline.terminal.Progress;
import org.flowbeam.pipeline.terminal.ProgressLog;
import org.flowbeam.transforms.ReadCaptures;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A sweep by one of Beam's runners, and what its options say of file systems. Beam's classes are
 * loaded with this one, and not without.
 */
final class BeamRun {
  private static final String DIRECT_WORKER = "direct-runner-worker";

  /** How long a job may take to end once it was cancelled. */
  private static final Duration CANCELLED_WITHIN = Duration.standardMinutes(2);

  private static final String FLINK_CLUSTER = "--flinkMaster=[^\\[].*";

  private final PipelineOptions options;
  private final boolean canBeLeft;
  private volatile @Nullable PipelineResult running;

  private BeamRun(PipelineOptions options, boolean canBeLeft) {
    this.options = options;
    this.canBeLeft = canBeLeft;
  }

  /** Parses what is left of a command line when the options of the sweep are taken out. */
  static BeamRun of(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    boolean flinkCluster = arguments.stream().anyMatch(a -> a.matches(FLINK_CLUSTER));
    if (flinkCluster && arguments.stream().noneMatch(a -> a.startsWith("--attachedMode"))) {
      // Attached, Flink's runner says nothing before the job ends, so that nobody could cancel it.
      all.addAll(List.of("--attachedMode=false", "--jobCheckIntervalInSecs=1"));
    }
    PipelineOptions options = RunnerOptions.parse(all);
    FileSystems.setDefaultPipelineOptions(options);
    String runner = options.getRunner().getSimpleName();
    boolean here = runner.startsWith("Spark") || (runner.startsWith("Flink") && !flinkCluster);
    return new BeamRun(options, !here && options.getRunner() != DirectRunner.class);
  }

  /** Whether the job goes on when this program has ended. */
  boolean canBeLeft() {
    return canBeLeft;
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
  void run(SweepPlan plan, List<FilePack> packs, int workers, long totalBytes) throws Exception {
    if (inThisJvm()) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setTargetParallelism(workers);
      direct.setBlockOnRun(false);
      // Both re-encode every element to find bugs in DoFns; ours are tested for that instead.
      direct.setEnforceEncodability(false);
      direct.setEnforceImmutability(false);
    }
    PipelineResult result = start(plan, packs);
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

  /** Starts the job and waits for nothing but that it runs. */
  PipelineResult start(SweepPlan plan, List<FilePack> packs) throws IOException {
    PipelineResult result = pipeline(plan, packs).run();
    running = result;
    return result;
  }

  /** The whole sweep; the list of its files is written below the output. */
  Pipeline pipeline(SweepPlan plan, List<FilePack> packs) throws IOException {
    String list = Commit.temporaryFile(plan.output(), "inputs");
    PackList.write(list, packs);
    Pipeline pipeline = Pipeline.create(options);
    SweepPipeline.build(pipeline, plan, list);
    return pipeline;
  }

  /**
   * Ends what was started; nobody writes any more when this returns.
   *
   * @throws IOException when that cannot be told
   */
  void stop() throws IOException {
    if (inThisJvm()) {
      stopWorkers();
      return;
    }
    PipelineResult result = running;
    if (result == null || result.getState().isTerminal()) {
      return;
    }
    try {
      result.cancel();
      PipelineResult.State state = result.waitUntilFinish(CANCELLED_WITHIN);
      if (state != null && state.isTerminal()) {
        return;
      }
    } catch (RuntimeException e) {
      throw new IOException("the job could not be cancelled and may go on writing", e);
    }
    throw new IOException("the job was cancelled but may still be writing");
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
  private static void stopWorkers() {
    Workers.end(
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals(DIRECT_WORKER))
            .toList());
  }
}
