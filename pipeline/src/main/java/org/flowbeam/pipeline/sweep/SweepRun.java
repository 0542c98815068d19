package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.util.List;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.ShuffleBytes;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.frames.SpillFolder;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.output.Shards;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.input.InputMatcher;
import org.flowbeam.pipeline.input.Inputs;
import org.flowbeam.pipeline.jvm.OptimizingCompiler;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.options.SweepSettings;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.options.WorkSettings;
import org.flowbeam.pipeline.terminal.ProgressLog;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.session.Protocols;
import org.jspecify.annotations.Nullable;

/**
 * One sweep from options to exit code: checks, plan, run, summary. In this JVM, unless the command
 * line names one of Beam's runners.
 */
final class SweepRun {
  private static final String RUNNER = "--runner=";

  private final SweepOptions options;
  private final @Nullable ProtocolSource protocols;
  private final Inputs inputs;
  private final @Nullable BeamRun beam;
  private final boolean oneJvm;
  private final Destination output;

  /**
   * A run.
   *
   * @param others arguments that are for Beam
   */
  SweepRun(SweepOptions options, List<String> others) {
    this(options, others, null);
  }

  /** With protocols of one's own, whatever the options name. */
  SweepRun(SweepOptions options, List<String> others, @Nullable ProtocolSource protocols) {
    this.options = options;
    this.protocols = protocols;
    this.inputs = Inputs.of(options.get(RunOptions.INPUT));
    String folder = options.get(RunOptions.OUTPUT);
    // Also without a runner: what is no option must be said, and stores have options.
    boolean stores = Storage.isRemote(folder) || inputs.nameStore();
    BeamRun given = others.isEmpty() && !stores ? null : BeamRun.of(others);
    this.beam = others.stream().anyMatch(other -> other.startsWith(RUNNER)) ? given : null;
    this.oneJvm = beam == null || beam.inThisJvm();
    this.output = new Destination(folder);
    if (beam != null && options.get(WorkSettings.PROFILE)) {
      throw new UsageException("--profile tells about a sweep in this JVM, not about a runner's");
    }
    if (!options.get(WorkSettings.WAIT) && (beam == null || !beam.canBeLeft())) {
      throw new UsageException(
          "--wait=false is for runners whose jobs run outside of this program");
    }
  }

  /**
   * Runs it and says how it ended.
   *
   * @param forPeople in words and not as JSON
   */
  int execute(boolean forPeople) throws Exception {
    long startNanos = System.nanoTime();
    return switch (run()) {
      case INTERRUPTED -> ExitCode.INTERRUPTED;
      case LEFT -> {
        System.err.println(
            "flowbeam: the job was started; when it is done there is "
                + output.location()
                + "_SUCCESS");
        yield ExitCode.DONE;
      }
      case WAS_THERE -> Summary.print(output, 0, forPeople);
      case DONE -> Summary.print(output, System.nanoTime() - startNanos, forPeople);
    };
  }

  enum End {
    DONE,
    WAS_THERE,
    LEFT,
    INTERRUPTED
  }

  /** Runs it and says nothing. */
  End run() throws Exception {
    output.refuseOverlap(inputs);
    List<InputFile> files = InputMatcher.match(inputs);
    SweepSettings settings = SweepSettings.of(options, files, oneJvm);
    try (Workspace workspace = Workspace.take(output)) {
      if (!new EarlierRun(output, workspace, options).makeRoom(files, settings)) {
        return End.WAS_THERE;
      }
      SpillFolder spill = workspace.openSpill(options.find(WorkSettings.SPILL_DIR).orElse(null));
      try {
        SweepPlan plan = plan(files, settings, spill);
        List<FilePack> packs = FilePack.pack(files, plan.unitBytes());
        if (beam != null && !options.get(WorkSettings.WAIT)) {
          leave(beam, plan, packs, workspace);
          return End.LEFT;
        }
        run(plan, packs, settings.work().workers(), totalBytes(files), workspace);
      } catch (IOException | RuntimeException e) {
        if (workspace.interrupted()) {
          return End.INTERRUPTED;
        }
        throw e;
      }
    }
    return End.DONE;
  }

  private SweepPlan plan(List<InputFile> files, SweepSettings settings, SpillFolder spill) {
    FrameStore store =
        oneJvm ? spill.store() : new ShuffleBytes(options.find(WorkSettings.SPILL_DIR).orElse(""));
    return new SweepPlan(
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
        settings.labels(),
        Provenance.of(options, inputs));
  }

  private static ProtocolSource named(List<String> names) {
    return () -> Protocols.named(names);
  }

  private static long totalBytes(List<InputFile> files) {
    return files.stream().mapToLong(InputFile::sizeBytes).sum();
  }

  private void leave(BeamRun run, SweepPlan plan, List<FilePack> packs, Workspace workspace)
      throws IOException {
    output.noteLeft(System.currentTimeMillis());
    run.start(plan, packs);
    workspace.leave();
  }

  private void run(
      SweepPlan plan, List<FilePack> packs, int workers, long totalBytes, Workspace workspace)
      throws Exception {
    if (beam == null) {
      runHere(plan, packs, workers, totalBytes, workspace);
    } else {
      workspace.stopBy(beam::stop);
      beam.run(plan, packs, workers, totalBytes);
    }
    // DirectRunner has been seen to swallow an OutOfMemoryError: done is what left _SUCCESS.
    if (!output.succeeded()) {
      throw new IllegalStateException("the run ended without its output");
    }
  }

  private void runHere(
      SweepPlan plan, List<FilePack> packs, int count, long totalBytes, Workspace workspace)
      throws IOException {
    OptimizingCompiler.directFor(totalBytes);
    Workers workers = new Workers(count);
    workspace.stopBy(workers::stop);
    Profile profile = options.get(WorkSettings.PROFILE) ? new Profile() : null;
    LocalSweep sweep = new LocalSweep(plan, packs, workers, totalBytes, profile);
    try (ProgressLog progress = ProgressLog.onStderr(sweep.progress())) {
      progress.start();
      sweep.run();
    }
    if (profile != null) {
      System.err.print(profile.text());
    }
  }
}
