package org.flowbeam.pipeline;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.CaptureIO;
import org.flowbeam.io.Commit;
import org.flowbeam.io.DateCounts;
import org.flowbeam.io.FilePack;
import org.flowbeam.io.InspectedPack;
import org.flowbeam.io.TableOutput;
import org.flowbeam.io.WriteTables;
import org.flowbeam.io.WrittenFile;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.transforms.AssembleFlows;
import org.flowbeam.transforms.DescribeSources;
import org.flowbeam.transforms.FindCopies;
import org.flowbeam.transforms.GroupPackets;
import org.flowbeam.transforms.HashLargeFiles;
import org.flowbeam.transforms.RebuildFragments;
import org.flowbeam.transforms.RunSources;
import org.flowbeam.transforms.Tally;

/**
 * Captures to tables, step by step:
 *
 * <ol>
 *   <li>inspect every file: its captures, their damage, the exact borders of slices;
 *   <li>find sources with the same content, to read them once;
 *   <li>read slices, decode packets, sort them by flow and time;
 *   <li>hash large files meanwhile;
 *   <li>send later fragments through their own grouping and back to the packets;
 *   <li>assemble the packets of one flow after the other into rows;
 *   <li>describe the sources from what all steps found out about them;
 *   <li>write the rows of every table as Parquet;
 *   <li>commit: move the files to their places, then the manifest, then {@code _SUCCESS}.
 * </ol>
 */
final class SweepPipeline {
  private final SweepPlan plan;

  private SweepPipeline(SweepPlan plan) {
    this.plan = plan;
  }

  /** Adds the whole sweep to a pipeline. */
  static void build(Pipeline pipeline, SweepPlan plan) {
    new SweepPipeline(plan).addTo(pipeline);
  }

  private void addTo(Pipeline pipeline) {
    PCollection<InspectedPack> packs = inspect(pipeline);
    PCollectionView<RunSources> copies = packs.apply("Find copies", new FindCopies());
    PCollectionTuple grouped =
        packs.apply(
            "Group packets",
            new GroupPackets(
                plan.spill(), plan.selection(), plan.flows().streamDepthBytes(), copies));
    PCollectionView<RunSources> sources =
        packs.apply("Hash large files", new HashLargeFiles(copies));
    PCollectionTuple flows = assemble(grouped, sources);
    PCollectionTuple described =
        both("All facts", flows, grouped, AssembleFlows.FACTS, GroupPackets.FACTS)
            .apply("Describe sources", new DescribeSources(plan.spill(), plan.shards(), sources));
    PCollectionView<String> runId = runId(pipeline, sources);
    PCollection<WrittenFile> files = write(flows, described, runId);
    files.apply("Commit", Commit.to(plan.output(), manifest(flows, described, runId)));
  }

  private PCollection<InspectedPack> inspect(Pipeline pipeline) {
    return pipeline
        .apply(
            "List files", Create.of(plan.packs()).withCoder(SerializableCoder.of(FilePack.class)))
        .apply("Spread files", Reshuffle.viaRandomKey())
        .apply("Inspect captures", CaptureIO.inspect(plan.unitBytes()))
        .apply("Spread captures", Reshuffle.viaRandomKey());
  }

  private PCollectionTuple assemble(PCollectionTuple grouped, PCollectionView<RunSources> sources) {
    return PCollectionList.of(grouped.get(GroupPackets.PACKETS))
        .and(
            grouped
                .get(GroupPackets.FRAGMENTS)
                .apply("Rebuild fragments", new RebuildFragments(plan.spill())))
        .apply("All packets", Flatten.pCollections())
        .apply(
            "Assemble flows",
            new AssembleFlows(plan.spill(), plan.shards(), plan.flows(), sources));
  }

  private PCollectionView<String> runId(Pipeline pipeline, PCollectionView<RunSources> sources) {
    return pipeline
        .apply("Name the run", Create.of(Flowbeam.VERSION))
        .apply(
            "Hash what decides the result",
            ParDo.of(new NameRun(plan, sources)).withSideInputs(sources))
        .apply("Run id for all", View.asSingleton());
  }

  private PCollection<WrittenFile> write(
      PCollectionTuple flows, PCollectionTuple described, PCollectionView<String> runId) {
    PCollectionView<DateCounts> dates =
        both("All dates", flows, described, TableOutput.DATES, TableOutput.DATES)
            .apply("Count dates", DateCounts.asView());
    return both("All rows", flows, described, TableOutput.ROWS, TableOutput.ROWS)
        .apply(
            "Write tables",
            WriteTables.to(
                    plan.output(), plan.shards(), plan.spill().store(), footer(), runId, dates)
                .evenWithoutRows(tables()));
  }

  private List<String> tables() {
    return Tables.ALL.stream()
        .filter(table -> !table.equals(Tables.PACKET_INDEX) || plan.flows().packetIndex())
        .map(Table::name)
        .toList();
  }

  private Map<String, String> footer() {
    Map<String, String> footer = new TreeMap<>();
    footer.put("flowbeam.version", Flowbeam.VERSION);
    footer.put("flowbeam.schema_version", Integer.toString(Tables.SCHEMA_VERSION));
    if (plan.caseId() != null) {
      footer.put("flowbeam.case_id", plan.caseId());
    }
    return footer;
  }

  private PCollection<String> manifest(
      PCollectionTuple flows, PCollectionTuple described, PCollectionView<String> runId) {
    PCollectionView<Tally> tally =
        both("All tallies", flows, described, AssembleFlows.TALLIES, AssembleFlows.TALLIES)
            .apply("Sum tallies", Combine.globally(Tally::sum))
            .apply("Tally for all", View.asSingleton());
    return described
        .get(DescribeSources.INPUTS)
        .apply(
            "Describe the run",
            ParDo.of(new DescribeRun(plan, runId, tally)).withSideInputs(runId, tally))
        .setCoder(StringUtf8Coder.of());
  }

  private static <T> PCollection<T> both(
      String name,
      PCollectionTuple first,
      PCollectionTuple second,
      TupleTag<T> inFirst,
      TupleTag<T> inSecond) {
    return PCollectionList.of(first.get(inFirst))
        .and(second.get(inSecond))
        .apply(name, Flatten.pCollections());
  }
}
