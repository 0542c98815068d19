package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.PackList;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.join.Summaries;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.sources.RunSources;
import org.flowbeam.transforms.CommitFiles;
import org.flowbeam.transforms.GatherSources;
import org.flowbeam.transforms.InspectCaptures;
import org.flowbeam.transforms.KeyedStep;
import org.flowbeam.transforms.MapWithViews;
import org.flowbeam.transforms.Outputs;
import org.flowbeam.transforms.ReadCaptures;

/** The steps of {@link LocalSweep} as a Beam pipeline, for any runner. */
final class SweepPipeline {
  private final SweepPlan plan;
  private final Stages stages;

  private SweepPipeline(SweepPlan plan) {
    this.plan = plan;
    this.stages = new Stages(plan);
  }

  /**
   * Adds the whole sweep to a pipeline.
   *
   * @param list where the {@link PackList} of its files lies
   */
  static void build(Pipeline pipeline, SweepPlan plan, String list) {
    new SweepPipeline(plan).addTo(pipeline, list);
  }

  private void addTo(Pipeline pipeline, String list) {
    PCollection<InspectedPack> packs =
        pipeline.apply("Inspect captures", new InspectCaptures(list, plan.unitBytes()));
    PCollectionView<RunSources> sources = packs.apply("Gather sources", new GatherSources());
    PCollectionTuple read =
        packs.apply("Read captures", new ReadCaptures(plan.spill(), plan.reading()));
    PCollectionTuple flows = assemble(packets(read), sources);
    PCollectionTuple described = describe(List.of(read, flows), sources);
    List<PCollectionTuple> steps = new ArrayList<>(List.of(flows, described));
    List<PCollectionTuple> summaries = summarize(flows);
    steps.addAll(summaries);
    PCollectionView<String> runId = runId(described, sources);
    PCollection<String> manifest = manifest(described, steps, runId);
    List<PCollectionTuple> storing = new ArrayList<>(List.of(flows));
    storing.addAll(summaries);
    PCollectionList.of(write(steps, runId))
        .and(union("All bodies", storing, Outputs.FILES))
        .apply("All files", Flatten.pCollections())
        .apply("Commit", new CommitFiles(plan.output(), manifest));
  }

  /** All packets: as they were read, rebuilt from fragments, and out of ESP. */
  private PCollection<KV<Integer, byte[]>> packets(PCollectionTuple read) {
    Stages run = stages;
    List<TupleTag<?>> outputs = new ArrayList<>(List.of(Outputs.of(Lane.PACKETS)));
    if (plan.opensEsp()) {
      outputs.add(Outputs.of(Lane.ESP));
    }
    PCollectionTuple rebuilt =
        read.get(Outputs.of(Lane.FRAGMENTS))
            .apply(
                "Rebuild fragments",
                KeyedStep.of(outputs, List.of(), (out, views) -> run.rebuild(out)));
    List<PCollectionTuple> all = new ArrayList<>(List.of(read, rebuilt));
    if (plan.opensEsp()) {
      all.add(
          union("All ESP packets", List.of(read, rebuilt), Outputs.of(Lane.ESP))
              .apply(
                  "Open ESP packets",
                  KeyedStep.of(
                      List.of(Outputs.of(Lane.PACKETS)),
                      List.of(),
                      (out, views) -> run.openEsp(out))));
    }
    return union("All packets", all, Outputs.of(Lane.PACKETS));
  }

  private PCollectionTuple assemble(
      PCollection<KV<Integer, byte[]>> packets, PCollectionView<RunSources> sources) {
    Stages run = stages;
    List<TupleTag<?>> outputs = Outputs.rows();
    outputs.add(Outputs.FILES);
    outputs.add(Outputs.of(Lane.FACTS));
    run.summaries().stages().forEach(stage -> outputs.add(Outputs.of(Lane.records(stage))));
    return packets.apply(
        "Assemble flows",
        KeyedStep.of(
            outputs, List.of(sources), (out, views) -> run.assemble(views.get(sources), out)));
  }

  private PCollectionTuple describe(
      List<PCollectionTuple> steps, PCollectionView<RunSources> sources) {
    Stages run = stages;
    List<TupleTag<?>> outputs = Outputs.rows();
    outputs.add(Outputs.INPUTS);
    return union("All facts", steps, Outputs.of(Lane.FACTS))
        .apply(
            "Describe sources",
            KeyedStep.of(
                outputs, List.of(sources), (out, views) -> run.describe(views.get(sources), out)));
  }

  /** One step per stage that a protocol of the run has, and no step for others. */
  private List<PCollectionTuple> summarize(PCollectionTuple flows) {
    Stages run = stages;
    Summaries summaries = run.summaries();
    List<PCollectionTuple> steps = new ArrayList<>(List.of(flows));
    for (int stage : summaries.stages()) {
      List<TupleTag<?>> outputs = Outputs.rows();
      outputs.add(Outputs.FILES);
      summaries.stagesAbove(stage).forEach(s -> outputs.add(Outputs.of(Lane.records(s))));
      steps.add(
          union("All records of stage " + stage, steps, Outputs.of(Lane.records(stage)))
              .apply(
                  "Summarize stage " + stage,
                  KeyedStep.of(outputs, List.of(), (out, views) -> run.summarize(stage, out))));
    }
    return steps.subList(1, steps.size());
  }

  private PCollectionView<String> runId(
      PCollectionTuple described, PCollectionView<RunSources> sources) {
    SweepPlan plan = stages.plan();
    return described
        .get(Outputs.INPUTS)
        .apply(
            "Hash what decides the result",
            MapWithViews.of(
                List.of(sources),
                (inputs, views) -> RunManifest.runId(plan, inputs, views.get(sources))))
        .setCoder(StringUtf8Coder.of())
        .apply("Run id for all", View.asSingleton());
  }

  private PCollection<WrittenFile> write(
      List<PCollectionTuple> steps, PCollectionView<String> runId) {
    Stages run = stages;
    PCollectionView<DateCounts> dates =
        union("All dates", steps, Outputs.DATES)
            .apply("Count dates", Combine.globally(DateCounts::sum))
            .apply("Dates for all", View.asSingleton());
    PCollection<KV<Integer, byte[]>> rows = union("All rows", steps, Outputs.of(Lane.ROWS));
    List<KV<Integer, byte[]>> markers =
        run.shardsWithFile().stream().map(KeyedStep::marker).toList();
    return PCollectionList.of(rows)
        .and(
            rows.getPipeline()
                .apply("Tables to write", Create.of(markers).withCoder(rows.getCoder())))
        .apply("Rows and markers", Flatten.pCollections())
        .apply(
            "Write tables",
            KeyedStep.of(
                List.of(Outputs.FILES),
                List.of(runId, dates),
                (out, views) -> run.write(views.get(runId), views.get(dates), out)))
        .get(Outputs.FILES);
  }

  private PCollection<String> manifest(
      PCollectionTuple described, List<PCollectionTuple> steps, PCollectionView<String> runId) {
    SweepPlan plan = stages.plan();
    PCollectionView<Tally> tally =
        union("All tallies", steps, Outputs.TALLIES)
            .apply("Sum tallies", Combine.globally(Tally::sum))
            .apply("Tally for all", View.asSingleton());
    return described
        .get(Outputs.INPUTS)
        .apply(
            "Describe the run",
            MapWithViews.of(
                List.of(runId, tally),
                (inputs, views) ->
                    RunManifest.body(plan, inputs, views.get(runId), views.get(tally))))
        .setCoder(StringUtf8Coder.of());
  }

  /** One output of all steps. */
  private static <T> PCollection<T> union(
      String name, List<PCollectionTuple> steps, TupleTag<T> output) {
    return PCollectionList.of(steps.stream().map(step -> step.get(output)).toList())
        .apply(name, Flatten.pCollections());
  }
}
