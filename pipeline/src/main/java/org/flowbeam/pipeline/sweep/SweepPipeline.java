package org.flowbeam.pipeline.sweep;

import java.util.ArrayList;
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
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.FilePack;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.output.WriteTables;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.pipeline.options.RunOptions;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.session.Protocols;
import org.flowbeam.transforms.flows.AssembleFlows;
import org.flowbeam.transforms.packets.GroupPackets;
import org.flowbeam.transforms.packets.OpenEsp;
import org.flowbeam.transforms.packets.RebuildFragments;
import org.flowbeam.transforms.rows.RowSink;
import org.flowbeam.transforms.rows.SummarizeRun;
import org.flowbeam.transforms.rows.Tally;
import org.flowbeam.transforms.sources.DescribeSources;
import org.flowbeam.transforms.sources.FindCopies;
import org.flowbeam.transforms.sources.HashLargeFiles;
import org.flowbeam.transforms.sources.RunSources;

/**
 * Captures to tables, step by step:
 *
 * <ol>
 *   <li>inspect every file: its captures, their damage, the exact borders of slices;
 *   <li>find sources with the same content, to read them once;
 *   <li>read slices, decode packets, sort them by flow and time;
 *   <li>hash large files meanwhile;
 *   <li>rebuild datagrams from fragments in a grouping of their own, and send them back;
 *   <li>open ESP packets that are not encrypted, likewise, if that is wanted;
 *   <li>assemble the packets of one flow after the other into rows;
 *   <li>summarize what needs more than one flow, stage by stage: certificates, DNS domains;
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
        packs.apply("Group packets", new GroupPackets(plan.spill(), plan.reading(), copies));
    PCollectionView<RunSources> sources =
        packs.apply("Hash large files", new HashLargeFiles(copies));
    PCollectionTuple flows = assemble(grouped, sources);
    PCollectionTuple described = describe(flows, grouped, sources);
    List<PCollectionTuple> steps = new ArrayList<>(List.of(flows, described));
    steps.addAll(summarize(flows));
    PCollectionView<String> runId = runId(described, sources);
    PCollection<String> manifest =
        manifest(described, all("All tallies", steps, RowSink.TALLIES), runId);
    PCollectionList.of(write(steps, runId))
        .and(flows.get(AssembleFlows.BODIES))
        .apply("All files", Flatten.pCollections())
        .apply("Commit", Commit.to(plan.output(), manifest));
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
    PCollectionTuple rebuilt =
        grouped
            .get(GroupPackets.FRAGMENTS)
            .apply(
                "Rebuild fragments",
                new RebuildFragments(plan.spill(), plan.fragments(), plan.opensEsp()));
    PCollectionList<KV<Integer, byte[]>> packets =
        PCollectionList.of(grouped.get(GroupPackets.PACKETS))
            .and(rebuilt.get(GroupPackets.PACKETS));
    return (plan.opensEsp() ? packets.and(openEsp(grouped, rebuilt)) : packets)
        .apply("All packets", Flatten.pCollections())
        .apply(
            "Assemble flows",
            new AssembleFlows(
                plan.spill(),
                plan.shards(),
                plan.assembly(),
                plan.protocols(),
                plan.output(),
                sources));
  }

  private PCollection<KV<Integer, byte[]>> openEsp(
      PCollectionTuple grouped, PCollectionTuple rebuilt) {
    return PCollectionList.of(grouped.get(GroupPackets.ESP))
        .and(rebuilt.get(GroupPackets.ESP))
        .apply("All ESP packets", Flatten.pCollections())
        .apply("Open ESP packets", new OpenEsp(plan.spill(), plan.espNull(), plan.fragments()));
  }

  private PCollectionView<String> runId(
      PCollectionTuple described, PCollectionView<RunSources> sources) {
    return described
        .get(DescribeSources.INPUTS)
        .apply(
            "Hash what decides the result",
            ParDo.of(new NameRun(plan, sources)).withSideInputs(sources))
        .apply("Run id for all", View.asSingleton());
  }

  private List<PCollectionTuple> summarize(PCollectionTuple flows) {
    return new SummarizeRun(
            plan.spill(), plan.shards(), plan.assembly().sessions(), plan.protocols())
        .after(flows);
  }

  private PCollectionTuple describe(
      PCollectionTuple flows, PCollectionTuple grouped, PCollectionView<RunSources> sources) {
    return PCollectionList.of(flows.get(AssembleFlows.FACTS))
        .and(grouped.get(GroupPackets.FACTS))
        .apply("All facts", Flatten.pCollections())
        .apply("Describe sources", new DescribeSources(plan.spill(), plan.shards(), sources));
  }

  private PCollection<WrittenFile> write(
      List<PCollectionTuple> steps, PCollectionView<String> runId) {
    PCollectionView<DateCounts> dates =
        all("All dates", steps, TableOutput.DATES).apply("Count dates", DateCounts.asView());
    return all("All rows", steps, TableOutput.ROWS)
        .apply(
            "Write tables",
            WriteTables.to(
                    plan.output(), plan.shards(), plan.spill().store(), footer(), runId, dates)
                .evenWithoutRows(tables()));
  }

  /** The tables of this run, whether they get rows or not. */
  private List<String> tables() {
    List<Table<?>> tables = new ArrayList<>(List.of(Tables.SOURCES, Tables.FLOWS));
    if (plan.assembly().flows().packetIndex()) {
      tables.add(Tables.PACKET_INDEX);
    }
    tables.add(Tables.ANOMALIES);
    tables.addAll(Protocols.tables(plan.protocols().protocols()));
    return tables.stream().map(Table::name).toList();
  }

  private Map<String, String> footer() {
    Map<String, String> footer = new TreeMap<>();
    footer.put("flowbeam.version", RunId.VERSION);
    footer.put("flowbeam.schema_version", Integer.toString(Tables.SCHEMA_VERSION));
    String caseId = plan.labels().getOrDefault(RunOptions.CASE_ID.name(), "");
    if (!caseId.isEmpty()) {
      footer.put("flowbeam.case_id", caseId);
    }
    return footer;
  }

  private PCollection<String> manifest(
      PCollectionTuple described, PCollection<Tally> tallies, PCollectionView<String> runId) {
    PCollectionView<Tally> tally =
        tallies
            .apply("Sum tallies", Combine.globally(Tally::sum))
            .apply("Tally for all", View.asSingleton());
    return described
        .get(DescribeSources.INPUTS)
        .apply(
            "Describe the run",
            ParDo.of(new DescribeRun(plan, runId, tally)).withSideInputs(runId, tally))
        .setCoder(StringUtf8Coder.of());
  }

  /** One output of all steps. */
  private static <T> PCollection<T> all(
      String name, List<PCollectionTuple> steps, TupleTag<T> output) {
    return PCollectionList.of(steps.stream().map(step -> step.get(output)).toList())
        .apply(name, Flatten.pCollections());
  }
}
