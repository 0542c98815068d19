package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.pipeline.terminal.Progress;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.packets.ReadStage;
import org.flowbeam.stage.sources.RunSources;
import org.jspecify.annotations.Nullable;

/**
 * Captures to tables in this JVM, step by step:
 *
 * <ol>
 *   <li>inspect every file: its captures, their damage, the exact borders of slices; read slices as
 *       they become known, and what is compressed at once: decode packets, sort them by flow and
 *       time; hash large files meanwhile;
 *   <li>rebuild datagrams from fragments in a grouping of their own, and send them back;
 *   <li>open ESP packets that are not encrypted, likewise, if that is wanted;
 *   <li>assemble the packets of one flow after the other into rows;
 *   <li>summarize what needs more than one flow, stage by stage: certificates, DNS domains;
 *   <li>describe the sources from what all steps found out about them;
 *   <li>write the rows of every table as Parquet;
 *   <li>commit: move the files to their places, then the manifest, then {@code _SUCCESS}.
 * </ol>
 *
 * The same steps as {@link SweepPipeline}, and the same bytes.
 */
final class LocalSweep {
  private final SweepPlan plan;
  private final List<FilePack> packs;
  private final Stages stages;
  private final Workers workers;
  private final Collected collected = new Collected();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder packetsRead = new LongAdder();
  private final Progress progress;
  private final @Nullable Profile profile;

  /**
   * A sweep that has not begun.
   *
   * @param profile told how long each phase took, where somebody wants to know
   */
  LocalSweep(
      SweepPlan plan,
      List<FilePack> packs,
      Workers workers,
      long totalBytes,
      @Nullable Profile profile) {
    this.plan = plan;
    this.packs = packs;
    this.profile = profile;
    this.progress =
        new Progress(new Progress.Reading(totalBytes, bytesRead::sum, packetsRead::sum));
    this.stages = new Stages(plan);
    this.workers = workers;
  }

  void run() throws IOException {
    RunSources sources = findRows();
    String runId = RunManifest.runId(plan, collected.inputs(), sources);
    write(runId);
    String body = RunManifest.body(plan, collected.inputs(), runId, collected.tally());
    String manifest = profile == null ? body : profile.addTo(body);
    progress.phase("commit", "", 0, () -> 0);
    workers.one(() -> Commit.commit(plan.output(), manifest, collected.files()));
  }

  /** All steps but the last two: nothing is written to the output, but for stored bodies. */
  RunSources findRows() throws IOException {
    RunSources sources = assemble();
    for (int stage : stages.summaries().stages()) {
      each("summarize", Lane.records(stage), out -> stages.summarize(stage, out));
    }
    each("describe sources", Lane.FACTS, out -> stages.describe(sources, out));
    return sources;
  }

  /** The frames of the rows that were found, by table and shard; the caller's from now on. */
  SortedMap<Integer, List<byte[]>> takeRows() {
    return collected.take(Lane.ROWS);
  }

  /** From captures to rows, with captures open all along. */
  private RunSources assemble() throws IOException {
    try (OpenCaptures captures = OpenCaptures.thatStayInMemory()) {
      RunSources sources = read(captures);
      each("rebuild datagrams", Lane.FRAGMENTS, stages::rebuild);
      each("open ESP", Lane.ESP, stages::openEsp);
      each("assemble flows", Lane.PACKETS, out -> stages.assemble(sources, captures, out));
      return sources;
    }
  }

  Progress progress() {
    return progress;
  }

  private RunSources read(OpenCaptures captures) throws IOException {
    ReadQueue queue = new ReadQueue(packs, plan.unitBytes(), plan.reading().recordsBefore());
    all(
        "read",
        () -> {
          try (ReadStage reader = stages.read(captures, collected)) {
            ReadQueue.Share share;
            while ((share = queue.next()) != null) {
              share.run(reader);
              bytesRead.add(reader.takeBytesRead());
              packetsRead.add(reader.takePacketsRead());
            }
            reader.finish();
          }
        });
    return queue.sources();
  }

  private void write(String runId) throws IOException {
    DateCounts dates = collected.dates();
    SortedMap<Integer, List<byte[]>> rows = takeRows();
    stages.shardsWithFile().forEach(shard -> rows.computeIfAbsent(shard, none -> List.of()));
    each("write tables", rows, out -> stages.write(runId, dates, out));
  }

  private void each(String phase, Lane lane, Function<StageOutput, KeyedStage> maker)
      throws IOException {
    SortedMap<Integer, List<byte[]>> keys = collected.take(lane);
    if (!keys.isEmpty()) {
      each(phase, keys, maker);
    }
  }

  private void each(
      String phase, SortedMap<Integer, List<byte[]>> keys, Function<StageOutput, KeyedStage> maker)
      throws IOException {
    Keys left = new Keys(keys);
    progress.phase(phase, "parts", keys.size(), left::taken);
    all(
        phase,
        () -> {
          Map.Entry<Integer, List<byte[]>> key = left.next();
          if (key == null) {
            return;
          }
          try (KeyedStage stage = maker.apply(collected)) {
            for (; key != null; key = left.next()) {
              stage.process(key.getKey(), key.getValue());
            }
            stage.finish();
          }
        });
  }

  private void all(String phase, Workers.Work work) throws IOException {
    if (profile == null) {
      workers.all(work);
    } else {
      profile.run(phase, workers, work);
    }
  }

  /** The keys that no thread has taken, the largest first, so that all threads end together. */
  private static final class Keys {
    private final Iterator<Map.Entry<Integer, List<byte[]>>> left;
    private long taken;

    Keys(SortedMap<Integer, List<byte[]>> keys) {
      List<Map.Entry<Integer, List<byte[]>>> entries = new ArrayList<>(keys.entrySet());
      entries.sort((a, b) -> Integer.compare(b.getValue().size(), a.getValue().size()));
      this.left = entries.iterator();
    }

    synchronized Map.@Nullable Entry<Integer, List<byte[]>> next() {
      taken += left.hasNext() ? 1 : 0;
      return left.hasNext() ? left.next() : null;
    }

    synchronized long taken() {
      return taken;
    }
  }
}
