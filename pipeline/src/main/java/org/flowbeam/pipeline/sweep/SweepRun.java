package org.flowbeam.pipeline.sweep;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.SpillFolder;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.output.Shards;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;
import org.flowbeam.pipeline.options.WorkSettings;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.session.Protocols;
import org.jspecify.annotations.Nullable;

/** One sweep from options to exit code: checks, plan, run, summary. */
final class SweepRun {
  private final SweepOptions options;
  private final PipelineOptions runner;
  private final @Nullable ProtocolSource protocols;
  private final String input;
  private final Destination output;
  private final boolean oneJvm;

  SweepRun(SweepOptions options, PipelineOptions runner) {
    this(options, runner, null);
  }

  /** With protocols of one's own, whatever the options name. */
  SweepRun(SweepOptions options, PipelineOptions runner, @Nullable ProtocolSource protocols) {
    this.options = options;
    this.runner = runner;
    this.protocols = protocols;
    this.input = options.get(RunOptions.INPUT);
    String folder = options.get(RunOptions.OUTPUT);
    this.oneJvm = runner.getRunner() == DirectRunner.class;
    FileSystems.setDefaultPipelineOptions(runner);
    this.output = new Destination(folder);
  }

  int execute() throws Exception {
    long startNanos = System.nanoTime();
    output.refuseOverlap(input);
    List<InputFile> files = InputMatcher.match(input);
    SweepSettings settings = SweepSettings.of(options, files, oneJvm);
    try (Workspace workspace = Workspace.take(output)) {
      if (!new EarlierRun(output, workspace, options).makeRoom(files, settings)) {
        return Summary.print(output, 0);
      }
      SpillFolder spill = workspace.openSpill(options.find(WorkSettings.SPILL_DIR).orElse(null));
      try {
        run(plan(files, settings, spill), settings.work().workers(), totalBytes(files));
      } catch (RuntimeException e) {
        if (workspace.interrupted()) {
          return ExitCode.INTERRUPTED;
        }
        throw e;
      }
    }
    return Summary.print(output, System.nanoTime() - startNanos);
  }

  private SweepPlan plan(List<InputFile> files, SweepSettings settings, SpillFolder spill) {
    FrameStore store = oneJvm ? spill.store() : new ShuffleBytes(spill.folder().toString());
    return new SweepPlan(
        FilePack.pack(files, settings.work().unitBytes()),
        settings.work().unitBytes(),
        settings.selection(),
        settings.fragments(),
        settings.espNull(),
        settings.assembly(),
        protocols == null ? named(settings.assembly().protocols()) : protocols,
        new Spill(store, settings.work().buckets(), settings.work().flushBytes()),
        Shards.count(totalBytes(files)),
        output.location(),
        settings.resultOptions(),
        settings.labels());
  }

  private static ProtocolSource named(List<String> names) {
    return () -> Protocols.named(names);
  }

  private static long totalBytes(List<InputFile> files) {
    return files.stream().mapToLong(InputFile::sizeBytes).sum();
  }

  private void run(SweepPlan plan, int parallelism, long totalBytes) throws Exception {
    if (oneJvm) {
      DirectOptions direct = runner.as(DirectOptions.class);
      direct.setTargetParallelism(parallelism);
      direct.setBlockOnRun(false);
      // Both re-encode every element to find bugs in DoFns; ours are tested for that instead.
      direct.setEnforceEncodability(false);
      direct.setEnforceImmutability(false);
    }
    Pipeline pipeline = Pipeline.create(runner);
    SweepPipeline.build(pipeline, plan);
    PipelineResult result = pipeline.run();
    try (ProgressLog progress = ProgressLog.of(result, totalBytes)) {
      progress.start();
      PipelineResult.State state = result.waitUntilFinish();
      // DirectRunner has been seen to swallow an OutOfMemoryError: done is what left _SUCCESS.
      if (state != PipelineResult.State.DONE || !output.succeeded()) {
        throw new IllegalStateException("the run ended " + state + " without its output");
      }
    }
  }
}
