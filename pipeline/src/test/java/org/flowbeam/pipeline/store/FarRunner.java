package org.flowbeam.pipeline.store;

import java.util.concurrent.CountDownLatch;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/** A cluster as its clients see it: the job begins when a test lets it, and can be cancelled. */
public final class FarRunner extends PipelineRunner<PipelineResult> {
  private static volatile @Nullable Job last;

  private final PipelineOptions options;

  private FarRunner(PipelineOptions options) {
    this.options = options;
  }

  /** Beam calls it by this name. */
  public static FarRunner fromOptions(PipelineOptions options) {
    return new FarRunner(options);
  }

  /** The job that was started last. */
  public static Job job() {
    Job job = last;
    if (job == null) {
      throw new IllegalStateException("no job was started");
    }
    return job;
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    Job job = new Job(pipeline, options);
    last = job;
    return job;
  }

  /** A job that does nothing until {@link #goOn}. */
  public static final class Job implements PipelineResult {
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile State state = State.RUNNING;

    Job(Pipeline pipeline, PipelineOptions options) {
      this.pipeline = pipeline;
      this.options = options;
    }

    /** Runs it to its end. */
    public void goOn() {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setBlockOnRun(false);
      direct.setRunner(DirectRunner.class);
      end(DirectRunner.fromOptions(direct).run(pipeline).waitUntilFinish());
    }

    private void end(State how) {
      state = how;
      ended.countDown();
    }

    @Override
    public State getState() {
      return state;
    }

    @Override
    public State cancel() {
      end(State.CANCELLED);
      return state;
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      return waitUntilFinish();
    }

    @Override
    public State waitUntilFinish() {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return state;
    }

    @Override
    public MetricResults metrics() {
      throw new UnsupportedOperationException("as some runners");
    }
  }
}
