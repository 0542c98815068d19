package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.Shards;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.options.WorkSettings;

/** One sweep from options to exit code: checks, plan, run, summary. */
final class SweepRun {
  private final SweepOptions options;
  private final PipelineOptions runner;
  private final String input;
  private final OutputFolder output;
  private final boolean oneJvm;

  SweepRun(SweepOptions options, PipelineOptions runner) {
    this.options = options;
    this.runner = runner;
    this.input = options.get(RunOptions.INPUT);
    String folder = options.get(RunOptions.OUTPUT);
    this.oneJvm = runner.getRunner() == DirectRunner.class;
    FileSystems.setDefaultPipelineOptions(runner);
    this.output = new OutputFolder(folder);
  }

  int execute() throws Exception {
    long startNanos = System.nanoTime();
    output.refuseOverlap(input);
    List<InputFile> files = InputMatcher.match(input);
    SweepSettings settings = SweepSettings.of(options, files, oneJvm);
    Optional<JsonNode> earlier = output.manifest();
    if (earlier.isPresent() && !options.get(RunOptions.OVERWRITE)) {
      return sameRunOrRefuse(earlier.get(), files, settings);
    }
    Commit.discard(output.location());
    if (earlier.isPresent()) {
      output.deleteRun(earlier.get());
    } else {
      output.refuseForeignFiles();
    }
    try (RunFolders folders =
        RunFolders.create(output, options.find(WorkSettings.SPILL_DIR).orElse(null))) {
      try {
        run(plan(files, settings, folders), settings.work().workers(), totalBytes(files));
      } catch (RuntimeException e) {
        if (folders.interrupted()) {
          return ExitCode.INTERRUPTED;
        }
        throw e;
      }
    }
    return Summary.print(output, System.nanoTime() - startNanos);
  }

  /** The same input and options again: said so, and done. Anything else in the folder: refused. */
  private int sameRunOrRefuse(JsonNode manifest, List<InputFile> files, SweepSettings settings)
      throws IOException {
    String there = manifest.path("run_id").asText();
    if (output.succeeded() && there.equals(runIdOf(files, settings))) {
      Labels.refuseOthers(manifest, settings.labels(), output.location());
      System.err.println("flowbeam: run " + there + " is already in " + output.location());
      return Summary.print(output, 0);
    }
    throw new UsageException(
        "--output=" + output.location() + " holds another run (" + there + "); see --overwrite");
  }

  private static String runIdOf(List<InputFile> files, SweepSettings settings) {
    return RunId.of(
        RunId.VERSION,
        settings.resultOptions(),
        files.stream()
            .flatMap(
                file -> CaptureIO.inspect(file, new InspectOptions(Long.MAX_VALUE, true)).stream())
            .filter(source -> source.format() != null)
            .map(SourceInfo::contentSha256)
            .filter(hash -> hash != null)
            .toList());
  }

  private SweepPlan plan(List<InputFile> files, SweepSettings settings, RunFolders folders) {
    FrameStore store =
        oneJvm ? folders.spill().store() : new ShuffleBytes(folders.spill().folder().toString());
    return new SweepPlan(
        FilePack.pack(files, settings.work().unitBytes()),
        settings.work().unitBytes(),
        settings.selection(),
        settings.fragments(),
        settings.espNull(),
        settings.assembly(),
        new Spill(store, settings.work().buckets(), settings.work().flushBytes()),
        Shards.count(totalBytes(files)),
        output.location(),
        settings.resultOptions(),
        settings.labels());
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
